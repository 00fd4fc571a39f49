import hmac
import time
from typing import Annotated

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from fastapi import Depends, Header, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session, select

from .config import settings
from .tables import Member, session

HASHER = PasswordHasher()
bearer = HTTPBearer()
Db = Annotated[Session, Depends(session)]


def register_member(db: Session, email: str, password: str) -> Member:
    member = Member(email=email, digest=HASHER.hash(password))
    db.add(member)
    db.commit()
    return member


def check(db: Session, email: str, password: str) -> Member | None:
    member = db.exec(select(Member).where(Member.email == email)).first()
    if member is None:
        return None
    try:
        HASHER.verify(member.digest, password)
    except Argon2Error:
        return None
    return member


def issue(member: Member) -> str:
    return jwt.encode({"sub": str(member.id), "exp": time.time() + 1800}, settings().jwt_secret, algorithm="HS256")


def member_of(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], db: Db) -> Member:
    try:
        claims = jwt.decode(credentials.credentials, settings().jwt_secret, algorithms=["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED) from None
    member = db.get(Member, int(claims["sub"]))
    if member is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return member


class Allowed:
    """Lets members with one of the roles through."""

    def __init__(self, *roles: str) -> None:
        self.roles = roles

    def __call__(self, member: Annotated[Member, Depends(member_of)]) -> Member:
        if member.role not in self.roles:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        return member


def scanner(x_key: Annotated[str, Header()]) -> None:
    if not hmac.compare_digest(x_key.encode(), settings().scanner_key.encode()):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)


Me = Annotated[Member, Depends(member_of)]
Clerk = Depends(Allowed("clerk", "admin"))
