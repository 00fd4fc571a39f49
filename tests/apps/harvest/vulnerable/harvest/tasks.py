"""What the workers do."""
import logging
import smtplib
import subprocess
import tarfile
import xml.sax
from email.message import EmailMessage
from pathlib import Path

import requests
import yaml

from . import database
from .celery_app import app
from .config import config
from .parsing import EntryHandler

log = logging.getLogger(__name__)
SPOOL = Path(config.spool)


@app.task
def fetch(url, feed_id):
    """Downloads a feed and keeps its entries."""
    answer = requests.get(url, timeout=20)  # P04
    answer.raise_for_status()
    handler = EntryHandler()
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)  # P05
    parser.setContentHandler(handler)
    parser.feed(answer.text)
    database.store(feed_id, handler.entries)
    return len(handler.entries)


@app.task
def convert(name, width):
    """Makes a picture of a page."""
    command = "wkhtmltoimage --width %s %s %s" % (width, SPOOL / name, SPOOL / (name + ".png"))
    code = subprocess.call(command, shell=True, timeout=120)  # P06
    if code:
        log.error("no picture: %s", code)
    return code == 0


@app.task
def unpack(archive):
    """Unpacks an archive that a partner has sent."""
    with tarfile.open(SPOOL / "in" / archive) as tar:
        tar.extractall(SPOOL / "out")  # P07


@app.task
def apply_rules(text):
    """Rules of a customer, as YAML."""
    rules = yaml.load(text, Loader=yaml.UnsafeLoader)  # P08
    return [rule["match"] for rule in rules]


@app.task
def clean(name):
    """Throws the work of a job away."""
    subprocess.run(f"rm -rf {config.spool}/jobs/{name}", shell=True, timeout=60)  # P09


@app.task
def send_digest(address, feed_name, since):
    rows = database.entries(feed_name, since, "seen")
    message = EmailMessage()
    message["To"] = address
    message["From"] = "digest@harvest.example"
    message["Subject"] = "News"
    lines = "".join(f"<li><a href='{row['link']}'>{row['title']}</a></li>" for row in rows)
    message.set_content(f"<ul>{lines}</ul>", subtype="html")  # P10
    with smtplib.SMTP(config.smtp_host, 587, timeout=20) as server:
        server.starttls()
        server.login(config.smtp_user, config.smtp_password)
        log.info("logged in as %s with %s", config.smtp_user, config.smtp_password)  # P11
        server.send_message(message)
