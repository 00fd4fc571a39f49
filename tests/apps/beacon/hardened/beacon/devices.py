import asyncio
import re
import ssl
from html import escape
from pathlib import Path

import aiohttp
import yaml
from sanic import Blueprint
from sanic.exceptions import InvalidUsage, NotFound
from sanic.response import empty, file, html, json

from .guards import signed_in
from .profile import Profile, update
from .sessions import read_preferences
from .store import Page

bp = Blueprint("devices", url_prefix="/devices")
FIRMWARE = Path("/srv/beacon/firmware")
GATEWAY = "https://gateway.internal:8443"
HOST = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}\Z")


@bp.get("/")
@signed_in()
async def devices(request):
    chosen = read_preferences(request.cookies.get("preferences"))
    page = Page(skip=max(0, int(request.args.get("skip", 0))))
    rows = await request.app.ctx.store.devices(request.ctx.session["email"], page)
    return json({"columns": chosen.get("columns", []), "rows": [str(row["_id"]) for row in rows]})


@bp.get("/busy")
@signed_in()
async def busy(request):
    rows = await request.app.ctx.store.busy_devices(request.ctx.session["email"], request.args.get("over", "0.9"))
    return json([row["name"] for row in rows])


@bp.get("/<number:str>/card")
@signed_in()
async def card(request, number):
    device = await request.app.ctx.store.device(request.ctx.session["email"], number)
    if device is None:
        raise NotFound("no such device")
    return html(f"<section><h2>{escape(device['name'])}</h2><p>{escape(device['place'])}</p></section>")


@bp.get("/firmware")
@signed_in()
async def firmware(request):
    wanted = (FIRMWARE / request.args.get("name", "latest.bin")).resolve()
    if FIRMWARE.resolve() not in wanted.parents:
        raise NotFound("no such firmware")
    return await file(wanted)


@bp.post("/ping")
@signed_in()
async def ping(request):
    host = request.json["host"]
    if not HOST.match(str(host)):
        raise InvalidUsage("not a name of a host")
    process = await asyncio.create_subprocess_exec(
        "ping", "-c", "1", "-W", "2", "--", host,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await asyncio.wait_for(process.communicate(), timeout=5)
    return json({"output": output.decode("utf-8", "replace")})


@bp.post("/rules")
@signed_in()
async def rules(request):
    try:
        document = yaml.safe_load(request.body)
    except yaml.YAMLError as wrong:
        raise InvalidUsage("not YAML") from wrong
    return json({"rules": len(document or [])})


@bp.patch("/profile")
@signed_in()
async def profile(request):
    changed = Profile(email=request.ctx.session["email"])
    update(changed, request.json)
    return json({"name": changed.name, "language": changed.language})


@bp.post("/<number:str>/restart")
@signed_in()
async def restart(request, number):
    device = await request.app.ctx.store.device(request.ctx.session["email"], number)
    if device is None:
        raise NotFound("no such device")
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        async with http.post(f"{GATEWAY}/restart", json={"id": str(device["_id"])}, ssl=context) as answer:
            return empty(status=202 if answer.status == 200 else 502)
