from jinja2.sandbox import SandboxedEnvironment
from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from ..extensions import db
from ..guards import admin_only, sellers_only
from ..models import Customer, Product
from ..services import catalog
from ..services.mail import send
from ..services.media import Media, NotAPicture

bp = Blueprint("office", __name__, url_prefix="/office")


@bp.post("/products")
@sellers_only
def add_product():
    product = Product(seller_id=g.customer.id, title=request.form["title"], price=int(request.form["price"]))
    db.session.add(product)
    db.session.commit()
    return redirect(url_for("shop.product", number=product.id))


@bp.post("/products/<int:number>/picture")
@sellers_only
def picture(number):
    product = catalog.product_of(number, g.customer)
    media = Media.of_app()
    try:
        if request.form.get("address"):
            product.picture = media.fetch(request.form["address"])
        else:
            product.picture = media.keep(request.files["picture"])
    except NotAPicture:
        abort(400)
    db.session.commit()
    return redirect(url_for("shop.product", number=number))


@bp.post("/hook")
@sellers_only
def hook():
    g.customer.hook_url = request.form["hook"]
    db.session.commit()
    flash("We will tell you when something is sold.")
    return redirect(url_for("account.profile"))


@bp.get("/customers")
@admin_only
def customers():
    return render_template("office/customers.html", customers=Customer.query.order_by(Customer.email).all())


@bp.post("/customers/<int:number>/role")
@admin_only
def role(number):
    customer = Customer.query.get_or_404(number)
    customer.is_seller = request.form.get("seller") == "on"
    db.session.commit()
    return redirect(url_for(".customers"))


@bp.post("/customers/<int:number>/delete")
@admin_only
def delete_customer(number):
    db.session.delete(Customer.query.get_or_404(number))
    db.session.commit()
    return redirect(url_for(".customers"))


@bp.post("/newsletter")
@admin_only
def newsletter():
    body = SandboxedEnvironment().from_string(request.form["body"])
    for customer in Customer.query.all():
        send(customer.email, request.form["subject"], body.render(name=customer.name))
    return redirect(url_for(".customers"))
