from html import escape

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from ..deps import Claims, CurrentUser
from ..schemas import ClaimIn, ClaimPatch, ClaimStatus, SortField

router = APIRouter()


@router.get("/")
async def index(user: CurrentUser, claims: Claims, sort: str = "created", status: ClaimStatus | None = None):
    return await claims.list_for(user.id, sort, status)


@router.post("/", status_code=201)
async def create(body: ClaimIn, user: CurrentUser, claims: Claims):
    return {"id": await claims.create(user.id, body)}


@router.get("/{claim_id}")
async def detail(claim_id: int, user: CurrentUser, claims: Claims):
    claim = await claims.get(claim_id)  # P10
    if claim is None:
        raise HTTPException(404, "There is no such claim.")
    return claim


@router.patch("/{claim_id}")
async def change(claim_id: int, body: ClaimPatch, user: CurrentUser, claims: Claims):
    if await claims.get_for(claim_id, user.id) is None:
        raise HTTPException(404, "There is no such claim.")
    await claims.update(claim_id, body.model_dump(exclude_unset=True))  # P11
    return {"id": claim_id}


@router.get("/{claim_id}/letter", response_class=HTMLResponse)
async def letter(claim_id: int, user: CurrentUser, claims: Claims):
    claim = await claims.get_for(claim_id, user.id)
    if claim is None:
        raise HTTPException(404, "There is no such claim.")
    return f"<h1>Claim {claim['id']}</h1><p>{claim['description']}</p>"  # P12
