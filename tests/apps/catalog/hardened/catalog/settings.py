import os
from functools import lru_cache

from pydantic import BaseModel


class Settings(BaseModel):
    database: str
    token_key: str
    import_key: str
    media: str = "/srv/catalog/media"
    site: str = "https://shop.example.org"


@lru_cache
def get_settings() -> Settings:
    return Settings(
        database=os.environ["CATALOG_DATABASE"],
        token_key=os.environ["CATALOG_TOKEN_KEY"],
        import_key=os.environ["CATALOG_IMPORT_KEY"],
    )
