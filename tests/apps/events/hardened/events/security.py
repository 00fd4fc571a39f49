"""Passwords, tokens and who somebody is."""
import hashlib
import hmac
import os
import secrets
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
    salt = os.urandom(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26)
    return salt.hex() + "$" + key.hex()


def verify_password(password: str, stored: str) -> bool:
    salt, _, key = stored.partition("$")
    found = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**15, r=8, p=1, maxmem=2**26)
    return hmac.compare_digest(found.hex(), key)


def reset_code() -> str:
    return secrets.token_urlsafe(32)


def issue_token(user: User) -> str:
    payload = {
        "sub": str(user.id),
        "organizer": user.is_organizer,
        "exp": datetime.now(timezone.utc) + timedelta(minutes=15),
    }
    return jwt.encode(payload, settings.token_key.get_secret_value(), algorithm="HS256")


def current_user(
    token: Annotated[str, Depends(bearer)], session: Annotated[Session, Depends(get_session)]
) -> User:
    try:
        payload = jwt.decode(
            token,
            settings.token_key.get_secret_value(),
            algorithms=["HS256"],
            options={"require": ["exp", "sub"]},
        )
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
