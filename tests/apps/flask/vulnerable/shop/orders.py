"""Orders: lists, search, single orders, delivery."""

import pickle

import requests
import yaml
from flask import Blueprint, jsonify, make_response, render_template, render_template_string, request
from flask_login import current_user, login_required
from sqlalchemy import text

from shop import db
from shop.models import Order

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.route("/")
@login_required
def index():
    return render_template("orders.html", orders=Order.query.filter_by(user_id=current_user.id))


@bp.route("/search")
@login_required
def search():
    words = request.args["q"]
    rows = db.session.execute(text(f"SELECT id, title FROM orders WHERE title LIKE '%{words}%'"))  # P21
    return jsonify([dict(row) for row in rows])


@bp.route("/greeting")
@login_required
def greeting():
    return render_template_string("Hello " + request.args["name"])  # P22


@bp.route("/note")
@login_required
def note():
    return make_response("<p>" + request.args.get("note", "") + "</p>")  # P23


@bp.route("/<int:number>")
@login_required
def show(number):
    order = Order.query.get_or_404(number)  # P24
    return render_template("order.html", order=order)


@bp.route("/<int:number>/cancel", methods=["POST"])
def cancel(number):  # P25
    Order.query.filter_by(id=number).delete()
    db.session.commit()
    return "cancelled"


@bp.route("/basket", methods=["POST"])
@login_required
def basket():
    return jsonify(pickle.loads(request.get_data()))  # P26


@bp.route("/import", methods=["POST"])
@login_required
def load():
    return jsonify(yaml.load(request.get_data(), Loader=yaml.Loader))  # P27


@bp.route("/delivery")
@login_required
def delivery():
    return requests.get(request.args["address"], timeout=5).text  # P28
