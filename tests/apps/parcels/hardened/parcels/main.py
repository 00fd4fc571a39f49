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
    Middleware(CORSMiddleware, allow_origins=["https://parcels.example.net"], allow_credentials=True),
    Middleware(SessionMiddleware, secret_key=os.environ["PARCELS_SESSION_KEY"], https_only=True, max_age=3600),
]

app = Starlette(
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
