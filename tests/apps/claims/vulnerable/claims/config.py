from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CLAIMS_", env_file=".env")

    database_url: str
    jwt_secret: str = "claims-backend-signing-key-2023"  # P01
    jwt_algorithm: str = "HS256"
    jwt_issuer: str = "claims"
    bucket: str = "claims-photos"
    cache_dir: Path = Path("/var/cache/claims")
    garage_secret: str
    garage_hosts: frozenset[str] = frozenset({"photos.garages.example"})
    portal_origin: str = "https://portal.insurer.example"
    max_upload: int = 8 * 1024 * 1024


@lru_cache
def get_settings() -> Settings:
    return Settings()
