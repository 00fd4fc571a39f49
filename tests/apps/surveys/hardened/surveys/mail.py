import smtplib
import ssl
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr
from html import escape

SENDER = "surveys@example.org"


def deliver(receiver, text):
    with smtplib.SMTP("mail.internal", 587, timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.sendmail(SENDER, [receiver], text)


def invite(receiver, subject, link):
    message = MIMEText(f"Take part: {link}")
    message["From"] = SENDER
    message["To"] = formataddr(("", receiver))
    message["Subject"] = " ".join(subject.split())
    deliver(receiver, message.as_string())


def tell_owner(receiver, title, answer):
    message = MIMEMultipart("alternative")
    message["From"] = SENDER
    message["To"] = receiver
    message["Subject"] = "There is a new answer"
    message.attach(MIMEText(f"<h3>{escape(title)}</h3><blockquote>{escape(answer)}</blockquote>", "html"))
    deliver(receiver, message.as_string())
