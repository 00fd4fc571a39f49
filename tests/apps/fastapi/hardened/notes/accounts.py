"""Accounts and tokens."""

import logging
import secrets
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from passlib.context import CryptContext
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address
from sqlmodel import Session, select

from notes.database import User, get_session
from notes.settings import settings

router = APIRouter()
log = logging.getLogger(__name__)
limiter = Limiter(key_func=get_remote_address)
scheme = OAuth2PasswordBearer(tokenUrl="token")
passwords = CryptContext(schemes=["argon2"])
PAGES = {"home": "/", "notes": "/notes/", "help": "/help"}


class Registration(BaseModel):
    name: str = Field(max_length=40)
    password: str = Field(min_length=12, max_length=200)


class Login(BaseModel):
    name: str
    password: str


class Account(BaseModel):
    id: int
    name: str


def get_current_user(token: str = Depends(scheme), session: Session = Depends(get_session)) -> User:
    try:
        claims = jwt.decode(token, settings.token_key, algorithms=["HS256"])
    except JWTError:
        raise HTTPException(401) from None
    user = session.get(User, int(claims["sub"]))
    if user is None:
        raise HTTPException(401)
    return user


def require_admin(user: User = Depends(get_current_user)) -> User:
    if not user.is_admin:
        raise HTTPException(403)
    return user


@router.post("/register")
@limiter.limit("10/hour")
def register(request: Request, data: Registration, session: Session = Depends(get_session)):
    user = User(name=data.name, hashed_password=passwords.hash(data.password))
    session.add(user)
    session.commit()
    return {"id": user.id}


@router.post("/token")
@limiter.limit("5/minute")
def token(request: Request, data: Login, session: Session = Depends(get_session)):
    user = session.exec(select(User).where(User.name == data.name)).first()
    if user is None or not passwords.verify(data.password, user.hashed_password):
        log.warning("failed login from %s", get_remote_address(request))
        raise HTTPException(401)
    claims = {"sub": str(user.id), "exp": datetime.now(UTC) + timedelta(minutes=15)}
    return {"token": jwt.encode(claims, settings.token_key, algorithm="HS256")}


@router.post("/invite")
def invite(user: User = Depends(get_current_user)):
    return {"token": secrets.token_urlsafe(32), "pin": secrets.randbelow(9000) + 1000}


@router.get("/account", response_model=Account)
def account(user: User = Depends(get_current_user)):
    return user


@router.get("/statistics")
def statistics(admin: User = Depends(require_admin)):
    return {"users": 3}


@router.get("/leave")
def leave(to: str):
    return RedirectResponse(PAGES.get(to, "/"))
