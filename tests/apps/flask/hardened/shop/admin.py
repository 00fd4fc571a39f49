"""For the people who run the shop."""

import ast
import logging
from functools import wraps

from flask import Blueprint, abort, jsonify, request
from flask_login import current_user

from shop import db
from shop.models import User

bp = Blueprint("admin", __name__, url_prefix="/admin")
log = logging.getLogger(__name__)
ROLES = {"member", "staff", "admin"}


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
    if request.form["role"] not in ROLES:
        abort(400)
    user = db.session.get(User, number)
    user.role = request.form["role"]
    db.session.commit()
    return "changed"


@bp.route("/users/<int:number>/delete", methods=["POST"])
@admin_required
def delete_user(number):
    User.query.filter_by(id=number).delete()
    db.session.commit()
    return "deleted"


@bp.route("/calculate", methods=["POST"])
@admin_required
def calculate():
    return str(ast.literal_eval(request.form["value"]))


@bp.route("/report")
@admin_required
def report():
    try:
        return jsonify(total=sum(user.id for user in User.query))
    except ArithmeticError:
        log.exception("the report failed")
        return "the report failed", 500
