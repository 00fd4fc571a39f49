import os

from sanic import Sanic

from .accounts import bp as accounts
from .devices import bp as devices
from .sessions import Sessions
from .store import Store


def create_app():
    app = Sanic("beacon")
    app.config.REQUEST_MAX_SIZE = 2 * 1024 * 1024
    app.blueprint(accounts)
    app.blueprint(devices)

    @app.before_server_start
    async def connect(app):
        app.ctx.store = Store(os.environ["BEACON_MONGO"])
        app.ctx.sessions = Sessions()

    @app.on_response
    async def headers(request, response):
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        response.headers["X-Frame-Options"] = "DENY"

    return app


app = create_app()

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000, debug=True)  # P13
