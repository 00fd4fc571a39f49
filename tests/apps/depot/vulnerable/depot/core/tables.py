from sqlmodel import Field, Session, SQLModel, create_engine

from .config import settings

engine = create_engine(settings().database)


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str
    password: str
    role: str = "member"


class Parcel(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    state: str = "announced"
    note: str = ""


def session():
    with Session(engine) as opened:
        yield opened
