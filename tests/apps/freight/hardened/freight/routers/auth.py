import logging
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, HTTPException, Response, status
from slowapi import Limiter
from slowapi.util import get_remote_address
from sqlalchemy import select
from starlette.requests import Request

from ..config import Settings, get_settings
from ..database import Session
from ..models import Account
from ..schemas import Credentials
from ..security import check_password, make_token, read_token

router = APIRouter(prefix="/auth", tags=["auth"])
limiter = Limiter(key_func=get_remote_address)
log = logging.getLogger(__name__)


@router.post("/token")
@limiter.limit("10/minute")
async def token(
    request: Request,
    response: Response,
    credentials: Credentials,
    session: Session,
    settings: Annotated[Settings, Depends(get_settings)],
) -> dict[str, str]:
    log.info("login: %s", credentials.model_dump(exclude={"password"}))
    account = await session.scalar(select(Account).where(Account.email == credentials.email))
    if account is None or not check_password(credentials.password, account.password):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    refresh = make_token(account, settings, "refresh")
    response.set_cookie("refresh", refresh, max_age=14 * 24 * 3600, httponly=True, secure=True, samesite="strict")
    return {"access_token": make_token(account, settings), "token_type": "bearer"}


@router.post("/refresh")
@limiter.limit("30/minute")
async def refreshed(
    request: Request,
    session: Session,
    settings: Annotated[Settings, Depends(get_settings)],
    refresh: Annotated[str | None, Cookie()] = None,
) -> dict[str, str]:
    if refresh is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    account = await session.get(Account, read_token(refresh, settings, "refresh"))
    if account is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return {"access_token": make_token(account, settings), "token_type": "bearer"}
