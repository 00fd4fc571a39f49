import hashlib
import hmac
import logging

import requests

from .settings import settings

log = logging.getLogger(__name__)


class Chat:
    def __init__(self, address, token):
        self.address = address
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.verify = "/etc/ssl/certs/corp.pem"

    def say(self, text):
        try:
            self.session.post(self.address, json={"text": text}, timeout=5).raise_for_status()
        except requests.RequestException:
            log.warning("the chat did not answer")


def is_signed(body, headers):
    try:
        kind, sent = headers["X-Signature"].split("=", 1)
        expected = hmac.new(settings.hook_secret.encode(), body, getattr(hashlib, "sha256")).hexdigest()
        return kind == "sha256" and hmac.compare_digest(sent, expected)
    except (KeyError, ValueError):
        log.warning("no signature")
        return False


chat = Chat(settings.chat, settings.chat_token)
