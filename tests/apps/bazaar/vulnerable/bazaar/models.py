import enum
from datetime import datetime, timezone

from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db


class OrderState(enum.Enum):
    NEW = "new"
    PAID = "paid"
    SENT = "sent"


class Customer(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(200), unique=True, nullable=False)
    name = db.Column(db.String(120), default="")
    phone = db.Column(db.String(40), default="")
    address = db.Column(db.Text, default="")
    password_hash = db.Column(db.String(300), nullable=False)
    reset_code = db.Column(db.String(100))
    is_seller = db.Column(db.Boolean, default=False)
    is_admin = db.Column(db.Boolean, default=False)
    hook_url = db.Column(db.String(500))

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)


class Product(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    seller_id = db.Column(db.ForeignKey("customer.id"), nullable=False)
    title = db.Column(db.String(200), nullable=False)
    price = db.Column(db.Integer, nullable=False)
    picture = db.Column(db.String(200))
    seller = db.relationship("Customer")
    reviews = db.relationship("Review", back_populates="product")


class Review(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    product_id = db.Column(db.ForeignKey("product.id"), nullable=False)
    author_id = db.Column(db.ForeignKey("customer.id"), nullable=False)
    body = db.Column(db.Text, nullable=False)
    product = db.relationship("Product", back_populates="reviews")


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    customer_id = db.Column(db.ForeignKey("customer.id"), nullable=False)
    product_id = db.Column(db.ForeignKey("product.id"), nullable=False)
    state = db.Column(db.Enum(OrderState), default=OrderState.NEW)
    created = db.Column(db.DateTime, default=lambda: datetime.now(timezone.utc))
    product = db.relationship("Product")
