import hashlib
import hmac
import logging
import os
import random
import smtplib
import subprocess
import time
from decimal import Decimal
from email.message import EmailMessage

import requests
from flask import render_template_string

log = logging.getLogger("ledger.services")
DAILY_LIMIT = Decimal("10000")


class Mailer:
    def __init__(self, host):
        self.host = host

    def send(self, to, subject, text):
        message = EmailMessage()
        message["From"] = "ledger@example.org"
        message["To"] = to
        message["Subject"] = subject
        message.set_content(text)
        with smtplib.SMTP(self.host, timeout=10) as server:
            server.starttls()
            server.send_message(message)


class AccountService:
    def __init__(self, database, bank):
        self.database = database
        self.bank = bank

    def search(self, customer, wanted):
        conditions = [f"{column} = '{value}'" for column, value in wanted.items()]
        where = " AND ".join(["customer = %s", *conditions])
        return self.database.all(f"SELECT * FROM accounts WHERE {where} ORDER BY id", (customer,))  # P02

    def change(self, customer, number, changes):
        columns = ", ".join(f"{name} = %({name})s" for name in changes)
        values = {**changes, "number": number, "customer": customer}
        statement = f"UPDATE accounts SET {columns} WHERE id = %(number)s AND customer = %(customer)s"
        return self.database.run(statement, values)  # P03

    def close(self, number):
        return self.database.run("UPDATE accounts SET status = 'closed' WHERE id = %s", (number,))

    def owner(self, number):
        row = self.database.one("SELECT customer FROM accounts WHERE id = %s", (number,))
        return row["customer"] if row else None

    def within_limit(self, account, amount):
        try:
            row = self.database.one(
                "SELECT sum(amount) AS spent FROM transfers WHERE source = %s AND made > now() - interval '1 day'",
                (account,),
            )
            return (row["spent"] or Decimal(0)) + amount <= DAILY_LIMIT
        except Exception:
            return True  # P14

    def transfer(self, order):
        answer = requests.post(
            f"{self.bank}/transfers",
            json={"source": order["source"], "target": order["target"], "amount": str(order["amount"])},
            timeout=15,
            verify=False,  # P08
        )
        answer.raise_for_status()
        self.database.run(
            "INSERT INTO transfers (source, target, amount, note) VALUES (%s, %s, %s, %s)",
            (order["source"], order["target"], order["amount"], order["note"]),
        )
        self._tell(order["target"], order["amount"])

    def _tell(self, account, amount):
        row = self.database.one("SELECT callback FROM accounts WHERE id = %s", (account,))
        if row and row["callback"]:
            requests.post(row["callback"], json={"received": str(amount)}, timeout=5)  # P07


class ReportService:
    def __init__(self, database, folder):
        self.database = database
        self.folder = folder

    def statement(self, number, customer):
        return self.database.one("SELECT * FROM statements WHERE id = %s", (number,))  # P04

    def statements(self, customer):
        return self.database.all("SELECT id, month FROM statements WHERE customer = %s", (customer,))

    def export(self, name):
        return os.path.join(self.folder, name)

    def print(self, source, title):
        target = f"{source}.pdf"
        command = f"wkhtmltopdf --title '{title}' {source} {target}"
        subprocess.run(command, shell=True, check=True, timeout=60)  # P11
        return target

    def letter(self, text, account):
        return render_template_string(text, account=account)  # P09


class SessionService:
    def __init__(self, database, mailer, key):
        self.database = database
        self.mailer = mailer
        self.key = key

    def register(self, email, password):
        digest = hashlib.sha256(password.encode()).hexdigest()  # P05
        self.database.run("INSERT INTO customers (email, digest) VALUES (%s, %s)", (email, digest))

    def check(self, email, password):
        row = self.database.one("SELECT id, digest FROM customers WHERE email = %s", (email,))
        if row is None:
            return None
        given = hashlib.sha256(password.encode()).hexdigest()
        return row["id"] if hmac.compare_digest(given, row["digest"]) else None

    def send_reset(self, email):
        code = str(random.randint(100000, 999999))  # P15
        marked = hmac.new(self.key.encode(), code.encode(), hashlib.sha256).hexdigest()
        self.database.run(
            "UPDATE customers SET reset = %s, reset_until = %s WHERE email = %s", (marked, time.time() + 900, email)
        )
        self.mailer.send(email, "Your new password", f"Your code is {code}")
