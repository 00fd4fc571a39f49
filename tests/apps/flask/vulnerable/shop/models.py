"""Records of the shop."""

import hashlib

from flask_login import UserMixin

from shop import db, login_manager


class User(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120), unique=True)
    password = db.Column(db.String(128))
    role = db.Column(db.String(20), default="member")
    reset_token = db.Column(db.String(64))

    def set_password(self, password):
        self.password = hashlib.sha256(password.encode()).hexdigest()  # P09

    def check_password(self, password):
        return self.password == hashlib.sha256(password.encode()).hexdigest()


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))
    title = db.Column(db.String(200))
    total = db.Column(db.Integer)


@login_manager.user_loader
def load_user(number):
    return db.session.get(User, int(number))
