import smtplib
import ssl
from email.message import EmailMessage


def send_link(address: str, link: str) -> None:
    message = EmailMessage()
    message["From"] = "shop@example.org"
    message["To"] = address
    message["Subject"] = "A new password"
    message.set_content(f"Follow this link to choose a new password: {link}")
    with smtplib.SMTP("mail.internal", timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.send_message(message)
