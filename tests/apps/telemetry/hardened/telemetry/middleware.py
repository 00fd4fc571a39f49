import logging
import os

import jwt
from aiohttp import web

log = logging.getLogger("telemetry.access")
OPEN_PATHS = {"/sign-in", "/health"}
KEY = os.environ["TELEMETRY_TOKEN_KEY"]


@web.middleware
async def errors(request, handler):
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("request failed")
        return web.json_response({"error": "internal"}, status=500)


@web.middleware
async def authenticate(request, handler):
    if request.path in OPEN_PATHS:
        return await handler(request)
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ")
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.PyJWTError:
        raise web.HTTPUnauthorized() from None
    request["user"] = claims["sub"]
    request["role"] = claims.get("role", "viewer")
    return await handler(request)
