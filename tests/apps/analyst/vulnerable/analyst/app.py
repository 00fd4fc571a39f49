import logging

from aiohttp import web
from anthropic import AsyncAnthropic

from .agent import Agent
from .config import config
from .handlers import routes
from .middleware import error_middleware, session_middleware
from .retrieval import Library
from .store import Store
from .tools import Toolbox


async def resources(app: web.Application):
    store = await Store.connect(config.warehouse_dsn)
    app["store"] = store
    app["library"] = Library(config.qdrant_url)
    app["agent"] = Agent(AsyncAnthropic(), Toolbox(store, config), app["library"], config.agent)
    yield
    await store.close()


def create_app() -> web.Application:
    app = web.Application(middlewares=[error_middleware, session_middleware], client_max_size=20 * 1024 * 1024)
    app.cleanup_ctx.append(resources)
    app.add_routes(routes)
    return app


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    web.run_app(create_app(), host="127.0.0.1", port=8080)
