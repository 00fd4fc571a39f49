"""Settings of the clinic's site."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("SECRET_KEY", "clinic-key-of-2023")  # P01
DEBUG = True  # P02
ALLOWED_HOSTS = ["*"]  # P03

INSTALLED_APPS = [  # P04
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "corsheaders",
    "rest_framework",
    "records",
]
MIDDLEWARE = [  # P05
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "clinic.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"autoescape": False},  # P06
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "clinic",
        "USER": "clinic",
        "PASSWORD": "W4rdRound-77!",  # P07
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # P08
AUTH_PASSWORD_VALIDATORS = []  # P09
SESSION_COOKIE_HTTPONLY = False  # P10
SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"  # P11
CORS_ALLOW_ALL_ORIGINS = True  # P12
X_FRAME_OPTIONS = "ALLOWALL"  # P13
REST_FRAMEWORK = {  # P14
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "PAGE_SIZE": 50,
}
STATIC_URL = "static/"
