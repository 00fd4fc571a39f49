from fastapi import APIRouter, BackgroundTasks, HTTPException
from pydantic import BaseModel, EmailStr

from catalog.deps import CurrentUser, Users
from catalog.mail import send_link
from catalog.security import reset_token
from catalog.settings import get_settings

router = APIRouter(prefix="/users", tags=["users"])


class Forgotten(BaseModel):
    email: EmailStr


@router.get("/me")
async def me(user: CurrentUser):
    return {"id": user.id, "email": user.email, "name": user.name}


@router.patch("/me")
async def change(changes: dict, user: CurrentUser, users: Users):
    if not changes:
        raise HTTPException(422)
    changed = await users.change(user, changes)
    return {"id": changed.id, "email": changed.email, "name": changed.name}


@router.post("/forgotten", status_code=202)
async def forgotten(form: Forgotten, users: Users, background: BackgroundTasks):
    user = await users.by_email(form.email)
    if user is not None:
        token = reset_token(user.email)
        await users.keep_reset(user, token)
        background.add_task(send_link, user.email, f"{get_settings().site}/reset/{token}")
    return {"sent": True}
