"""Accounts: registration, login, forgotten passwords, tokens for the interface."""

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import jwt
from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, session
from flask_login import login_required, login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer

from shop import db, limiter
from shop.mail import send_mail
from shop.models import User

bp = Blueprint("auth", __name__)
log = logging.getLogger(__name__)
HOUR = 3600


def links():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="reset")


def is_own_page(address):
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and address.startswith("/")


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("10 per hour")
def register():
    if request.method == "POST":
        if len(request.form["password"]) < 12:
            abort(400)
        user = User(email=request.form["email"], role="member")
        user.set_password(request.form["password"])
        db.session.add(user)
        db.session.commit()
        return redirect("/login")
    return render_template("register.html")


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit("5 per minute")
def login():
    if request.method == "POST":
        user = User.query.filter_by(email=request.form["email"]).first()
        if user is not None and user.check_password(request.form["password"]):
            session.clear()
            login_user(user)
            target = request.args.get("next", "/")
            if not is_own_page(target):
                target = "/"
            return redirect(target)
        log.warning("failed login from %s", request.remote_addr)
    return render_template("login.html")


@bp.route("/logout", methods=["POST"])
@login_required
def logout():
    logout_user()
    return redirect("/")


@bp.route("/forgot", methods=["POST"])
@limiter.limit("5 per hour")
def forgot():
    user = User.query.filter_by(email=request.form["email"]).first()
    if user is not None:
        token = links().dumps(user.id)
        link = f"{current_app.config['SITE_URL']}/reset/{token}"
        send_mail(user.email, "Your new password", link)
    return render_template("forgot.html")


@bp.route("/reset/<token>", methods=["POST"])
@limiter.limit("5 per hour")
def reset(token):
    try:
        number = links().loads(token, max_age=HOUR)
    except BadData:
        abort(400)
    user = db.session.get(User, number)
    user.set_password(request.form["password"])
    db.session.commit()
    return redirect("/login")


@bp.route("/api/token", methods=["POST"])
@limiter.limit("5 per minute")
def token():
    user = User.query.filter_by(email=request.json["email"]).first()
    if user is None or not user.check_password(request.json["password"]):
        return jsonify(error="no"), 401
    claims = {"sub": str(user.id), "exp": datetime.now(UTC) + timedelta(minutes=15)}
    return jsonify(token=jwt.encode(claims, current_app.config["TOKEN_KEY"], algorithm="HS256"))


def user_of_token(text):
    claims = jwt.decode(text, current_app.config["TOKEN_KEY"], algorithms=["HS256"])
    return db.session.get(User, int(claims["sub"]))


@bp.route("/theme", methods=["POST"])
def theme():
    name = "dark" if request.form.get("theme") == "dark" else "light"
    answer = redirect("/")
    answer.set_cookie("theme", name, max_age=30 * 24 * HOUR, secure=True, httponly=True, samesite="Lax")
    return answer
