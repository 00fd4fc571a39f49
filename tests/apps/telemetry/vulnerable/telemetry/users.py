import asyncio
import logging
import time
from collections import defaultdict
import hashlib

import jwt
from aiohttp import web

from . import store
from .middleware import KEY

routes = web.RouteTableDef()
log = logging.getLogger("telemetry.users")
ATTEMPTS = defaultdict(list)


def too_many(address):
    now = time.monotonic()
    ATTEMPTS[address] = [moment for moment in ATTEMPTS[address] if now - moment < 60]
    ATTEMPTS[address].append(now)
    return len(ATTEMPTS[address]) > 10


def matches(stored, password):
    return stored == hashlib.md5(password.encode()).hexdigest()  # P05


@routes.get("/health")
async def health(request):
    return web.json_response({"ok": True})


@routes.post("/sign-in")
async def sign_in(request):
    if too_many(request.remote):
        raise web.HTTPTooManyRequests()
    form = await request.post()
    user = await store.user_by_name(request.app["db"], form.get("name", ""))
    await asyncio.sleep(0.2)
    if user is None or not matches(user[2], form.get("password", "")):
        log.warning("sign-in failed")
        raise web.HTTPUnauthorized()
    claims = {"sub": user[0], "role": user[3], "exp": int(time.time()) + 900}
    token = jwt.encode(claims, KEY, algorithm="HS256")
    response = web.json_response({"token": token})
    response.set_cookie("token", token)  # P06
    return response
