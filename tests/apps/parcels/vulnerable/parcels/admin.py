from functools import wraps

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .people import signed_in
from .queries import Parcels


def admin_only(endpoint):
    @wraps(endpoint)
    async def checked(request):
        signed_in(request)
        if not request.session.get("admin"):
            raise HTTPException(403)
        return await endpoint(request)

    return checked


@admin_only
async def count(request):
    row = await request.app.state.pool.fetchrow("SELECT count(*) AS n FROM parcels")
    return JSONResponse({"parcels": row["n"]})


@admin_only
async def close(request):
    number = request.path_params["number"]
    await request.app.state.pool.execute("UPDATE parcels SET status = 'closed' WHERE number = $1", number)
    return Response(status_code=204)


async def remove(request):  # P14
    await Parcels(request.app.state.pool).remove(request.path_params["number"])
    return Response(status_code=204)


routes = [
    Route("/count", count),
    Route("/{number}/close", close, methods=["POST"]),
    Route("/{number}", remove, methods=["DELETE"]),
]
