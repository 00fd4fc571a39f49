import enum

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Role(str, enum.Enum):
    CUSTOMER = "customer"
    DISPATCHER = "dispatcher"
    ADMIN = "admin"


class Company(Base):
    __tablename__ = "companies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(200))
    credit: Mapped[int] = mapped_column(default=0)
    is_approved: Mapped[bool] = mapped_column(default=False)


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(default=Role.CUSTOMER)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    company: Mapped[Company] = relationship()


class Tariff(Base):
    __tablename__ = "tariffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    base: Mapped[int] = mapped_column(Numeric)
    per_kilo: Mapped[int] = mapped_column(Numeric)


class Shipment(Base):
    __tablename__ = "shipments"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    tariff_id: Mapped[int] = mapped_column(ForeignKey("tariffs.id"))
    destination: Mapped[str] = mapped_column(String(300))
    weight: Mapped[int]
    price: Mapped[int] = mapped_column(Numeric)
    tariff: Mapped[Tariff] = relationship()
