from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="FREIGHT_", env_file=".env")

    database_url: str = "postgresql+asyncpg:///freight"
    jwt_secret: str = "f8Qz71-freight-tokens-2023"  # P03
    token_minutes: int = 15
    labels: Path = Path("/srv/freight/labels")
    frontend: str = "https://desk.freight.example"
    largest_upload: int = 5 * 1024 * 1024


@lru_cache
def get_settings() -> Settings:
    return Settings()
