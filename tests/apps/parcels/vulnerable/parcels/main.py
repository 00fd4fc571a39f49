"""Where a parcel is: Starlette with a raw PostgreSQL driver."""
import os
from contextlib import asynccontextmanager

import asyncpg
import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount, Route

from . import admin, labels, people, tracking


@asynccontextmanager
async def lifespan(app):
    app.state.pool = await asyncpg.create_pool(os.environ["PARCELS_DATABASE"])
    app.state.client = httpx.AsyncClient(timeout=10)
    yield
    await app.state.client.aclose()
    await app.state.pool.close()


middleware = [
    Middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"]),  # P01
    Middleware(SessionMiddleware, secret_key="parcels-2020-session", https_only=False),  # P02
]

app = Starlette(
    debug=True,  # P03
    routes=[
        Mount("/people", routes=people.routes),
        Mount("/parcels", routes=tracking.routes),
        Mount("/labels", routes=labels.routes),
        Mount("/admin", routes=admin.routes),
        Route("/go", tracking.go),
    ],
    middleware=middleware,
    lifespan=lifespan,
)
