"""Answers in the form that API Gateway wants."""
import base64
import functools
import json
import logging

from .auth import Forbidden, Unauthorized

log = logging.getLogger()

HEADERS = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "https://app.invoices.example.com",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def ok(value, status=200):
    return {"statusCode": status, "headers": HEADERS, "body": json.dumps(value, default=str)}


def error(status, message):
    return {"statusCode": status, "headers": HEADERS, "body": json.dumps({"error": message})}


def page(text):
    headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'"}
    return {"statusCode": 200, "headers": headers, "body": text}


def binary(body, kind):
    return {
        "statusCode": 200,
        "headers": {**HEADERS, "Content-Type": kind},
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }


def endpoint(function):
    @functools.wraps(function)
    def wrapper(event, context):
        try:
            return function(event, context)
        except Unauthorized:
            return error(401, "not signed in")
        except Forbidden:
            return error(403, "not allowed")
        except Exception:
            log.exception("request failed")
            return error(500, "internal error")

    return wrapper
