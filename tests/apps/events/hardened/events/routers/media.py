import shutil
from pathlib import Path
from uuid import uuid4

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
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in SUFFIXES or not 16 <= size <= 1024:
        raise HTTPException(400, "not a picture")
    target = ROOT / f"{uuid4().hex}{suffix}"
    with target.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    tasks.add_task(make_thumbnail, str(target), size)
    return {"name": target.name}


@router.get("/file")
def download(name: str, user: CurrentUser) -> FileResponse:
    path = (ROOT / name).resolve()
    if not path.is_relative_to(ROOT.resolve()):
        raise HTTPException(404)
    return FileResponse(path)
