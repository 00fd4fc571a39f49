from datetime import datetime, timezone

from flask_login import UserMixin

from .extensions import db, login


class User(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120), unique=True, nullable=False)
    password = db.Column(db.String(255), nullable=False)
    role = db.Column(db.String(20), default="customer")
    avatar_url = db.Column(db.String(255))
    signature = db.Column(db.Text)


class Ticket(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer, db.ForeignKey("user.id"), nullable=False)
    subject = db.Column(db.String(200))
    body = db.Column(db.Text)
    status = db.Column(db.String(20), default="open")
    created = db.Column(db.DateTime, default=lambda: datetime.now(timezone.utc))


class Filter(db.Model):
    """A search that somebody saved under a name."""

    id = db.Column(db.Integer, primary_key=True)
    owner_id = db.Column(db.Integer, db.ForeignKey("user.id"), nullable=False)
    name = db.Column(db.String(80))
    condition = db.Column(db.String(400))


@login.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))
