# rule: PV212
import smtplib

from flask import Flask, request

app = Flask(__name__)


@app.post("/contact")
def contact():
    mail = f"Subject: {request.form['subject']}\n\n{request.form['text']}"
    with smtplib.SMTP("localhost") as server:
        server.sendmail("shop@example.org", ["help@example.org"], mail)
    return {"ok": True}


# --- proof
def sent(program, subject, text):
    import email

    mails = []

    class Server:
        def __init__(self, host):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def sendmail(self, sender, to, mail):
            mails.append(mail)

    program.smtplib.SMTP = Server
    program.app.test_client().post("/contact", data={"subject": subject, "text": text})
    return email.message_from_string(mails[0])


def benign(program):
    mail = sent(program, "Tea", "one\n\ntwo")
    return mail.items(), mail.get_payload()


def exploit(program):
    return sent(program, "Tea\nBcc: everybody@example.org", "text")["Bcc"] is not None
