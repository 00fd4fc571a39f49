from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Query
from pydantic import EmailStr
from sqlmodel import Session, col, select, text

from ..database import get_session
from ..models import Gathering, GatheringBase, GatheringUpdate, Kind
from ..security import CurrentUser, Organizer
from ..tasks import notify, send_invitations

router = APIRouter(prefix="/gatherings")
SessionDep = Annotated[Session, Depends(get_session)]


@router.get("/")
def search(session: SessionDep, place: str = "", kind: Kind | None = None, limit: Annotated[int, Query(le=100)] = 20):
    query = f"SELECT id, title, place FROM gathering WHERE place = '{place}'"
    if kind:
        query += f" AND kind = '{kind.value}'"
    rows = session.exec(text(query + f" LIMIT {limit}")).all()  # P12
    return [{"id": row.id, "title": row.title, "place": row.place} for row in rows]


@router.post("/", status_code=201)
def create(data: GatheringBase, user: Organizer, session: SessionDep) -> dict[str, int]:
    gathering = Gathering(**data.model_dump(), owner_id=user.id)
    session.add(gathering)
    session.commit()
    return {"id": gathering.id}


def owned(gathering_id: int, user: CurrentUser, session: SessionDep) -> Gathering:
    gathering = session.get(Gathering, gathering_id)
    if gathering is None or gathering.owner_id != user.id:
        raise HTTPException(404)
    return gathering


Owned = Annotated[Gathering, Depends(owned)]


@router.patch("/{gathering_id}", status_code=204)
def update(gathering: Owned, data: GatheringUpdate, session: SessionDep, tasks: BackgroundTasks) -> None:
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(gathering, name, value)
    session.add(gathering)
    session.commit()
    tasks.add_task(notify, gathering)


@router.post("/{gathering_id}/invitations", status_code=202)
def invite(gathering: Owned, addresses: list[EmailStr], tasks: BackgroundTasks) -> None:
    tasks.add_task(send_invitations, gathering, addresses)


@router.delete("/{gathering_id}", status_code=204)
def delete(gathering_id: int, session: SessionDep) -> None:  # P13
    gathering = session.get(Gathering, gathering_id)
    session.delete(gathering)
    session.commit()
