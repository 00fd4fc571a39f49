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
        allow_origins=[settings.frontend],
        allow_credentials=True,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
    )
    for module in (auth, shipments, admin):
        app.include_router(module.router)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        log.exception("%s failed", request.url.path)
        return JSONResponse({"detail": "something went wrong"}, status_code=500)

    return app
