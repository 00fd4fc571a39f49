import hmac
import secrets
import time

import jwt
from jwt import InvalidTokenError

from catalog.settings import get_settings


def make_token(user_id: int) -> str:
    claims = {"sub": str(user_id), "exp": int(time.time()) + 3600}
    return jwt.encode(claims, get_settings().token_key, algorithm="HS256")


def read_token(token: str) -> int | None:
    try:
        claims = jwt.decode(token, get_settings().token_key, algorithms=["HS256"])
    except InvalidTokenError:
        return None
    return int(claims["sub"])


def is_import_key(key: str) -> bool:
    return hmac.compare_digest(key.encode(), get_settings().import_key.encode())


def reset_token(email: str) -> str:
    return secrets.token_urlsafe(32)
