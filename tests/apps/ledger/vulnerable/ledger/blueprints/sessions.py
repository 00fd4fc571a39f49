from flask import Blueprint, abort, current_app, request, session

bp = Blueprint("sessions", __name__)


def service():
    return current_app.extensions["sessions"]


@bp.post("/register")
def register():
    form = request.get_json()
    if len(form.get("password", "")) < 12:
        abort(400)
    service().register(form["email"], form["password"])
    return {"registered": True}, 201


@bp.post("/")
def sign_in():
    form = request.get_json()
    customer = service().check(form["email"], form["password"])
    if customer is None:
        abort(401)
    session.clear()
    session["customer"] = customer
    return {"signed_in": True}


@bp.post("/reset")
def reset():
    service().send_reset(request.get_json()["email"])
    return {"sent": True}
