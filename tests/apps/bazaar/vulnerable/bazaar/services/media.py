import uuid
from pathlib import Path

import requests
from flask import current_app

PICTURES = {".png", ".jpg", ".jpeg", ".webp"}


class NotAPicture(ValueError):
    pass


class Media:
    """The folder of pictures."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    @classmethod
    def of_app(cls):
        return cls(current_app.config["MEDIA_FOLDER"])

    def target(self, name):
        return self.folder / name

    def keep(self, upload):
        path = self.target(upload.filename)
        upload.save(path)  # P07
        return path.name

    def fetch(self, address):
        answer = requests.get(address, timeout=10)  # P08
        answer.raise_for_status()
        if not answer.headers.get("content-type", "").startswith("image/"):
            raise NotAPicture(address)
        path = self.folder / f"{uuid.uuid4().hex}.img"
        path.write_bytes(answer.content)
        return path.name
