"""Where patients are."""

import os

from .base import *

DEBUG = False
ALLOWED_HOSTS = os.environ["CLINIC_HOSTS"].split(",")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
