import hmac
import random
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from .config import Settings
from .schemas import User

hasher = PasswordHasher()


class InvalidToken(Exception):
    pass


def create_token(user: User, settings: Settings, minutes: int = 30) -> str:
    now = datetime.now(UTC)
    claims = {"sub": str(user.id), "email": user.email, "role": user.role, "iss": settings.jwt_issuer}
    claims |= {"iat": now, "exp": now + timedelta(minutes=minutes)}
    return jwt.encode(claims, settings.jwt_secret, algorithm=settings.jwt_algorithm)


def read_token(token: str, settings: Settings) -> User:
    try:
        claims = jwt.decode(
            token,
            settings.jwt_secret,
            algorithms=[settings.jwt_algorithm],
            issuer=settings.jwt_issuer,
            options={"require": ["exp", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise InvalidToken from error
    return User(id=int(claims["sub"]), email=claims["email"], role=claims.get("role", "holder"))


def password_matches(stored: str, given: str) -> bool:
    try:
        return hasher.verify(stored, given)
    except VerifyMismatchError:
        return False


def reset_code() -> str:
    return secrets.token_urlsafe(24)


def signature_matches(body: bytes, given: str, secret: str) -> bool:
    expected = hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(expected, given)
