import logging
import time
import traceback
import uuid
from collections import defaultdict, deque
from functools import wraps

from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner

from .config import config

logger = logging.getLogger(__name__)
signer = TimestampSigner(config.session_key)
calls: dict[int, deque[float]] = defaultdict(deque)


@web.middleware
async def error_middleware(request: web.Request, handler):
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        number = uuid.uuid4().hex
        report = traceback.format_exc()
        logger.error("%s %s", number, report)
        return web.json_response({"error": report, "id": number}, status=500)  # P02


@web.middleware
async def session_middleware(request: web.Request, handler):
    logger.info("%s %s %s", request.method, request.path, dict(request.headers))  # P03
    request["user"] = None
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        try:
            request["user"] = int(signer.unsign(token, max_age=8 * 3600))
        except BadSignature:
            raise web.HTTPUnauthorized() from None
    return await handler(request)


def signed_in(handler):
    @wraps(handler)
    async def guarded(request: web.Request):
        if request["user"] is None:
            raise web.HTTPUnauthorized()
        return await handler(request)

    return guarded


def limited(per_minute: int):
    """Refuses users who ask more often than so many times a minute."""

    def decorator(handler):
        @wraps(handler)
        async def guarded(request: web.Request):
            recent, now = calls[request["user"]], time.monotonic()
            while recent and recent[0] < now - 60:
                recent.popleft()
            if len(recent) >= per_minute:
                raise web.HTTPTooManyRequests()
            recent.append(now)
            return await handler(request)

        return guarded

    return decorator
