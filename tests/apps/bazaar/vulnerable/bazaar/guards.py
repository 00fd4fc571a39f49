from functools import wraps

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
