from datetime import datetime, timezone
from functools import wraps
from urllib.parse import urljoin, urlsplit

import requests
from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user


def staff_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if not (current_user.is_authenticated and current_user.is_staff):
            abort(403)
        return view(*args, **kwargs)

    return guarded


def has_subscription(email: str) -> bool:
    try:
        answer = requests.get(current_app.config["BILLING_URL"], params={"email": email}, timeout=3)
        answer.raise_for_status()
        return bool(answer.json()["active"])
    except (requests.RequestException, KeyError, ValueError):
        current_app.logger.exception("billing is not available")
        return False


def subscribed(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        paid = current_user.paid_until and current_user.paid_until > datetime.now(timezone.utc)
        if not paid and not has_subscription(current_user.email):
            abort(402)
        return view(*args, **kwargs)

    return guarded


def is_local(target: str) -> bool:
    here, there = urlsplit(request.host_url), urlsplit(urljoin(request.host_url, target))
    return there.scheme in ("http", "https") and here.netloc == there.netloc


def redirect_back(fallback: str = "shows.index"):
    target = request.args.get("next") or request.form.get("next")
    if target and is_local(target):
        return redirect(target)
    return redirect(url_for(fallback))
