import smtplib
import ssl
from email.message import EmailMessage
from functools import partial

from flask import current_app


def send(recipient, subject, body, *, sender="shop@bazaar.example"):
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message.set_content(body)
    with smtplib.SMTP(current_app.config.get("MAIL_HOST", "localhost"), timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.send_message(message)


send_support = partial(send, sender="support@bazaar.example")
