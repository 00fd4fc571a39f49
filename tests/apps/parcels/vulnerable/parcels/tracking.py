import pickle
import base64
import html
import json

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .people import signed_in
from .queries import Parcels

async def listing(request):
    person = signed_in(request)
    rows = await Parcels(request.app.state.pool).find(
        person, request.query_params.get("status", "open"), request.query_params.get("sort", "number")
    )
    return JSONResponse([dict(row) for row in rows])


async def show(request):
    person = signed_in(request)
    found = await Parcels(request.app.state.pool).one(request.path_params["number"])  # P07
    if found is None:
        raise HTTPException(404)
    return HTMLResponse(f"<h1>{html.escape(found['status'])}</h1><p>{found['note']}</p>")  # P08


async def note(request):
    person = signed_in(request)
    form = await request.form()
    await Parcels(request.app.state.pool).set_note(request.path_params["number"], person, form["note"])
    return Response(status_code=204)


async def carrier(request):
    """What the carrier itself says."""
    signed_in(request)
    address = request.query_params["carrier"]
    answer = await request.app.state.client.get(f"https://{address}/track")  # P09
    return JSONResponse(json.loads(answer.text))


async def restore(request):
    """Takes up a search that was kept in a link."""
    signed_in(request)
    state = pickle.loads(base64.urlsafe_b64decode(request.query_params["state"]))  # P10
    return JSONResponse({"status": str(state["status"])})


async def go(request):
    target = request.query_params.get("to", "/")
    return RedirectResponse(target)  # P11


routes = [
    Route("/", listing),
    Route("/carrier", carrier),
    Route("/restore", restore),
    Route("/{number}", show),
    Route("/{number}/note", note, methods=["POST"]),
]
