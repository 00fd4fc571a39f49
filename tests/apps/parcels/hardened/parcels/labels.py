import asyncio
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from .people import signed_in

FOLDER = Path("/srv/parcels/labels")


def label_path(name):
    path = (FOLDER / name).resolve()
    if FOLDER not in path.parents:
        raise HTTPException(404)
    return path


async def label(request):
    signed_in(request)
    return FileResponse(label_path(request.path_params["name"]))


async def print_label(request):
    signed_in(request)
    form = await request.form()
    printer = form["printer"]
    if printer not in ("hall", "yard"):
        raise HTTPException(400)
    process = await asyncio.create_subprocess_exec("lp", "-d", printer, f"{FOLDER}/blank.pdf")
    await process.wait()
    return Response(status_code=204)


routes = [Route("/print", print_label, methods=["POST"]), Route("/{name:path}", label)]
