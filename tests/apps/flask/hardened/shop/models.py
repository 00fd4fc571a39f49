"""Records of the shop."""

from flask_login import UserMixin
from werkzeug.security import check_password_hash, generate_password_hash

from shop import db, login_manager


class User(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120), unique=True)
    password = db.Column(db.String(200))
    role = db.Column(db.String(20), default="member")

    def set_password(self, password):
        self.password = generate_password_hash(password)

    def check_password(self, password):
        return check_password_hash(self.password, password)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))
    title = db.Column(db.String(200))
    total = db.Column(db.Integer)


@login_manager.user_loader
def load_user(number):
    return db.session.get(User, int(number))
