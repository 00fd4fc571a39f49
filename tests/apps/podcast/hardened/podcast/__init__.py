import logging
import traceback
import uuid

from flask import Flask, jsonify

from .config import ProductionConfig
from .extensions import csrf, db, limiter, login_manager
from .filters import sanitize

logger = logging.getLogger(__name__)


def create_app(config=ProductionConfig) -> Flask:
    app = Flask(__name__)
    app.config.from_object(config)
    for extension in (db, csrf, limiter, login_manager):
        extension.init_app(app)
    app.jinja_env.filters["sanitize"] = sanitize
    register_blueprints(app)
    register_errors(app)

    from .cli import users

    app.cli.add_command(users)
    return app


def register_blueprints(app: Flask) -> None:
    from .auth import bp as auth
    from .episodes import bp as episodes
    from .shows import bp as shows

    app.register_blueprint(auth, url_prefix="/auth")
    app.register_blueprint(shows, url_prefix="/shows")
    app.register_blueprint(episodes, url_prefix="/episodes")


def register_errors(app: Flask) -> None:
    @app.errorhandler(500)
    def failed(error):
        number = uuid.uuid4().hex
        original = getattr(error, "original_exception", None) or error
        report = "".join(traceback.format_exception(original))
        logger.error("%s: %s", number, report)
        return jsonify(error="internal", details=number), 500
