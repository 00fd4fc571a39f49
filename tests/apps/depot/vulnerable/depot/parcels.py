import subprocess
from html import unescape
from pathlib import Path

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Template
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlmodel import select

from .core.auth import Db, Me
from .core.config import settings
from .core.tables import Parcel

router = APIRouter(prefix="/parcels")


class NewParcel(BaseModel):
    note: str = Field(default="", max_length=300)


class Label(BaseModel):
    text: str = Field(max_length=80)


class Notice(BaseModel):
    template: str = Field(max_length=500)


def own_parcel(db, number: int, member_id: int) -> Parcel:
    parcel = db.exec(select(Parcel).where(Parcel.id == number, Parcel.member_id == member_id)).first()
    if parcel is None:
        raise HTTPException(404)
    return parcel


@router.get("")
def mine(db: Db, me: Me, state: str = Query("announced", max_length=40)):
    query = text(f"SELECT id, note FROM parcel WHERE member_id = :me AND state = '{state}'")
    return db.execute(query, {"me": me.id}).mappings().all()  # P02


@router.post("", status_code=201)
def announce(parcel: NewParcel, db: Db, me: Me):
    kept = Parcel(member_id=me.id, note=parcel.note)
    db.add(kept)
    db.commit()
    return {"id": kept.id}


@router.get("/{number}")
def one(number: int, db: Db, me: Me):
    parcel = db.get(Parcel, number)  # P03
    if parcel is None:
        raise HTTPException(404)
    return parcel


@router.get("/{number}/card", response_class=HTMLResponse)
def card(number: int, db: Db, me: Me):
    parcel = own_parcel(db, number, me.id)
    return HTMLResponse(f"<b>{parcel.id}</b><p>{unescape(parcel.note)}</p>")  # P11


@router.post("/{number}/label")
def label(number: int, wanted: Label, db: Db, me: Me):
    parcel = own_parcel(db, number, me.id)
    target = Path(settings().labels) / f"{parcel.id}.png"
    subprocess.check_call("qrencode -o %s '%s'" % (target, wanted.text), shell=True, timeout=20)  # P08
    return {"label": target.name}


@router.get("/labels/{name:path}")
def label_file(name: str, me: Me):
    return FileResponse(Path(settings().labels) / name)  # P07


@router.post("/{number}/notice")
def notice(number: int, wanted: Notice, db: Db, me: Me):
    parcel = own_parcel(db, number, me.id)
    return {"text": Template(wanted.template).render(parcel=parcel)}  # P09
