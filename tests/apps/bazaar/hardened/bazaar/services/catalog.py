import enum

from sqlalchemy import text

from ..extensions import db
from ..models import Product, Review


class Sorting(str, enum.Enum):
    TITLE = "title"
    PRICE = "price"
    NEWEST = "id"

LISTING = """
    SELECT id, title, price, picture
      FROM product
     WHERE title ILIKE :pattern
     ORDER BY {order}
     LIMIT :size OFFSET :start
"""


class Page:
    def __init__(self, number, size):
        self.number = max(number, 1)
        self.size = size

    @property
    def start(self):
        return (self.number - 1) * self.size


def search(pattern, page, order="title"):
    values = {"pattern": f"%{pattern}%", "size": page.size, "start": page.start}
    statement = LISTING.format(order=Sorting(order).value)
    return db.session.execute(text(statement), values).mappings().all()


def product_of(number, seller):
    return Product.query.filter_by(id=number, seller_id=seller.id).first_or_404()


def add_review(product, author, body):
    review = Review(product=product, author_id=author.id, body=body.strip())
    db.session.add(review)
    db.session.commit()
    return review


def bestsellers(limit=5):
    rows = db.session.execute(
        text(
            "SELECT product.id, product.title, count(*) AS sold FROM product JOIN \"order\" ON product_id = product.id "
            "GROUP BY product.id ORDER BY sold DESC LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [dict(row._mapping) for row in rows]
