"""Mails, sent by the machine's own program."""

import os
import smtplib
import ssl
from email.message import EmailMessage


def send_mail(to, subject, body):
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = subject
    message.set_content(body)
    with smtplib.SMTP("mail.example.org", 587, timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.login("shop", os.environ["SMTP_PASSWORD"])
        server.send_message(message)
