import logging
import secrets

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for

from ..extensions import db, limiter
from ..guards import inside, signed_in
from ..models import Customer
from ..services.mail import send_support
from ..services.orders import orders_of

bp = Blueprint("account", __name__, url_prefix="/account")
log = logging.getLogger(__name__)

OWN_FIELDS = ("name", "phone", "address")


def reset_code():
    return secrets.token_urlsafe(24)


@bp.get("/login")
def login_form():
    return render_template("login.html")


@bp.post("/login")
@limiter.limit("10 per minute")
def login():
    customer = Customer.query.filter_by(email=request.form["email"].lower()).first()
    if customer is None or not customer.check_password(request.form["password"]):
        log.info("failed login from %s", request.remote_addr)
        flash("Wrong e-mail or password.")
        return redirect(url_for(".login_form"))
    session.clear()
    session["customer"] = customer.id
    target = request.args.get("next")
    return redirect(inside(target))


@bp.post("/logout")
def logout():
    session.clear()
    return redirect(url_for("shop.front"))


@bp.route("/profile", methods=["GET", "POST"])
@signed_in
def profile():
    if request.method == "POST":
        for key in OWN_FIELDS:
            if key in request.form:
                setattr(g.customer, key, request.form[key])
        db.session.commit()
        flash("Saved.")
        return redirect(url_for(".profile"))
    return render_template("profile.html", customer=g.customer, orders=orders_of(g.customer))


@bp.post("/forgotten")
@limiter.limit("5 per hour")
def forgotten():
    customer = Customer.query.filter_by(email=request.form["email"].lower()).first()
    if customer is not None:
        customer.reset_code = reset_code()
        db.session.commit()
        link = url_for(".new_password", code=customer.reset_code, _external=True)
        send_support(customer.email, "A new password", f"Follow this link: {link}")
    flash("We have sent you a mail if we know you.")
    return redirect(url_for(".login_form"))


@bp.route("/new-password/<code>", methods=["GET", "POST"])
@limiter.limit("10 per hour")
def new_password(code):
    customer = Customer.query.filter_by(reset_code=code).first_or_404()
    if request.method == "POST":
        customer.set_password(request.form["password"])
        customer.reset_code = None
        db.session.commit()
        return redirect(url_for(".login_form"))
    return render_template("new_password.html", code=code)
