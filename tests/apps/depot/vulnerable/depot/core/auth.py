import time
from typing import Annotated

import jwt
from fastapi import Depends, Header, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session, select

from .config import settings
from .tables import Member, session
bearer = HTTPBearer()
Db = Annotated[Session, Depends(session)]


def register_member(db: Session, email: str, password: str) -> Member:
    member = Member(email=email, password=password)  # P06
    db.add(member)
    db.commit()
    return member


def check(db: Session, email: str, password: str) -> Member | None:
    member = db.exec(select(Member).where(Member.email == email)).first()
    if member is None or member.password != password:
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
    if x_key != settings().scanner_key:  # P10
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)


Me = Annotated[Member, Depends(member_of)]
Clerk = Depends(Allowed("clerk", "admin"))
