"""A small shop: accounts, orders, invoices, an administration page."""

import logging
import os

from flask import Flask
from flask_cors import CORS
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

db = SQLAlchemy()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
login_manager = LoginManager()


class Config:
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", "sqlite:///shop.db")
    SECRET_KEY = os.environ["SECRET_KEY"]
    TOKEN_KEY = os.environ["TOKEN_KEY"]
    SITE_URL = os.environ.get("SITE_URL", "https://shop.example.org")
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_SECURE = True
    MAX_CONTENT_LENGTH = 5 * 1024 * 1024
    UPLOAD_FOLDER = "/srv/shop/uploads"


class DevelopmentConfig(Config):
    DEBUG = True
    SESSION_COOKIE_SECURE = False


def create_app(config=Config):
    app = Flask(__name__)
    app.config.from_object(config)
    CORS(app, origins=["https://app.shop.example.org"], supports_credentials=True)
    logging.basicConfig(level=logging.INFO)
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)

    from shop import admin, auth, files, orders

    app.register_blueprint(auth.bp)
    app.register_blueprint(orders.bp)
    app.register_blueprint(files.bp)
    app.register_blueprint(admin.bp)
    return app


if __name__ == "__main__":
    create_app(DevelopmentConfig).run(host="127.0.0.1")
