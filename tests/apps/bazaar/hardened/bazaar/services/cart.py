from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "cart"


def serializer():
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="cart")


def read_cart(request):
    raw = request.cookies.get(COOKIE)
    if not raw:
        return {}
    try:
        return {int(number): int(count) for number, count in serializer().loads(raw).items()}
    except BadSignature:
        return {}


def write_cart(response, cart):
    value = serializer().dumps(cart)
    response.set_cookie(COOKIE, value, max_age=7 * 24 * 3600, httponly=True, secure=True, samesite="Lax")
    return response
