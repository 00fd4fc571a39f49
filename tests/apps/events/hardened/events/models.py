from datetime import datetime
from enum import Enum

from sqlmodel import Field, SQLModel


class Kind(str, Enum):
    concert = "concert"
    lecture = "lecture"
    walk = "walk"


class UserBase(SQLModel):
    email: str = Field(index=True, unique=True)
    display_name: str = ""


class User(UserBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    password_hash: str
    is_organizer: bool = False
    reset_code: str | None = None


class UserCreate(UserBase):
    password: str = Field(min_length=12)


class UserRead(UserBase):
    id: int


class GatheringBase(SQLModel):
    title: str
    place: str = ""
    kind: Kind = Kind.lecture
    starts: datetime


class Gathering(GatheringBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="user.id")
    invitation: str = ""
    webhook: str = ""


class GatheringUpdate(SQLModel):
    title: str | None = None
    place: str | None = None
    invitation: str | None = None
    webhook: str | None = None
