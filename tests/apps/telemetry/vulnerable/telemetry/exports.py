import csv
import io
import os
from pathlib import Path

from aiohttp import web

from . import store

routes = web.RouteTableDef()
FOLDER = Path("/srv/telemetry/exports")


def export_path(name):
    return os.path.join(FOLDER, name)


@routes.get("/exports/{name:.+}")
async def send(request):
    return web.FileResponse(export_path(request.match_info["name"]))  # P12


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
    raise web.HTTPFound(request.query.get("back", "/"))  # P13
