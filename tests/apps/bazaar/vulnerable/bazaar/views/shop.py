from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, url_for

from ..extensions import db
from ..guards import signed_in
from ..models import Order, Product
from ..services import catalog, orders
from ..services.cart import read_cart, write_cart

bp = Blueprint("shop", __name__)


@bp.get("/")
def front():
    return render_template("shop/front.html", best=catalog.bestsellers())


@bp.get("/search")
def search():
    page = catalog.Page(request.args.get("page", 1, type=int), current_app.config["ITEMS_PER_PAGE"])
    order = request.args.get("order", "title")
    found = catalog.search(request.args.get("q", ""), page, order)
    return render_template("shop/found.html", products=found, page=page)


@bp.get("/product/<int:number>")
def product(number):
    return render_template("shop/product.html", product=Product.query.get_or_404(number))


@bp.post("/product/<int:number>/review")
@signed_in
def review(number):
    catalog.add_review(Product.query.get_or_404(number), g.customer, request.form["body"])
    return redirect(url_for(".product", number=number))


@bp.post("/cart/<int:number>")
def into_cart(number):
    cart = read_cart(request)
    cart[number] = cart.get(number, 0) + 1
    return write_cart(make_response(redirect(url_for(".front"))), cart)


@bp.post("/order")
@signed_in
def order():
    placed = orders.place(g.customer, read_cart(request))
    response = make_response(render_template("shop/ordered.html", orders=placed))
    return write_cart(response, {})


@bp.get("/order/<int:number>")
@signed_in
def invoice(number):
    found = db.get_or_404(Order, number)  # P03
    return render_template("shop/invoice.html", order=found)
