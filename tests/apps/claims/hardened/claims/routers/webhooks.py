import uuid
from typing import Annotated
from urllib.parse import urlsplit

import httpx
from fastapi import APIRouter, Header, HTTPException, Request

from ..deps import Claims, Config, Photos
from ..schemas import GarageEvent
from ..security import signature_matches

router = APIRouter()


def photo_host_allowed(url: str, hosts: frozenset[str]) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname in hosts


@router.post("/garage", status_code=202)
async def garage(
    request: Request, claims: Claims, photos: Photos, settings: Config, x_signature: Annotated[str, Header()] = ""
):
    body = await request.body()
    if not signature_matches(body, x_signature, settings.garage_secret):
        raise HTTPException(403, "The signature is wrong.")
    event = GarageEvent.model_validate_json(body)
    if not photo_host_allowed(str(event.photo), settings.garage_hosts):
        raise HTTPException(422, "Photos come from the garages' own server.")
    async with httpx.AsyncClient(timeout=10) as client:
        response = await client.get(str(event.photo))
    response.raise_for_status()
    key = f"{event.claim}/{uuid.uuid4().hex}.jpg"
    photos.put(key, response.content, "image/jpeg")
    await claims.update(event.claim, {"photo": key})
    return {"key": key}
