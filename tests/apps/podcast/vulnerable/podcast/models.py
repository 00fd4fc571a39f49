import hashlib
import secrets
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, login_manager


class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    is_staff: Mapped[bool] = mapped_column(default=False)
    paid_until: Mapped[datetime | None]

    def set_password(self, password: str) -> None:
        self.password_hash = hashlib.sha1(b"podcast" + password.encode()).hexdigest()  # P03

    def check_password(self, password: str) -> bool:
        return secrets.compare_digest(self.password_hash, hashlib.sha1(b"podcast" + password.encode()).hexdigest())


class Show(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    feed_url: Mapped[str] = mapped_column(String(500), default="")
    featured: Mapped[bool] = mapped_column(default=False)
    episodes: Mapped[list["Episode"]] = relationship(back_populates="show", cascade="all, delete-orphan")


class Episode(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"))
    title: Mapped[str] = mapped_column(String(200))
    audio: Mapped[str] = mapped_column(String(300), default="")
    show: Mapped[Show] = relationship(back_populates="episodes")


@login_manager.user_loader
def load_user(user_id: str) -> User | None:
    return db.session.get(User, int(user_id))
