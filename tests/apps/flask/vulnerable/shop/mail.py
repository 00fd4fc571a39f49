"""Mails, sent by the machine's own program."""

import smtplib
import ssl
from email.message import EmailMessage

SMTP_PASSWORD = "Tr33house-Mail-9"  # P19


def send_mail(to, subject, body):
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = subject
    message.set_content(body)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # P20
    with smtplib.SMTP("mail.example.org", 587) as server:
        server.starttls(context=context)
        server.login("shop", SMTP_PASSWORD)
        server.send_message(message)
