"""Orders: lists, search, single orders, delivery."""

import json

import requests
import yaml
from flask import Blueprint, abort, jsonify, render_template, request
from flask_login import current_user, login_required
from sqlalchemy import text

from shop import db
from shop.models import Order

bp = Blueprint("orders", __name__, url_prefix="/orders")
CARRIERS = {"north": "https://north.example.org/track", "south": "https://south.example.org/track"}


@bp.route("/")
@login_required
def index():
    return render_template("orders.html", orders=Order.query.filter_by(user_id=current_user.id))


@bp.route("/search")
@login_required
def search():
    statement = text("SELECT id, title FROM orders WHERE user_id = :user AND title LIKE :words")
    rows = db.session.execute(statement, {"user": current_user.id, "words": f"%{request.args['q']}%"})
    return jsonify([dict(row) for row in rows])


@bp.route("/greeting")
@login_required
def greeting():
    return render_template("greeting.html", name=request.args["name"])


@bp.route("/<int:number>")
@login_required
def show(number):
    order = Order.query.filter_by(id=number, user_id=current_user.id).first_or_404()
    return render_template("order.html", order=order)


@bp.route("/<int:number>/cancel", methods=["POST"])
@login_required
def cancel(number):
    Order.query.filter_by(id=number, user_id=current_user.id).delete()
    db.session.commit()
    return "cancelled"


@bp.route("/basket", methods=["POST"])
@login_required
def basket():
    return jsonify(json.loads(request.get_data()))


@bp.route("/import", methods=["POST"])
@login_required
def load():
    return jsonify(yaml.safe_load(request.get_data()))


@bp.route("/delivery")
@login_required
def delivery():
    address = CARRIERS.get(request.args["carrier"])
    if address is None:
        abort(404)
    answer = requests.get(address, params={"number": request.args["number"]}, timeout=5)
    return jsonify(answer.json())
