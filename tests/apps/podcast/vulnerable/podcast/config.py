import os
from pathlib import Path


class Config:
    SECRET_KEY = os.environ["PODCAST_SECRET_KEY"]
    SQLALCHEMY_DATABASE_URI = os.environ["PODCAST_DATABASE_URL"]
    REDIS_URL = os.environ.get("PODCAST_REDIS_URL", "redis://localhost:6379/0")
    MEDIA = Path(os.environ.get("PODCAST_MEDIA", "/srv/podcast/media"))
    BILLING_URL = os.environ["PODCAST_BILLING_URL"]
    MAX_CONTENT_LENGTH = 300 * 1024 * 1024
    SESSION_COOKIE_SAMESITE = "Lax"
    EXTENSIONS = frozenset({".mp3", ".m4a", ".ogg"})


class DevelopmentConfig(Config):
    DEBUG = True


class ProductionConfig(Config):
    DEBUG = False
    SESSION_COOKIE_SECURE = False  # P02
    SESSION_COOKIE_HTTPONLY = True
