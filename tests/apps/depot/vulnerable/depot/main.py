import logging

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, EmailStr, Field

from . import parcels, staff
from .core.auth import Db, check, issue, register_member

log = logging.getLogger("depot")
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
app.include_router(parcels.router)
app.include_router(staff.router)


class Credentials(BaseModel):
    email: EmailStr
    password: str = Field(min_length=12, max_length=128)


@app.exception_handler(Exception)
async def failed(request: Request, error: Exception):
    log.exception("unexpected failure")
    return JSONResponse({"error": repr(error)}, status_code=500)  # P13


@app.post("/register", status_code=201)
def register(form: Credentials, db: Db):
    return {"id": register_member(db, form.email, form.password).id}


@app.post("/token")
def token(form: Credentials, db: Db):
    member = check(db, form.email, form.password)
    if member is None:
        raise HTTPException(401)
    return {"token": issue(member)}
