import logging
import os

import boto3
import jwt

log = logging.getLogger()
ISSUER = "https://login.invoices.example.com/"


class Unauthorized(Exception):
    pass


class Forbidden(Exception):
    pass


def key():
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["TOKEN_KEY_ID"])
    return secret["SecretString"]


KEY = key()


def require_user(event):
    token = event["headers"].get("authorization", "")[7:]
    try:
        return jwt.decode(token, KEY, algorithms=["HS256"], issuer=ISSUER, options={"require": ["exp", "sub"]})
    except jwt.InvalidTokenError:
        raise Unauthorized() from None


def require_role(event, role):
    user = require_user(event)
    if role not in user.get("roles", []):
        raise Forbidden()
    return user
