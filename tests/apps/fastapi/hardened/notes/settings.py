"""Settings, from the environment."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    session_key: str
    token_key: str
    data_key: str
    tracker_url: str = "https://tracker.example.org"


settings = Settings()
