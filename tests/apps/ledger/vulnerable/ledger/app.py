import logging
import traceback

from flask import Flask, jsonify
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException

from .blueprints.accounts import bp as accounts
from .blueprints.reports import bp as reports
from .blueprints.sessions import bp as sessions
from .config import Config
from .database import Database
from .services import AccountService, Mailer, ReportService, SessionService

log = logging.getLogger("ledger")


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_object(config or Config())
    CSRFProtect(app)
    database = Database(app.config["DATABASE_URL"])
    mailer = Mailer("mail.internal")
    app.extensions["accounts"] = AccountService(database, app.config["BANK_API"])
    app.extensions["reports"] = ReportService(database, app.config["EXPORTS"])
    app.extensions["sessions"] = SessionService(database, mailer, app.config["TOKEN_KEY"])
    for blueprint, prefix in ((sessions, "/session"), (accounts, "/accounts"), (reports, "/reports")):
        app.register_blueprint(blueprint, url_prefix=prefix)

    @app.errorhandler(Exception)
    def failed(error):
        if isinstance(error, HTTPException):
            return jsonify(error=error.name), error.code
        log.exception("unexpected failure")
        return jsonify(error=str(error), trace=traceback.format_exc()), 500  # P13

    return app
