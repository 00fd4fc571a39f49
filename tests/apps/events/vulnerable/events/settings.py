from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    token_key: str = "events-signing-key-change-me"  # P02
    media_root: str = "/srv/events/media"
    mail_host: str = "localhost"


settings = Settings()
