from functools import lru_cache

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DEPOT_")

    database: str = "postgresql+psycopg://depot@db/depot"
    jwt_secret: str
    scanner_key: str
    labels: str = "/srv/depot/labels"


@lru_cache
def settings() -> Settings:
    return Settings()
