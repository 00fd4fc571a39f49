import csv
import io
from pathlib import Path

from aiohttp import web

from . import store

routes = web.RouteTableDef()
FOLDER = Path("/srv/telemetry/exports")


def export_path(name):
    path = FOLDER.joinpath(name).resolve()
    if not path.is_relative_to(FOLDER):
        raise web.HTTPNotFound()
    return path


@routes.get("/exports/{name:.+}")
async def send(request):
    return web.FileResponse(export_path(request.match_info["name"]))


@routes.get("/devices/{name}/readings.csv")
async def readings_csv(request):
    if await store.device(request.app["db"], request.match_info["name"], request["user"]) is None:
        raise web.HTTPNotFound()
    rows = await store.readings(request.app["db"], request.match_info["name"], None, "taken")
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    headers = {"Content-Disposition": "attachment; filename=readings.csv"}
    return web.Response(text=text.getvalue(), content_type="text/csv", headers=headers)


@routes.get("/go")
async def go(request):
    """Back to the page where the export was asked for."""
    back = request.query.get("back", "/")
    if not back.startswith("/") or back.startswith(("//", "/\\")):
        back = "/"
    raise web.HTTPFound(back)
