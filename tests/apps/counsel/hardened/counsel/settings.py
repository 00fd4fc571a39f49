from functools import lru_cache

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    model_config = {"env_prefix": "COUNSEL_"}

    model: str = "gpt-4o-mini"
    vector_key: SecretStr
    openai_key: SecretStr
    database: str = "sqlite:////var/lib/counsel/shop.db"
    index_folder: str = "/var/lib/counsel/index"
    embedding: str = "acme/shop-embedding"


@lru_cache
def get_settings() -> Settings:
    return Settings()
