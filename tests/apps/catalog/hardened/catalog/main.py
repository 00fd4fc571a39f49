from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from catalog.routers import admin, media, orders, products, users
from catalog.settings import get_settings


@asynccontextmanager
async def lifespan(app: FastAPI):
    engine = create_async_engine(get_settings().database, pool_pre_ping=True)
    app.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
    app.state.http = httpx.AsyncClient(timeout=10)
    try:
        yield
    finally:
        await app.state.http.aclose()
        await engine.dispose()


app = FastAPI(title="Catalog", lifespan=lifespan)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://shop.example.org"],
    allow_credentials=True,
    allow_methods=["GET", "POST", "PATCH", "DELETE"],
    allow_headers=["Authorization", "Content-Type"],
)
for module in (products, orders, users, media, admin):
    app.include_router(module.router)
