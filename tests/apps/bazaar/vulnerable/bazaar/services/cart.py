import base64
import pickle

COOKIE = "cart"


def read_cart(request):
    raw = request.cookies.get(COOKIE)
    if not raw:
        return {}
    return pickle.loads(base64.urlsafe_b64decode(raw))  # P14


def write_cart(response, cart):
    value = base64.urlsafe_b64encode(pickle.dumps(cart)).decode()
    response.set_cookie(COOKIE, value, max_age=7 * 24 * 3600, httponly=True, secure=True, samesite="Lax")
    return response
