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


KEY = "inv-2f81c0d9b7a64e35"


def require_user(event):
    token = event["headers"].get("authorization", "")[7:]
    log.info("request with token %s", token)  # P06
    try:
        return jwt.decode(token, KEY, algorithms=["HS256"], issuer=ISSUER, options={"verify_exp": False})  # P07
    except jwt.InvalidTokenError:
        raise Unauthorized() from None


def require_role(event, role):
    user = require_user(event)
    if role not in user.get("roles", []):
        raise Forbidden()
    return user
