import ipaddress
import socket
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import requests
from flask import current_app
from werkzeug.utils import secure_filename

PICTURES = {".png", ".jpg", ".jpeg", ".webp"}


class NotAPicture(ValueError):
    pass


def check_host(address):
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in current_app.config["PICTURE_HOSTS"]:
        raise NotAPicture("pictures come from our suppliers only")


class Media:
    """The folder of pictures."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    @classmethod
    def of_app(cls):
        return cls(current_app.config["MEDIA_FOLDER"])

    def target(self, name):
        suffix = Path(secure_filename(name)).suffix.lower()
        if suffix not in PICTURES:
            raise NotAPicture(name)
        return self.folder / f"{uuid.uuid4().hex}{suffix}"

    def keep(self, upload):
        path = self.target(upload.filename)
        upload.save(path)
        return path.name

    def fetch(self, address):
        check_host(address)
        answer = requests.get(address, timeout=10, allow_redirects=False)
        answer.raise_for_status()
        if not answer.headers.get("content-type", "").startswith("image/"):
            raise NotAPicture(address)
        path = self.folder / f"{uuid.uuid4().hex}.img"
        path.write_bytes(answer.content)
        return path.name


def is_public(address):
    """Whether all that a name stands for are addresses of the internet."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return False
    found = socket.getaddrinfo(parts.hostname, parts.port or 443)
    return all(ipaddress.ip_address(entry[4][0]).is_global for entry in found)
