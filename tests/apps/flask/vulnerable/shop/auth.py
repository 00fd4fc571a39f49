"""Accounts: registration, login, forgotten passwords, tokens for the interface."""

import hashlib
import logging
import time

import jwt
from flask import Blueprint, jsonify, redirect, render_template, request, session
from flask_login import login_user, logout_user

from shop import db
from shop.mail import send_mail
from shop.models import User

bp = Blueprint("auth", __name__)
log = logging.getLogger(__name__)


@bp.route("/register", methods=["GET", "POST"])
def register():
    if request.method == "POST":
        user = User(email=request.form["email"], role=request.form.get("role", "member"))  # P10
        user.set_password(request.form["password"])
        db.session.add(user)
        db.session.commit()
        return redirect("/login")
    return render_template("register.html")


@bp.route("/login", methods=["GET", "POST"])
def login():  # P11
    if request.method == "POST":
        email = request.form["email"]
        password = request.form["password"]
        user = User.query.filter_by(email=email).first()
        if user is not None and user.check_password(password):
            login_user(user)
            return redirect(request.args.get("next", "/"))  # P12
        log.warning("failed login of %s with %s", email, password)  # P13
    return render_template("login.html")


@bp.route("/logout")
def logout():
    logout_user()
    return redirect("/")


@bp.route("/forgot", methods=["POST"])
def forgot():
    user = User.query.filter_by(email=request.form["email"]).first()
    if user is not None:
        user.reset_token = hashlib.sha1(f"{user.email}{time.time()}".encode()).hexdigest()  # P14
        db.session.commit()
        link = f"https://{request.host}/reset/{user.reset_token}"  # P15
        send_mail(user.email, "Your new password", link)
    return render_template("forgot.html")


@bp.route("/api/token", methods=["POST"])
def token():
    user = User.query.filter_by(email=request.json["email"]).first()
    if user is None or not user.check_password(request.json["password"]):
        return jsonify(error="no"), 401
    return jsonify(token=jwt.encode({"sub": user.id, "role": user.role}, "shop-api-key-1", algorithm="HS256"))  # P16


def user_of_token(text):
    claims = jwt.decode(text, options={"verify_signature": False})  # P17
    return db.session.get(User, claims["sub"])


@bp.route("/remember", methods=["POST"])
def remember():
    answer = redirect("/")
    answer.set_cookie("remember", session["_user_id"], max_age=10**8)  # P18
    return answer
