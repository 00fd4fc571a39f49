from databases import Database

from .config import get_settings

database = Database(get_settings().database_url)


async def get_database() -> Database:
    return database
