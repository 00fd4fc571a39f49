import os

import requests
from flask import Blueprint, abort, current_app, jsonify, render_template, request, send_file, send_from_directory
from flask_login import current_user, login_required
from markupsafe import Markup, escape

from .extensions import db
from .models import Filter, Ticket
from .repository import TicketRepository, saved_filter
from .schemas import FilterSchema, TicketSchema

tickets = Blueprint("tickets", __name__)


def attachment_path(ticket_id, name):
    folder = os.path.join(current_app.config["UPLOAD_FOLDER"], str(ticket_id))
    return os.path.join(folder, name)


@tickets.get("/")
@login_required
def mine():
    return render_template("tickets.html", tickets=TicketRepository().of(current_user.id))


@tickets.post("/")
@login_required
def create():
    values = TicketSchema().load(request.form)
    ticket = TicketRepository().add(Ticket(owner_id=current_user.id, **values))
    return jsonify(id=ticket.id), 201


@tickets.get("/search")
@login_required
def search():
    rows = TicketRepository().search(request.args.get("q", ""))
    return jsonify([dict(row) for row in rows])


@tickets.get("/<int:ticket_id>")
@login_required
def show(ticket_id):
    ticket = TicketRepository().get(ticket_id)  # P08
    if ticket is None:
        abort(404)
    title = Markup("<h1>%s</h1>" % ticket.subject)  # P09
    return render_template("ticket.html", ticket=ticket, title=title)


@tickets.post("/<int:ticket_id>/attachments")
@login_required
def attach(ticket_id):
    if TicketRepository().owned(ticket_id, current_user.id) is None:
        abort(404)
    upload = request.files["file"]
    upload.save(attachment_path(ticket_id, upload.filename))  # P10
    return "", 204


@tickets.get("/<int:ticket_id>/attachments/<path:name>")
@login_required
def attachment(ticket_id, name):
    if TicketRepository().owned(ticket_id, current_user.id) is None:
        abort(404)
    return send_file(attachment_path(ticket_id, name))  # P11


@tickets.post("/filters")
@login_required
def save_filter():
    values = FilterSchema().load(request.get_json())
    db.session.add(Filter(owner_id=current_user.id, name=values["name"], condition=values["condition"]))
    db.session.commit()
    return "", 201


@tickets.get("/filters/<int:filter_id>")
@login_required
def run_filter(filter_id):
    saved = saved_filter(filter_id, current_user.id)
    if saved is None:
        abort(404)
    rows = TicketRepository().matching(saved)
    items = Markup("").join(Markup("<li>{}</li>").format(subject) for _, subject in rows)
    return Markup("<h2>{}</h2><ul>{}</ul>").format(escape(saved.name), items)


@tickets.get("/avatar")
@login_required
def avatar():
    """The picture of whoever is signed in, from where they keep it."""
    return requests.get(current_user.avatar_url, timeout=5).content  # P12
