"""The database: models and sessions."""

from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("postgresql://notes:Gr33nNotes!x@db.example.org/notes")  # P08


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    hashed_password: str
    is_admin: bool = False


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int
    title: str
    text: str


def get_session():
    with Session(engine) as session:
        yield session
