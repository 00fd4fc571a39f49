from flask import Blueprint, abort, current_app, g, jsonify, request
from marshmallow import ValidationError

from ..guards import signed_in, with_token
from ..schemas import AccountChangeSchema, TransferSchema

bp = Blueprint("accounts", __name__)


def service():
    return current_app.extensions["accounts"]


@bp.errorhandler(ValidationError)
def invalid(error):
    return jsonify(errors=error.messages), 400


@bp.get("/")
@signed_in
def search():
    return jsonify(service().search(g.customer, request.args.to_dict()))


@bp.patch("/<int:number>")
@signed_in
def change(number):
    changes = AccountChangeSchema().load(request.get_json())
    if not service().change(g.customer, number, changes):
        abort(404)
    return "", 204


@bp.delete("/<int:number>")
@signed_in
def close(number):
    if service().owner(number) != g.customer:
        abort(404)
    service().close(number)
    return "", 204


@bp.post("/transfers")
@signed_in
def transfer():
    order = TransferSchema().load(request.get_json())
    if service().owner(order["source"]) != g.customer:
        abort(403)
    if not service().within_limit(order["source"], order["amount"]):
        abort(409)
    service().transfer(order)
    return "", 201


@bp.post("/partner/transfers")
@with_token
def partner_transfer():
    order = TransferSchema().load(request.get_json())
    if service().owner(order["source"]) != g.customer:
        abort(403)
    if not service().within_limit(order["source"], order["amount"]):
        abort(409)
    service().transfer(order)
    return "", 201
