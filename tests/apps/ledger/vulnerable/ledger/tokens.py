import jwt
from flask import current_app, request


def read_token():
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    key = current_app.config["TOKEN_KEY"]
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        return jwt.decode(token, key, algorithms=[algorithm])  # P06
    except jwt.InvalidTokenError:
        return None
