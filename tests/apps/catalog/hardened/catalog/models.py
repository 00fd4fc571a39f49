from datetime import datetime

from sqlalchemy import ForeignKey, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class User(Base):
    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    role: Mapped[str] = mapped_column(String(20), default="member")
    digest: Mapped[str]
    reset: Mapped[str | None]


class Product(Base):
    __tablename__ = "products"

    name: Mapped[str] = mapped_column(String(120))
    price: Mapped[int]
    picture: Mapped[str | None]


class Order(Base):
    __tablename__ = "orders"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    placed: Mapped[datetime] = mapped_column(server_default=func.now())
