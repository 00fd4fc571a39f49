"""What the workers do."""
import logging
import os
import shutil
import smtplib
import subprocess
import tarfile
from html import escape
from email.message import EmailMessage
from pathlib import Path

import requests
import defusedxml.sax
import yaml

from . import database
from .celery_app import app
from .config import config
from .parsing import EntryHandler
from .addresses import is_public_address

log = logging.getLogger(__name__)
SPOOL = Path(config.spool)


@app.task
def fetch(url, feed_id):
    """Downloads a feed and keeps its entries."""
    if not is_public_address(url):
        log.warning("feed %s leads to a private address", feed_id)
        return 0
    answer = requests.get(url, timeout=20, allow_redirects=False)
    answer.raise_for_status()
    handler = EntryHandler()
    defusedxml.sax.parseString(answer.content, handler)
    database.store(feed_id, handler.entries)
    return len(handler.entries)


@app.task
def convert(name, width):
    """Makes a picture of a page."""
    source = (SPOOL / os.path.basename(name)).resolve()
    code = subprocess.call(
        ["wkhtmltoimage", "--width", str(int(width)), str(source), f"{source}.png"], timeout=120
    )
    if code:
        log.error("no picture: %s", code)
    return code == 0


@app.task
def unpack(archive):
    """Unpacks an archive that a partner has sent."""
    with tarfile.open(SPOOL / "in" / os.path.basename(archive)) as tar:
        tar.extractall(SPOOL / "out", filter="data")


@app.task
def apply_rules(text):
    """Rules of a customer, as YAML."""
    rules = yaml.safe_load(text)
    return [rule["match"] for rule in rules]


@app.task
def clean(name):
    """Throws the work of a job away."""
    root = (SPOOL / "jobs").resolve()
    target = (root / name).resolve()
    if root in target.parents:
        shutil.rmtree(target)


@app.task
def send_digest(address, feed_name, since):
    rows = database.entries(feed_name, since, "seen")
    message = EmailMessage()
    message["To"] = address
    message["From"] = "digest@harvest.example"
    message["Subject"] = "News"
    lines = "".join(f"<li>{escape(row['title'])}: {escape(row['link'])}</li>" for row in rows)
    message.set_content(f"<ul>{lines}</ul>", subtype="html")
    with smtplib.SMTP(config.smtp_host, 587, timeout=20) as server:
        server.starttls()
        server.login(config.smtp_user, config.smtp_password)
        server.send_message(message)
