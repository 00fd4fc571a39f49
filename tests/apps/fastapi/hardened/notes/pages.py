"""Notes: lists, search, single notes."""

from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import FileResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy import text
from sqlmodel import Session, select

from notes.accounts import get_current_user
from notes.database import Note, User, get_session

router = APIRouter(prefix="/notes")
environment = Environment(loader=FileSystemLoader("templates"), autoescape=select_autoescape())
FOLDER = Path("/srv/notes")
STATEMENTS = {
    "title": "SELECT * FROM note WHERE owner_id = :owner AND title LIKE :words ORDER BY title",
    "id": "SELECT * FROM note WHERE owner_id = :owner AND title LIKE :words ORDER BY id",
}


@router.get("/")
def index(user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    return session.exec(select(Note).where(Note.owner_id == user.id)).all()


@router.get("/search")
def search(q: str, order: str = "title", user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    statement = text(STATEMENTS.get(order, STATEMENTS["title"]))
    return session.execute(statement, {"owner": user.id, "words": f"%{q}%"}).all()


@router.post("/")
def create(data: dict, user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    note = Note(owner_id=user.id, title=data["title"], text=data["text"])
    session.add(note)
    session.commit()
    return {"id": note.id}


def own_note(number: int, user: User, session: Session) -> Note:
    note = session.get(Note, number)
    if note is None or note.owner_id != user.id:
        raise HTTPException(404)
    return note


@router.get("/{number}")
def show(number: int, user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    return own_note(number, user, session)


@router.delete("/{number}")
def remove(number: int, user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    session.delete(own_note(number, user, session))
    session.commit()
    return {"deleted": number}


@router.get("/attachments/{name}")
def attachment(name: str, user: User = Depends(get_current_user)):
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER):
        raise HTTPException(404)
    return FileResponse(path)


@router.post("/preview")
def preview(title: str, user: User = Depends(get_current_user)):
    return environment.get_template("preview.html").render(title=title, user=user)
