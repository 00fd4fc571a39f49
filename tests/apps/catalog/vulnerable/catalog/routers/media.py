import gzip
import json
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, Request, UploadFile
from pydantic import BaseModel, HttpUrl

from catalog.deps import CurrentUser, Products, importer
from catalog.models import Product
from catalog.settings import get_settings

router = APIRouter(prefix="/media", tags=["media"])
SIZE = 5 * 1024 * 1024


class Remote(BaseModel):
    address: HttpUrl


@router.post("/upload", status_code=201)
async def upload(file: UploadFile, user: CurrentUser):
    content = await file.read(SIZE + 1)
    if len(content) > SIZE:
        raise HTTPException(413)
    target = Path(get_settings().media) / file.filename
    target.write_bytes(content)  # P09
    return {"name": target.name}


@router.post("/remote", status_code=201)
async def remote(picture: Remote, user: CurrentUser, request: Request):
    answer = await request.app.state.http.get(str(picture.address), follow_redirects=True)  # P11
    if answer.status_code != 200 or len(answer.content) > SIZE:
        raise HTTPException(422)
    return {"size": len(answer.content)}


@router.post("/import", status_code=201, dependencies=[Depends(importer)])
async def import_products(file: UploadFile, products: Products):
    packed = await file.read(SIZE)
    rows = json.loads(gzip.decompress(packed))  # P10
    for row in rows:
        await products.add(Product(name=str(row["name"])[:120], price=int(row["price"])))
    return {"added": len(rows)}
