"""Import and export."""

import csv
import io
import pickle
import zipfile

import httpx
import yaml
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from fastapi import APIRouter, Depends, UploadFile
from lxml import etree

from notes.accounts import get_current_user
from notes.database import User

router = APIRouter(prefix="/exchange")
KEY = b"0123456789abcdef0123456789abcdef"


@router.post("/backup")
async def restore(file: UploadFile, user: User = Depends(get_current_user)):
    return pickle.loads(await file.read())  # P33


@router.post("/settings")
async def settings(file: UploadFile, user: User = Depends(get_current_user)):
    return yaml.load(await file.read(), Loader=yaml.UnsafeLoader)  # P34


@router.post("/fetch")
async def fetch(address: str, user: User = Depends(get_current_user)):
    async with httpx.AsyncClient(verify=False) as client:  # P35
        answer = await client.get(address)  # P36
    return answer.text


@router.post("/upload")
async def upload(file: UploadFile, user: User = Depends(get_current_user)):
    with open(f"/srv/notes/{file.filename}", "wb") as target:  # P37
        target.write(await file.read())
    return {"stored": True}


@router.post("/feed")
async def feed(file: UploadFile, user: User = Depends(get_current_user)):
    root = etree.fromstring(await file.read(), etree.XMLParser(resolve_entities=True))  # P38
    return [item.text for item in root]


@router.post("/unpack")
async def unpack(file: UploadFile, user: User = Depends(get_current_user)):
    with zipfile.ZipFile(io.BytesIO(await file.read())) as archive:
        return archive.namelist()


@router.get("/export")
def export(note: str, user: User = Depends(get_current_user)):
    out = io.StringIO()
    csv.writer(out).writerow([user.id, note])  # P39
    return out.getvalue()


def encrypt(text: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(KEY), modes.CBC(b"\x00" * 16))  # P40
    encryptor = cipher.encryptor()
    return encryptor.update(text) + encryptor.finalize()
