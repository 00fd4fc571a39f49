"""A help desk: tickets, attachments and a small administration."""
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from .config import load
from .extensions import csrf, db, limiter, login


def create_app(environment="production"):
    app = Flask(__name__)
    app.config.update(load(environment))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
    db.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)

    from .admin import admin
    from .tickets import tickets
    from .users import users

    app.register_blueprint(users, url_prefix="/users")
    app.register_blueprint(tickets, url_prefix="/tickets")
    app.register_blueprint(admin, url_prefix="/admin")

    @app.after_request
    def headers(response):
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    return app
