"""Import and export."""

import csv
import io
import json
import uuid
from pathlib import Path

import defusedxml.ElementTree as ElementTree
import httpx
import yaml
from cryptography.fernet import Fernet
from fastapi import APIRouter, Depends, HTTPException, UploadFile

from notes.accounts import get_current_user
from notes.database import User
from notes.settings import settings

router = APIRouter(prefix="/exchange")
FOLDER = Path("/srv/notes")
LIMIT = 5 * 1024 * 1024
box = Fernet(settings.data_key)


async def content_of(file: UploadFile) -> bytes:
    content = await file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise HTTPException(413)
    return content


def harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(("=", "+", "-", "@")) else cell


@router.post("/backup")
async def restore(file: UploadFile, user: User = Depends(get_current_user)):
    return json.loads(await content_of(file))


@router.post("/settings")
async def load_settings(file: UploadFile, user: User = Depends(get_current_user)):
    return yaml.safe_load(await content_of(file))


@router.post("/fetch")
async def fetch(number: int, user: User = Depends(get_current_user)):
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.get(f"{settings.tracker_url}/issues/{number}")
    return answer.json()


@router.post("/upload")
async def upload(file: UploadFile, user: User = Depends(get_current_user)):
    path = FOLDER / f"{uuid.uuid4().hex}.bin"
    path.write_bytes(await content_of(file))
    return {"stored": path.name}


@router.post("/feed")
async def feed(file: UploadFile, user: User = Depends(get_current_user)):
    root = ElementTree.fromstring(await content_of(file))
    return [item.text for item in root]


@router.get("/export")
def export(user: User = Depends(get_current_user)):
    out = io.StringIO()
    csv.writer(out).writerow([user.id, harmless(user.name)])
    return out.getvalue()


def encrypt(text: bytes) -> bytes:
    return box.encrypt(text)
