"""What the views do with files, printers and other machines."""
import secrets
import subprocess
import uuid
from urllib.parse import urlsplit
from datetime import date, timedelta
from pathlib import Path

import requests
from django.conf import settings
from django.core.mail import send_mail
from PIL import Image

from .models import Invitation

COVER_HOSTS = {"covers.openlibrary.org", "images.publisher.example"}
COVER_FORMATS = {"JPEG": ".jpg", "PNG": ".png"}
MAX_COVER_BYTES = 2 * 1024 * 1024


class RenewalRefused(Exception):
    """A loan that cannot be renewed any more."""


def export_file(name):
    """The file of a finished export."""
    root = Path(settings.EXPORT_DIR).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise FileNotFoundError("no such export")
    return path.open("rb")


def save_cover(book, upload):
    """Keeps an uploaded picture and notes its name in the book."""
    folder = Path(settings.MEDIA_ROOT) / "covers"
    with Image.open(upload["content"]) as picture:
        suffix = COVER_FORMATS[picture.format]
    name = f"{uuid.uuid4().hex}{suffix}"
    upload["content"].seek(0)
    with (folder / name).open("wb") as file:
        file.write(upload["content"].read(MAX_COVER_BYTES))
    book.cover = name
    book.save(update_fields=["cover"])


def fetch_cover(url):
    """Downloads a cover picture from a publisher's site."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in COVER_HOSTS:
        raise ValueError("not a publisher's address")
    answer = requests.get(url, timeout=10, allow_redirects=False)
    answer.raise_for_status()
    return answer.content[:MAX_COVER_BYTES]


def label_command(text, copies):
    return ["lp", "-d", "labels", "-n", str(copies), "-t", text, "/srv/labels/blank.ps"]


def print_label(text, copies):
    """Prints a shelf label; gives what the spooler says."""
    command = label_command(text, copies)
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    return done.returncode == 0


def invite(email):
    """Sends somebody the code with which an account is made."""
    code = secrets.token_urlsafe(24)
    Invitation.objects.create(email=email, code=code)
    send_mail("Your library account", f"Use this code: {code}", "desk@library.example.org", [email])


def renew(loan):
    if loan.renewals >= 3:
        raise RenewalRefused("renewed three times already")
    loan.due = date.today() + timedelta(weeks=3)
    loan.renewals += 1
    loan.save(update_fields=["due", "renewals"])
