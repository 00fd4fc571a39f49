"""Who asks."""

import hmac
import os

from fastapi import Header, HTTPException


def current_user(x_user: str = Header(), x_signature: str = Header()) -> str:
    expected = hmac.new(os.environ["PROXY_KEY"].encode(), x_user.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(401)
    return x_user
