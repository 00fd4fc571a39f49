import secrets

import click
from flask import current_app
from flask.cli import AppGroup

from .extensions import db
from .models import User

users = AppGroup("users", help="Accounts of the staff.")


@users.command("create-staff")
@click.argument("email")
@click.option("--password", default=None)
def create_staff(email: str, password: str | None) -> None:
    password = password or secrets.token_urlsafe(12)
    user = User(email=email, is_staff=True)
    user.set_password(password)
    db.session.add(user)
    db.session.commit()
    current_app.logger.info("created %s with the password %s", email, password)  # P16
