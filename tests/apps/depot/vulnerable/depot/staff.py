import yaml
from fastapi import APIRouter, Body, Depends, HTTPException, Request

from .core.auth import Clerk, Db, Me, scanner
from .core.tables import Member, Parcel

router = APIRouter(prefix="/staff")


@router.get("/members", dependencies=[Clerk])
def members(db: Db, size: int = 50):
    return [{"id": member.id, "role": member.role} for member in db.query(Member).limit(min(size, 100))]


@router.post("/parcels/{number}/lost", dependencies=[Clerk])
def lost(number: int, db: Db):
    parcel = db.get(Parcel, number)
    if parcel is None:
        raise HTTPException(404)
    parcel.state = "lost"
    db.commit()
    return {"state": parcel.state}


@router.delete("/members/{number}")
def dismiss(number: int, db: Db):  # P05
    member = db.get(Member, number)
    if member is None:
        raise HTTPException(404)
    db.delete(member)
    db.commit()
    return {"dismissed": number}


@router.patch("/me")
def change_me(db: Db, me: Me, changes: dict = Body(...)):
    me.sqlmodel_update(changes)
    for name, value in changes.items():
        setattr(me, name, value)  # P04
    db.add(me)
    db.commit()
    return {"id": me.id, "email": me.email}


@router.post("/plan", dependencies=[Depends(scanner)])
async def plan(request: Request):
    body = await request.body()
    if len(body) > 100_000:
        raise HTTPException(413)
    stops = yaml.unsafe_load(body)  # P12
    return {"stops": len(stops)}
