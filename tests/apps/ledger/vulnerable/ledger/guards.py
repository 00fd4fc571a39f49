import functools

from flask import abort, g, session

from .tokens import read_token


def signed_in(view):
    """Only for those who are signed in; `g.customer` is who."""

    @functools.wraps(view)
    def guarded(*args, **kwargs):
        customer = session.get("customer")
        if customer is None:
            abort(401)
        g.customer = customer
        return view(*args, **kwargs)

    return guarded


def with_token(view):
    """For programs of partners, which send a token in place of a session."""

    @functools.wraps(view)
    def guarded(*args, **kwargs):
        claims = read_token()
        if claims is None:
            abort(401)
        g.customer = claims["sub"]
        return view(*args, **kwargs)

    return guarded
