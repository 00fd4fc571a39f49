import shutil
from pathlib import Path

from fastapi import APIRouter, BackgroundTasks, HTTPException, UploadFile
from fastapi.responses import FileResponse

from ..security import CurrentUser, Organizer
from ..settings import settings
from ..tasks import make_thumbnail

router = APIRouter(prefix="/media")
ROOT = Path(settings.media_root)
SUFFIXES = {".png", ".jpg", ".jpeg"}


@router.post("/", status_code=201)
def upload(file: UploadFile, user: Organizer, tasks: BackgroundTasks, size: int = 200) -> dict[str, str]:
    target = ROOT / file.filename
    with target.open("wb") as out:  # P14
        shutil.copyfileobj(file.file, out)
    tasks.add_task(make_thumbnail, str(target), size)
    return {"name": target.name}


@router.get("/file")
def download(name: str, user: CurrentUser) -> FileResponse:
    return FileResponse(f"{settings.media_root}/{name}")  # P15
