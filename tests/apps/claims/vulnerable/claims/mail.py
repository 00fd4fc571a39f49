import smtplib
import ssl
from email.message import EmailMessage


def send_reset(address: str, code: str) -> None:
    message = EmailMessage()
    message["From"] = "claims@insurer.example"
    message["To"] = address
    message["Subject"] = "Your code"
    message.set_content(f"Your code is {code}. It is valid for 15 minutes.")
    with smtplib.SMTP("mail.insurer.example", 587) as server:
        server.starttls(context=ssl.create_default_context())
        server.send_message(message)
