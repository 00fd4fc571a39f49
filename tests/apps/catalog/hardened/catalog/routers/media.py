import uuid
import zlib
import json
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, UploadFile
from pydantic import BaseModel, HttpUrl

from catalog.deps import CurrentUser, Products, importer
from catalog.models import Product
from catalog.pictures import Pictures
from catalog.settings import get_settings

router = APIRouter(prefix="/media", tags=["media"])
SIZE = 5 * 1024 * 1024
KINDS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


class Remote(BaseModel):
    address: HttpUrl


@router.post("/upload", status_code=201)
async def upload(file: UploadFile, user: CurrentUser):
    content = await file.read(SIZE + 1)
    if len(content) > SIZE:
        raise HTTPException(413)
    ending = KINDS.get(file.content_type)
    if ending is None:
        raise HTTPException(415)
    target = Path(get_settings().media) / f"{uuid.uuid4().hex}{ending}"
    target.write_bytes(content)
    return {"name": target.name}


@router.post("/remote", status_code=201)
async def remote(picture: Remote, user: CurrentUser, pictures: Pictures):
    answer = await pictures.fetch(str(picture.address))
    if answer.status_code != 200 or len(answer.content) > SIZE:
        raise HTTPException(422)
    return {"size": len(answer.content)}


@router.post("/import", status_code=201, dependencies=[Depends(importer)])
async def import_products(file: UploadFile, products: Products):
    packed = await file.read(SIZE)
    unpacker = zlib.decompressobj(wbits=31)
    text = unpacker.decompress(packed, SIZE)
    if unpacker.unconsumed_tail:
        raise HTTPException(413)
    rows = json.loads(text)
    for row in rows:
        await products.add(Product(name=str(row["name"])[:120], price=int(row["price"])))
    return {"added": len(rows)}
