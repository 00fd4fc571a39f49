from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends

from ..deps import Claims, Users, require_role
from ..schemas import ClaimStatus

router = APIRouter(dependencies=[Depends(require_role("clerk"))])


@router.get("/users")
async def users(users: Users):
    return await users.all()


@router.put("/users/{user_id}/role")
async def set_role(user_id: int, role: Annotated[Literal["holder", "clerk"], Body()], users: Users):
    await users.set_role(user_id, role)
    return {"id": user_id, "role": role}


@router.put("/claims/{claim_id}/status")
async def decide(claim_id: int, status: Annotated[ClaimStatus, Body()], claims: Claims):
    await claims.update(claim_id, {"status": status.value})
    return {"id": claim_id, "status": status}
