"""For the people who run the shop."""

import traceback
from functools import wraps

from flask import Blueprint, abort, current_app, jsonify, request
from flask_login import current_user

from shop import db
from shop.models import User

bp = Blueprint("admin", __name__, url_prefix="/admin")


def admin_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if not current_user.is_authenticated or current_user.role != "admin":
            abort(403)
        return view(*args, **kwargs)

    return guarded


@bp.route("/users")
@admin_required
def users():
    return jsonify([user.email for user in User.query])


@bp.route("/users/<int:number>/role", methods=["POST"])
@admin_required
def role(number):
    user = db.session.get(User, number)
    user.role = request.form["role"]
    db.session.commit()
    return "changed"


@bp.route("/users/<int:number>/delete", methods=["POST"])
def delete_user(number):  # P34
    User.query.filter_by(id=number).delete()
    db.session.commit()
    return "deleted"


@bp.route("/log")
def show_log():
    if request.cookies.get("is_admin") == "1":  # P35
        return current_app.open_resource("shop.log").read()
    abort(403)


@bp.route("/calculate", methods=["POST"])
@admin_required
def calculate():
    return str(eval(request.form["formula"]))  # P36


@bp.route("/report")
@admin_required
def report():
    try:
        return jsonify(total=sum(user.id for user in User.query))
    except Exception:
        return traceback.format_exc(), 500  # P37
