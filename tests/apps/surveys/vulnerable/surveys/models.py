from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class Account(Base):
    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(200))


class Survey(Base):
    __tablename__ = "surveys"

    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    title: Mapped[str] = mapped_column(String(200))


class Answer(Base):
    __tablename__ = "answers"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    text: Mapped[str] = mapped_column(Text)
