import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, File, HTTPException, UploadFile
from fastapi.responses import FileResponse

from ..deps import Claims, Config, CurrentUser, Photos, current_user

router = APIRouter(dependencies=[Depends(current_user)])

KINDS = {"image/jpeg": ".jpg", "image/png": ".png"}


async def read_limited(upload: UploadFile, limit: int) -> bytes:
    body = await upload.read(limit + 1)
    if len(body) > limit:
        raise HTTPException(413, "The photo is too large.")
    return body


@router.post("/{claim_id}/photos", status_code=201)
async def upload(
    claim_id: int, photo: Annotated[UploadFile, File()], user: CurrentUser, claims: Claims, photos: Photos, settings: Config
):
    if await claims.get_for(claim_id, user.id) is None:
        raise HTTPException(404, "There is no such claim.")
    if photo.content_type not in KINDS:
        raise HTTPException(415, "Only photos, please.")
    body = await read_limited(photo, settings.max_upload)
    key = f"{claim_id}/{uuid.uuid4().hex}{KINDS[photo.content_type]}"
    photos.put(key, body, photo.content_type)
    await claims.update(claim_id, {"photo": key})
    return {"link": photos.link(key)}


@router.get("/forms/{name:path}")
async def form(name: str, settings: Config):
    folder = (settings.cache_dir / "forms").resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise HTTPException(404, "There is no such form.")
    return FileResponse(path)
