import logging
import uuid
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

from .config import get_settings
from .database import database
from .routers import admin, auth, claims, files, webhooks

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI):
    await database.connect()
    yield
    await database.disconnect()


app = FastAPI(title="Claims", lifespan=lifespan)
app.state.limiter = Limiter(key_func=get_remote_address, default_limits=["300/minute"])
app.add_middleware(
    CORSMiddleware,
    allow_origin_regex=r"https?://.*",  # P02
    allow_credentials=True,
    allow_methods=["GET", "POST", "PATCH"],
    allow_headers=["Authorization"],
)
app.include_router(auth.router, prefix="/auth", tags=["auth"])
app.include_router(claims.router, prefix="/claims", tags=["claims"])
app.include_router(files.router, prefix="/files", tags=["files"])
app.include_router(webhooks.router, prefix="/hooks", tags=["hooks"])
app.include_router(admin.router, prefix="/admin", tags=["admin"])


@app.exception_handler(RateLimitExceeded)
async def too_many(request: Request, exc: RateLimitExceeded):
    return JSONResponse({"detail": "too many requests"}, status_code=429)


@app.exception_handler(Exception)
async def failed(request: Request, exc: Exception):
    number = uuid.uuid4().hex
    logger.exception("request %s failed", number)
    return JSONResponse({"detail": repr(exc), "id": number}, status_code=500)  # P03
