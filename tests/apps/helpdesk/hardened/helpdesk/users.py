import logging
import secrets

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, limiter
from .models import User
from .repository import UserRepository
from .schemas import ProfileSchema

users = Blueprint("users", __name__)
repository = UserRepository()
log = logging.getLogger(__name__)


def hashed(password):
    return generate_password_hash(password, method="scrypt")


def is_password(user, password):
    return check_password_hash(user.password, password)


@users.post("/sign-up")
@limiter.limit("5/hour")
def sign_up():
    email, password = request.form["email"], request.form["password"]
    if len(password) < 12:
        abort(400, "a password needs twelve characters")
    db.session.add(User(email=email, password=hashed(password)))
    db.session.commit()
    return redirect(url_for("users.sign_in"))


@users.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("10/minute")
def sign_in():
    if request.method == "GET":
        return render_template("sign_in.html")
    email, password = request.form["email"], request.form["password"]
    user = repository.by_email(email)
    if user is None or not is_password(user, password):
        log.warning("sign-in failed")
        abort(401)
    login_user(user)
    return redirect(url_for("tickets.mine"))


@users.post("/sign-out")
@login_required
def sign_out():
    logout_user()
    return redirect(url_for("users.sign_in"))


@users.patch("/me")
@login_required
def update_me():
    values = ProfileSchema().load(request.get_json())
    repository.update(current_user, values)
    return jsonify(email=current_user.email)
