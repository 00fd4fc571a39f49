from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    token_key: SecretStr
    media_root: str = "/srv/events/media"
    mail_host: str = "localhost"


settings = Settings()
