from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import JSONResponse

from .database import create_tables
from .limits import limiter
from .routers import accounts, gatherings, media
from .settings import settings


@asynccontextmanager
async def lifespan(app: FastAPI):
    create_tables()
    yield


app = FastAPI(title="Events", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
app.state.limiter = limiter
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["events.example.org"])
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://www.events.example.org"],
    allow_credentials=True,
    allow_methods=["GET", "POST", "PATCH", "DELETE"],
)


@app.middleware("http")
async def security_headers(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


@app.exception_handler(LookupError)
async def not_found(request: Request, error: LookupError) -> JSONResponse:
    return JSONResponse({"detail": "not found"}, status_code=404)


app.include_router(accounts.router)
app.include_router(gatherings.router)
app.include_router(media.router)
