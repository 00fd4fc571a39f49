import html
import json

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .people import signed_in
from .queries import Parcels

CARRIERS = {"post": "https://api.post.example/track", "bike": "https://bike.example/api"}


async def listing(request):
    person = signed_in(request)
    rows = await Parcels(request.app.state.pool).find(
        person, request.query_params.get("status", "open"), request.query_params.get("sort", "number")
    )
    return JSONResponse([dict(row) for row in rows])


async def show(request):
    person = signed_in(request)
    found = await Parcels(request.app.state.pool).of(request.path_params["number"], person)
    if found is None:
        raise HTTPException(404)
    return HTMLResponse(f"<h1>{html.escape(found['status'])}</h1><p>{html.escape(found['note'])}</p>")


async def note(request):
    person = signed_in(request)
    form = await request.form()
    await Parcels(request.app.state.pool).set_note(request.path_params["number"], person, form["note"])
    return Response(status_code=204)


async def carrier(request):
    """What the carrier itself says."""
    signed_in(request)
    address = CARRIERS.get(request.query_params["carrier"])
    if address is None:
        raise HTTPException(404)
    answer = await request.app.state.client.get(address)
    return JSONResponse(json.loads(answer.text))


async def restore(request):
    """Takes up a search that was kept in a link."""
    signed_in(request)
    state = json.loads(request.query_params["state"])
    return JSONResponse({"status": str(state["status"])})


async def go(request):
    target = request.query_params.get("to", "/")
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        target = "/"
    return RedirectResponse(target)


routes = [
    Route("/", listing),
    Route("/carrier", carrier),
    Route("/restore", restore),
    Route("/{number}", show),
    Route("/{number}/note", note, methods=["POST"]),
]
