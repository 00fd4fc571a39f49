import smtplib
import ssl
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

SENDER = "surveys@example.org"


def deliver(receiver, text):
    with smtplib.SMTP("mail.internal", 587, timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.sendmail(SENDER, [receiver], text)


def invite(receiver, subject, link):
    lines = [f"From: {SENDER}", f"To: {receiver}", f"Subject: {subject}", "", f"Take part: {link}"]
    deliver(receiver, "\r\n".join(lines))  # P04


def tell_owner(receiver, title, answer):
    message = MIMEMultipart("alternative")
    message["From"] = SENDER
    message["To"] = receiver
    message["Subject"] = "There is a new answer"
    message.attach(MIMEText(f"<h3>{title}</h3><blockquote>{answer}</blockquote>", "html"))  # P14
    deliver(receiver, message.as_string())
