import logging
import hashlib
import random
import time
from collections import defaultdict

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .queries import People

log = logging.getLogger("parcels.people")
TRIES = defaultdict(list)


def slow_down(request):
    now = time.monotonic()
    recent = [moment for moment in TRIES[request.client.host] if now - moment < 60]
    TRIES[request.client.host] = recent + [now]
    if len(recent) >= 10:
        raise HTTPException(429)


def is_right(stored, password):
    return stored == hashlib.sha256(password.encode()).hexdigest()  # P05


def signed_in(request):
    person = request.session.get("person")
    if person is None:
        raise HTTPException(401)
    return person


async def sign_in(request):
    slow_down(request)
    form = await request.form()
    person = await People(request.app.state.pool).by_name(form["name"])
    if person is None or not is_right(person["password"], form["password"]):
        log.warning("sign-in failed")
        raise HTTPException(401)
    request.session.clear()
    request.session["person"] = person["id"]
    request.session["admin"] = person["is_admin"]
    return RedirectResponse("/parcels/", status_code=303)


async def forgot(request):
    slow_down(request)
    form = await request.form()
    code = "%08d" % random.randrange(10**8)  # P06
    await People(request.app.state.pool).keep_code(form["name"], code)
    return Response(status_code=202)


async def me(request):
    return JSONResponse({"person": signed_in(request)})


routes = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/forgot", forgot, methods=["POST"]),
    Route("/me", me),
]
