import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "k2$z!v8p@qz4r1nd0ms1gn1ngk3y-academy-7c"  # P07
DEBUG = True  # P06
ALLOWED_HOSTS = ["academy.example.org"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "courses",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "academy.urls"
AUTH_USER_MODEL = "courses.Student"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "academy",
        "PASSWORD": os.environ["ACADEMY_DB_PASSWORD"],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
]
MEDIA_ROOT = BASE_DIR / "media"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = True
PLAGIARISM_SERVICE = "https://plagiarism.example.net/v1/check"
HOOK_KEY = os.environ["ACADEMY_HOOK_KEY"]
SYNC_TOKEN = os.environ["ACADEMY_SYNC_TOKEN"]
