from contextlib import asynccontextmanager

from litestar import Litestar, Request, get, post
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.exceptions import NotAuthorizedException
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.response import Redirect
from pydantic import BaseModel, EmailStr, Field

from .exhibits import ExhibitController
from .identity import TokenMiddleware, digest, make_token, matches
from .loans import LoanController
from .settings import Settings
from .store import Store


class Credentials(BaseModel):
    email: EmailStr
    password: str = Field(min_length=12)


@post("/register")
async def register(store: Store, data: Credentials) -> dict:
    await store.add_account(data.email, digest(data.password))
    return {"registered": True}


@post("/token")
async def token(store: Store, request: Request, data: Credentials) -> dict:
    account = await store.account(data.email)
    if account is None or not matches(data.password, account["digest"]):
        raise NotAuthorizedException()
    return {"token": make_token(account, request.app.state.settings.token_key)}


@get("/out")
async def out(to: str = "/") -> Redirect:
    return Redirect(path=to)  # P10


@asynccontextmanager
async def database(app: Litestar):
    async with Store.open(app.state.settings.database) as store:
        app.state.store = store
        yield


async def provide_store(request: Request) -> Store:
    return request.app.state.store


def create_app() -> Litestar:
    app = Litestar(
        route_handlers=[register, token, out, ExhibitController, LoanController],
        dependencies={"store": Provide(provide_store)},
        middleware=[TokenMiddleware, RateLimitConfig(rate_limit=("minute", 60)).middleware],
        cors_config=CORSConfig(allow_origins=["*"], allow_credentials=True),  # P01
        lifespan=[database],
    )
    app.state.settings = Settings.from_environment()
    return app
