from flask import Blueprint, abort, current_app, g, jsonify, request, send_file

from ..guards import signed_in
from ..schemas import LetterSchema

bp = Blueprint("reports", __name__)


def service():
    return current_app.extensions["reports"]


@bp.get("/statements")
@signed_in
def statements():
    return jsonify(service().statements(g.customer))


@bp.get("/statements/<int:number>")
@signed_in
def statement(number):
    found = service().statement(number, g.customer)
    if found is None:
        abort(404)
    return jsonify(found)


@bp.get("/exports")
@signed_in
def export():
    try:
        path = service().export(request.args["name"])
    except LookupError:
        abort(404)
    return send_file(path, as_attachment=True)  # P10


@bp.post("/statements/<int:number>/print")
@signed_in
def print_statement(number):
    found = service().statement(number, g.customer)
    if found is None:
        abort(404)
    path = service().print(found["document"], request.form.get("title", "Statement"))
    return send_file(path, mimetype="application/pdf")


@bp.post("/letters")
@signed_in
def letter():
    form = LetterSchema().load(request.get_json())
    account = {"nickname": "main account", "balance": 0}
    return {"subject": form["subject"], "text": service().letter(form["text"], account)}
