"""A small shop: accounts, orders, invoices, an administration page."""

import logging
import os

from flask import Flask
from flask_cors import CORS
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

db = SQLAlchemy()
csrf = CSRFProtect()
login_manager = LoginManager()


class Config:
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", "sqlite:///shop.db")
    SECRET_KEY = os.environ.get("SECRET_KEY", "shop-secret-2024")  # P01
    DEBUG = True  # P02
    SESSION_COOKIE_SECURE = False  # P03
    SESSION_COOKIE_HTTPONLY = False  # P04
    WTF_CSRF_ENABLED = False  # P05
    UPLOAD_FOLDER = "/srv/shop/uploads"


def create_app():
    app = Flask(__name__)
    app.config.from_object(Config)
    app.jinja_env.autoescape = False  # P06
    CORS(app, supports_credentials=True)  # P07
    logging.basicConfig(level=logging.INFO)
    db.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)

    from shop import admin, auth, files, orders

    app.register_blueprint(auth.bp)
    app.register_blueprint(orders.bp)
    app.register_blueprint(files.bp)
    app.register_blueprint(admin.bp)
    return app


if __name__ == "__main__":
    create_app().run(host="0.0.0.0", debug=True)  # P08
