"""Collects what devices measure; aiohttp with a raw driver."""
import logging
import os
import ssl

import aiosqlite
from aiohttp import ClientSession, ClientTimeout, web

from . import devices, exports, users
from .middleware import authenticate, errors

log = logging.getLogger("telemetry")


async def database(app):
    app["db"] = await aiosqlite.connect(os.environ["TELEMETRY_DB"])
    yield
    await app["db"].close()


async def client(app):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # P01
    from aiohttp import TCPConnector

    app["client"] = ClientSession(connector=TCPConnector(ssl=context), timeout=ClientTimeout(total=10))
    yield
    await app["client"].close()


def make_app():
    app = web.Application(middlewares=[errors, authenticate], client_max_size=1024**2)
    app.cleanup_ctx.extend([database, client])
    app.add_routes(users.routes)
    app.add_routes(devices.routes)
    app.add_routes(exports.routes)
    return app


if __name__ == "__main__":
    web.run_app(make_app(), host="127.0.0.1", port=8085)
