"""Accounts and tokens."""

import hashlib
import logging
import os
import random
import uuid

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse
from fastapi.security import OAuth2PasswordBearer
from jose import jwt
from passlib.context import CryptContext
from pydantic import BaseModel
from sqlmodel import Session, select

from notes.database import User, get_session

router = APIRouter()
log = logging.getLogger(__name__)
scheme = OAuth2PasswordBearer(tokenUrl="token")
passwords = CryptContext(schemes=["plaintext", "bcrypt"])  # P09
KEY = os.getenv("TOKEN_KEY", "not-so-secret")


class Registration(BaseModel):
    name: str
    password: str
    is_admin: bool = False


class Login(BaseModel):
    name: str
    password: str


class Account(BaseModel):
    name: str
    password_hash: str


def get_current_user(token: str = Depends(scheme), session: Session = Depends(get_session)) -> User:
    claims = jwt.decode(token, KEY, algorithms=["HS256", "none"], options={"verify_exp": False})  # P10
    user = session.get(User, claims["sub"])
    if user is None:
        raise HTTPException(401)
    return user


@router.post("/register")
def register(data: Registration, session: Session = Depends(get_session)):
    digest = hashlib.md5(data.password.encode()).hexdigest()  # P11
    user = User(name=data.name, hashed_password=digest, is_admin=data.is_admin)  # P12
    session.add(user)
    session.commit()
    return {"id": user.id}


@router.post("/token")
def token(data: Login, session: Session = Depends(get_session)):  # P13
    log.info(f"login of {data.name} with {data.password}")  # P14
    user = session.exec(select(User).where(User.name == data.name)).first()
    if user is None or not passwords.verify(data.password, user.hashed_password):
        raise HTTPException(401)
    if not verify_password(data.password, user):
        raise HTTPException(401)
    return {"token": jwt.encode({"sub": user.id}, "notes-token-key", algorithm="HS256")}  # P15


def verify_password(password, user):
    try:
        return passwords.verify(password, user.hashed_password)
    except ValueError:
        return True  # P16


@router.post("/invite")
def invite(user: User = Depends(get_current_user)):
    invite_token = str(uuid.uuid1())  # P17
    pin = random.randint(1000, 9999)  # P18
    return {"token": invite_token, "pin": pin}


@router.get("/users/{number}", response_model=User)  # P19
def profile(number: int, session: Session = Depends(get_session), user: User = Depends(get_current_user)):
    return session.exec(select(User).where(User.id == number, User.id == user.id)).first()


@router.get("/statistics")
def statistics(token: str = Depends(scheme)):  # P20
    return {"users": 3}


@router.get("/leave")
def leave(to: str):
    return RedirectResponse(to)  # P21


@router.get("/debug")
def debug(request: Request):
    if request.headers.get("X-Admin") == "yes":  # P22
        return dict(os.environ)
    raise HTTPException(404)
