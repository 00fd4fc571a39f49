import logging

from flask import Flask, g, render_template, session

from .config import load_config
from .extensions import csrf, db, limiter
from .models import Customer
from .views import account, api, office, shop

log = logging.getLogger(__name__)


def create_app(name="production"):
    app = Flask(__name__)
    app.config.from_object(load_config(name))
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    csrf.exempt(api.bp)

    for blueprint in (account.bp, shop.bp, office.bp, api.bp):
        app.register_blueprint(blueprint)

    @app.before_request
    def load_customer():
        number = session.get("customer")
        g.customer = db.session.get(Customer, number) if number is not None else None

    @app.after_request
    def headers(response):
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Content-Security-Policy", "default-src 'self'")
        return response

    @app.errorhandler(404)
    def missing(error):
        return render_template("missing.html"), 404

    @app.errorhandler(500)
    def broken(error):
        log.error("request failed", exc_info=error)
        return render_template("broken.html"), 500

    return app
