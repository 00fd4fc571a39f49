import logging

from fastapi import APIRouter, BackgroundTasks, HTTPException, Request
from slowapi import Limiter
from slowapi.util import get_remote_address

from ..deps import Config, Users
from ..mail import send_reset
from ..schemas import Credentials, ResetRequest, User
from ..security import create_token, password_matches, reset_code

logger = logging.getLogger(__name__)
router = APIRouter()
limiter = Limiter(key_func=get_remote_address)


@router.post("/token")
@limiter.limit("5/minute")
async def token(request: Request, credentials: Credentials, users: Users, settings: Config):
    logger.info("sign-in from %s", request.client.host)
    row = await users.by_email(credentials.email)
    if row is None or not password_matches(row["password"], credentials.password):
        raise HTTPException(401, "The address or the password is wrong.")
    return {"access_token": create_token(User(**row), settings), "token_type": "bearer"}


@router.post("/reset", status_code=202)
@limiter.limit("3/minute")
async def reset(request: Request, body: ResetRequest, users: Users, tasks: BackgroundTasks):
    row = await users.by_email(body.email)
    if row is not None:
        code = reset_code()
        await users.set_reset_code(row["id"], code)
        tasks.add_task(send_reset, body.email, code)
    return {"detail": "If the address is known, a mail is on its way."}
