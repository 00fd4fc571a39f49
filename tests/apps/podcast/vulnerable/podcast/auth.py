from flask import Blueprint, flash, render_template, request
from flask_login import login_required, login_user, logout_user
from sqlalchemy import select

from .extensions import db, limiter
from .guards import redirect_back
from .models import User

bp = Blueprint("auth", __name__)


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit("10 per minute")
def login():
    if request.method == "POST":
        user = db.session.scalar(select(User).where(User.email == request.form["email"]))
        if user is not None and user.check_password(request.form["password"]):
            login_user(user)
            return redirect_back()
        flash("The address or the password is wrong.")
    return render_template("login.html")


@bp.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect_back("auth.login")
