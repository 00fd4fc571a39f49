import asyncio
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from .people import signed_in

FOLDER = Path("/srv/parcels/labels")


def label_path(name):
    return FOLDER / name


async def label(request):
    signed_in(request)
    return FileResponse(label_path(request.path_params["name"]))  # P12


async def print_label(request):
    signed_in(request)
    form = await request.form()
    process = await asyncio.create_subprocess_shell(f"lp -d {form['printer']} {FOLDER}/blank.pdf")  # P13
    await process.wait()
    return Response(status_code=204)


routes = [Route("/print", print_label, methods=["POST"]), Route("/{name:path}", label)]
