from functools import wraps
import subprocess

from flask import Blueprint, abort, jsonify, request
from flask_login import current_user, login_required

from .extensions import db
from .models import Ticket, User

admin = Blueprint("admin", __name__)
BACKUP_FORMATS = {"plain": "p", "custom": "c"}


def staff_only(view):
    @wraps(view)
    @login_required
    def wrapped(*args, **kwargs):
        if current_user.role != "staff":
            abort(403)
        return view(*args, **kwargs)

    return wrapped


@admin.post("/tickets/<int:ticket_id>/close")
@staff_only
def close(ticket_id):
    ticket = db.get_or_404(Ticket, ticket_id)
    ticket.status = "closed"
    db.session.commit()
    return "", 204


@admin.post("/users/<int:user_id>/role")
@staff_only
def set_role(user_id):
    user = db.get_or_404(User, user_id)
    role = request.form["role"]
    if role not in ("customer", "staff"):
        abort(400)
    user.role = role
    db.session.commit()
    return "", 204


@admin.post("/backup")
@staff_only
def backup():
    kind = BACKUP_FORMATS.get(request.form.get("format"), "p")
    subprocess.run(["pg_dump", "-F", kind, "-f", "/srv/helpdesk/backup.dump", "helpdesk"], check=True, timeout=600)
    return jsonify(format=kind)
