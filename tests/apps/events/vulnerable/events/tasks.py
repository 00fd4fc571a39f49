"""What happens after the answer was sent."""
import smtplib
import subprocess
from email.message import EmailMessage

import httpx
from jinja2 import Template

from .models import Gathering
from .settings import settings


def send_invitations(gathering: Gathering, addresses: list[str]) -> None:
    body = Template(gathering.invitation).render(title=gathering.title, place=gathering.place)  # P06
    with smtplib.SMTP(settings.mail_host, timeout=10) as server:
        for address in addresses:
            message = EmailMessage()
            message["From"] = "events@events.example.org"
            message["To"] = address
            message["Subject"] = "You are invited"
            message.set_content(body)
            server.send_message(message)


def notify(gathering: Gathering) -> None:
    """Tells the organizer's own system that something has changed."""
    if not gathering.webhook:
        return
    httpx.post(gathering.webhook, json={"id": gathering.id}, timeout=5)  # P07


def make_thumbnail(source: str, size: int) -> None:
    subprocess.run(f"convert {source} -resize {size}x{size} {source}.thumb.png", shell=True, timeout=30)  # P08
