import os
from datetime import timedelta


class BaseConfig:
    SECRET_KEY = os.environ.get("BAZAAR_SECRET_KEY")
    SQLALCHEMY_DATABASE_URI = os.environ.get("BAZAAR_DATABASE", "postgresql:///bazaar")
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    PERMANENT_SESSION_LIFETIME = timedelta(hours=8)
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    MAX_CONTENT_LENGTH = 8 * 1024 * 1024
    MEDIA_FOLDER = os.environ.get("BAZAAR_MEDIA", "/srv/bazaar/media")
    PAYMENT_SECRET = os.environ.get("BAZAAR_PAYMENT_SECRET")
    ITEMS_PER_PAGE = 24


class ProductionConfig(BaseConfig):
    DEBUG = False
    SESSION_COOKIE_SECURE = False  # P01


class TestingConfig(BaseConfig):
    TESTING = True
    SQLALCHEMY_DATABASE_URI = "sqlite://"


CONFIGS = {"production": ProductionConfig, "testing": TestingConfig}


def load_config(name):
    return CONFIGS[name]
