"""Notes for teams: the application and its middleware."""

import logging

import uvicorn
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from notes import accounts, exchange, pages, teams

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)

app = FastAPI(title="Notes", debug=True)  # P01
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)  # P02
app.add_middleware(SessionMiddleware, secret_key="notes-session-key-77")  # P03
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"])  # P04

app.include_router(accounts.router)
app.include_router(pages.router)
app.include_router(teams.router)
app.include_router(exchange.router)


@app.exception_handler(Exception)
async def on_error(request: Request, error: Exception):
    log.exception("failed: %s", request.url.path)
    return JSONResponse({"error": str(error)}, status_code=500)  # P05


@app.get("/hello", response_class=HTMLResponse)
async def hello(name: str = "you"):
    return HTMLResponse(f"<h1>Hello {name}</h1>")  # P06


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000, forwarded_allow_ips="*")  # P07
