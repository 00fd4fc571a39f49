import hashlib
import hmac
import time
from dataclasses import dataclass

import jwt
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult


@dataclass
class Visitor:
    id: int
    role: str


def digest(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest()  # P09


def matches(password: str, stored: str) -> bool:
    return hmac.compare_digest(digest(password), stored)


def make_token(account: dict, key: str) -> str:
    claims = {"sub": str(account["id"]), "role": account["role"], "exp": int(time.time()) + 3600}
    return jwt.encode(claims, key, algorithm="HS256")


class TokenMiddleware(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection: ASGIConnection) -> AuthenticationResult:
        token = connection.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            return AuthenticationResult(user=None, auth=None)
        try:
            claims = jwt.decode(token, options={"verify_signature": False})  # P08
        except jwt.InvalidTokenError as wrong:
            raise NotAuthorizedException("unreadable token") from wrong
        return AuthenticationResult(user=Visitor(int(claims["sub"]), claims["role"]), auth=token)


def signed_in(connection: ASGIConnection, _: BaseRouteHandler) -> None:
    if connection.user is None:
        raise NotAuthorizedException()


def curators_only(connection: ASGIConnection, _: BaseRouteHandler) -> None:
    if connection.user is None or connection.user.role != "curator":
        raise PermissionDeniedException()
