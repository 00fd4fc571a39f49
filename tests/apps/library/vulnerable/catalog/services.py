"""What the views do with files, printers and other machines."""
import os
import random
import string
import subprocess
from datetime import date, timedelta
from pathlib import Path

import requests
from django.conf import settings
from django.core.mail import send_mail

from .models import Invitation

CODE_ALPHABET = string.ascii_uppercase + string.digits
MAX_COVER_BYTES = 2 * 1024 * 1024


class RenewalRefused(Exception):
    """A loan that cannot be renewed any more."""


def export_file(name):
    """The file of a finished export."""
    return open(os.path.join(settings.EXPORT_DIR, name), "rb")  # P06


def save_cover(book, upload):
    """Keeps an uploaded picture and notes its name in the book."""
    folder = Path(settings.MEDIA_ROOT, "covers")
    target = os.path.join(str(folder), upload["name"])
    with open(target, "wb") as file:
        file.write(upload["content"].read())
    book.cover = upload["name"]
    book.save(update_fields=["cover"])


def fetch_cover(url):
    """Downloads a cover picture from a publisher's site."""
    answer = requests.get(url, timeout=10)  # P07
    answer.raise_for_status()
    return answer.content[:MAX_COVER_BYTES]


def label_command(text, copies):
    return f"lp -d labels -n {copies} -t '{text}' /srv/labels/blank.ps"


def print_label(text, copies):
    """Prints a shelf label; gives what the spooler says."""
    command = label_command(text, copies)
    done = subprocess.run(command, shell=True, capture_output=True, timeout=20)  # P08
    return done.returncode == 0


def invite(email):
    """Sends somebody the code with which an account is made."""
    code = "".join(random.choice(CODE_ALPHABET) for _ in range(10))  # P09
    Invitation.objects.create(email=email, code=code)
    send_mail("Your library account", f"Use this code: {code}", "desk@library.example.org", [email])


def renew(loan):
    if loan.renewals >= 3:
        raise RenewalRefused("renewed three times already")
    loan.due = date.today() + timedelta(weeks=3)
    loan.renewals += 1
    loan.save(update_fields=["due", "renewals"])
