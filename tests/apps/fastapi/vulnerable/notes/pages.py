"""Notes: lists, search, single notes."""

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from jinja2 import Environment, Template
from sqlalchemy import text
from sqlmodel import Session, select

from notes.accounts import get_current_user
from notes.database import Note, User, get_session

router = APIRouter(prefix="/notes")
environment = Environment()  # P23


@router.get("/")
def index(user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    return session.exec(select(Note).where(Note.owner_id == user.id)).all()


@router.get("/search")
def search(q: str, order: str = "title", user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    statement = f"SELECT * FROM note WHERE owner_id = {user.id} AND title LIKE '%{q}%' ORDER BY {order}"
    return session.execute(text(statement)).all()  # P24


@router.post("/")
def create(data: dict, user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    note = Note(owner_id=user.id, title=data["title"], text=data["text"])
    session.add(note)
    session.commit()
    return {"id": note.id}


@router.get("/{number}")
def show(number: int, user: User = Depends(get_current_user), session: Session = Depends(get_session)):
    return session.get(Note, number)  # P25


@router.delete("/{number}")
def remove(number: int, session: Session = Depends(get_session)):  # P26
    session.delete(session.get(Note, number))
    session.commit()
    return {"deleted": number}


@router.get("/attachments/{name:path}")
def attachment(name: str, user: User = Depends(get_current_user)):
    return FileResponse("/srv/notes/" + name)  # P27


@router.post("/preview")
def preview(template: str, user: User = Depends(get_current_user)):
    return Template(template).render(user=user)  # P28
