import base64
import json
import pickle

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, render_template_string, request, url_for
from flask_login import current_user, login_required
from itsdangerous import BadSignature, URLSafeSerializer

from .extensions import db
from .guards import staff_required
from .jobs import enqueue_import
from .models import Show
from .repositories import shows

bp = Blueprint("shows", __name__)

EDITABLE = ("title", "description", "feed_url")


def owned_show_or_404(show_id: int) -> Show:
    show = shows.owned(show_id, current_user.id)
    if show is None:
        abort(404)
    return show


def remembered_filters() -> dict:
    raw = request.cookies.get("filters", "")
    if not raw:
        return {"term": ""}
    return pickle.loads(base64.urlsafe_b64decode(raw))  # P10


@bp.get("/")
def index():
    term = request.args.get("q") or remembered_filters().get("term", "")
    return render_template("shows.html", shows=shows.search(term))


@bp.get("/<int:show_id>")
def detail(show_id: int):
    show = shows.get(show_id)
    if show is None:
        abort(404)
    return render_template("show.html", show=show)


@bp.post("/")
@login_required
def create():
    show = shows.add(Show(owner_id=current_user.id, title=request.form["title"], feed_url=request.form.get("feed_url", "")))
    if show.feed_url:
        enqueue_import(show.id)
    return redirect(url_for("shows.detail", show_id=show.id))


@bp.post("/<int:show_id>")
@login_required
def edit(show_id: int):
    show = owned_show_or_404(show_id)
    for field, value in request.form.items():
        setattr(show, field, value)  # P11
    db.session.commit()
    return redirect(url_for("shows.detail", show_id=show.id))


@bp.post("/<int:show_id>/newsletter")
@login_required
def newsletter(show_id: int):
    show = owned_show_or_404(show_id)
    return render_template_string(request.form["body"], show=show)  # P12


@bp.post("/<int:show_id>/feature")
@login_required
def feature(show_id: int):  # P13
    show = shows.get(show_id)
    if show is None:
        abort(404)
    show.featured = True
    db.session.commit()
    return jsonify(featured=True)


@bp.post("/<int:show_id>/unfeature")
@login_required
@staff_required
def unfeature(show_id: int):
    show = shows.get(show_id)
    if show is None:
        abort(404)
    show.featured = False
    db.session.commit()
    return jsonify(featured=False)
