"""Teams and their tools."""

import asyncio
import os

import pandas as pd
from fastapi import APIRouter, Depends

from notes.accounts import get_current_user
from notes.database import User

router = APIRouter(prefix="/teams")


@router.post("/ping")
async def ping(host: str, user: User = Depends(get_current_user)):
    process = await asyncio.create_subprocess_shell("ping -c 1 " + host)  # P29
    return {"code": await process.wait()}


@router.post("/archive")
def archive(name: str, user: User = Depends(get_current_user)):
    os.system("tar czf /srv/archive.tgz " + name)  # P30
    return {"ok": True}


@router.get("/hours")
def hours(where: str, user: User = Depends(get_current_user)):
    frame = pd.read_csv("/srv/notes/hours.csv")
    return frame.query(where).to_dict()  # P31


@router.post("/formula")
def formula(text: str, user: User = Depends(get_current_user)):
    return {"result": eval(text)}  # P32
