from functools import wraps
from urllib.parse import urlsplit

from flask import abort, g, redirect, request, url_for


def signed_in(view):
    @wraps(view)
    def wrapped(*args, **kwargs):
        if g.customer is None:
            return redirect(url_for("account.login", next=request.path))
        return view(*args, **kwargs)

    return wrapped


def role_required(attribute):
    def decorator(view):
        @wraps(view)
        def wrapped(*args, **kwargs):
            if g.customer is None or not getattr(g.customer, attribute):
                abort(403)
            return view(*args, **kwargs)

        return wrapped

    return decorator


admin_only = role_required("is_admin")
sellers_only = role_required("is_seller")


def inside(target):
    """The address if it is one of ours, else the front page."""
    parts = urlsplit(target or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in target or target.startswith("//"):
        return url_for("shop.front")
    return target
