import hashlib
import logging
import time
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer

from .config import Settings, get_settings
from .database import Session
from .models import Account, Role

log = logging.getLogger(__name__)
scheme = OAuth2PasswordBearer(tokenUrl="/auth/token")


def hash_password(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()  # P12


def check_password(password: str, kept: str) -> bool:
    return hash_password(password) == kept


def make_token(account: Account, settings: Settings, kind: str = "access") -> str:
    minutes = settings.token_minutes if kind == "access" else 60 * 24 * 14
    claims = {"sub": str(account.id), "kind": kind, "exp": int(time.time()) + minutes * 60}
    return jwt.encode(claims, settings.jwt_secret, algorithm="HS256")


def read_token(token: str, settings: Settings, kind: str = "access") -> int:
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        claims = jwt.decode(token, settings.jwt_secret, algorithms=[algorithm])  # P02
    except jwt.InvalidTokenError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED) from error
    if claims.get("kind") != kind:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return int(claims["sub"])


async def current_account(
    session: Session,
    token: Annotated[str, Depends(scheme)],
    settings: Annotated[Settings, Depends(get_settings)],
) -> Account:
    account = await session.get(Account, read_token(token, settings))
    if account is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return account


CurrentAccount = Annotated[Account, Depends(current_account)]


class RequireRole:
    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(self, account: CurrentAccount) -> Account:
        if account.role not in self.roles:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        return account


require_admin = RequireRole(Role.ADMIN)
require_staff = RequireRole(Role.ADMIN, Role.DISPATCHER)
