"""Notes for teams: the application and its middleware."""

import logging

import uvicorn
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from notes import accounts, exchange, pages, teams
from notes.settings import settings

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)

app = FastAPI(title="Notes", docs_url=None, redoc_url=None)
app.add_middleware(CORSMiddleware, allow_origins=["https://app.notes.example.org"], allow_credentials=True)
app.add_middleware(SessionMiddleware, secret_key=settings.session_key, https_only=True, same_site="lax")
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["notes.example.org"])

app.include_router(accounts.router)
app.include_router(pages.router)
app.include_router(teams.router)
app.include_router(exchange.router)


@app.exception_handler(Exception)
async def on_error(request: Request, error: Exception):
    log.exception("failed: %s", request.url.path)
    return JSONResponse({"error": "something went wrong"}, status_code=500)


@app.get("/hello")
async def hello(name: str = "you"):
    return {"hello": name}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=8000, forwarded_allow_ips="10.0.0.1")
