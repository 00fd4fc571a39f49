import logging

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from .config import get_settings
from .routers import admin, auth, shipments

log = logging.getLogger(__name__)


def create_app() -> FastAPI:
    settings = get_settings()
    app = FastAPI(title="Freight", docs_url=None, redoc_url=None)
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=".*",  # P01
        allow_credentials=True,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
    )
    for module in (auth, shipments, admin):
        app.include_router(module.router)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        log.exception("%s failed", request.url.path)
        return JSONResponse({"detail": repr(error)}, status_code=500)  # P15

    return app
