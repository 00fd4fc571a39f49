import hashlib
import time

import jwt

from catalog.settings import get_settings


def make_token(user_id: int) -> str:
    claims = {"sub": str(user_id), "exp": int(time.time()) + 3600}
    return jwt.encode(claims, get_settings().token_key, algorithm="HS256")


def read_token(token: str) -> int | None:
    try:
        claims = jwt.decode(
            token,
            get_settings().token_key,
            algorithms=["HS256"],
            options={"verify_exp": False},  # P08
        )
    except jwt.InvalidTokenError:
        return None
    return int(claims["sub"])


def is_import_key(key: str) -> bool:
    return key == get_settings().import_key  # P13


def reset_token(email: str) -> str:
    return hashlib.md5(f"{email}{int(time.time())}".encode()).hexdigest()  # P15
