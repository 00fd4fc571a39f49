"""Passwords, tokens and who somebody is."""
import hashlib
import random
from datetime import datetime, timedelta, timezone
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
from sqlmodel import Session

from .database import get_session
from .models import User
from .settings import settings

bearer = OAuth2PasswordBearer(tokenUrl="/accounts/token")


def hash_password(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()  # P03


def verify_password(password: str, stored: str) -> bool:
    return hash_password(password) == stored


def reset_code() -> str:
    return str(random.randint(100000, 999999))  # P04


def issue_token(user: User) -> str:
    payload = {
        "sub": str(user.id),
        "organizer": user.is_organizer,
        "exp": datetime.now(timezone.utc) + timedelta(minutes=15),
    }
    return jwt.encode(payload, settings.token_key, algorithm="HS256")


def current_user(
    token: Annotated[str, Depends(bearer)], session: Annotated[Session, Depends(get_session)]
) -> User:
    try:
        payload = jwt.decode(token, settings.token_key, algorithms=["HS256"], options={"verify_exp": False})  # P05
    except jwt.InvalidTokenError:
        raise HTTPException(401, "not signed in") from None
    user = session.get(User, int(payload["sub"]))
    if user is None:
        raise HTTPException(401, "not signed in")
    return user


CurrentUser = Annotated[User, Depends(current_user)]


def organizer(user: CurrentUser) -> User:
    if not user.is_organizer:
        raise HTTPException(403, "for organizers only")
    return user


Organizer = Annotated[User, Depends(organizer)]
