import hashlib
import hmac

from flask import Blueprint, abort, current_app, jsonify, request

from ..services import catalog, orders

bp = Blueprint("api", __name__, url_prefix="/api")


def signature(body):
    key = current_app.config["PAYMENT_SECRET"].encode()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


@bp.post("/payments")
def payment():
    sent = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(sent, signature(request.get_data())):
        abort(403)
    event = request.get_json()
    order = orders.mark_paid(int(event["order"]))
    return jsonify(done=order is not None)


@bp.get("/bestsellers")
def bestsellers():
    return jsonify(catalog.bestsellers(min(request.args.get("limit", 5, type=int), 50)))
