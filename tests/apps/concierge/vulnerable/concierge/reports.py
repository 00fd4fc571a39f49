"""Answers for the staff, from the bookings."""
import logging
import os
import sqlite3

from anthropic import Anthropic

log = logging.getLogger(__name__)
client = Anthropic(timeout=30)
SCHEMA = "bookings(room INTEGER, arrival DATE, departure DATE, price REAL)"


def connect():
    return sqlite3.connect(os.environ["CONCIERGE_DB"])


def ask_for_sql(question):
    reply = client.messages.create(
        model="claude-3-5-haiku-latest",
        max_tokens=300,
        system=f"Write one SQLite SELECT for this table and nothing else: {SCHEMA}",
        messages=[{"role": "user", "content": question}],
    )
    return reply.content[0].text


def answer_from_bookings(question):
    statement = ask_for_sql(question)
    with connect() as connection:
        cursor = connection.execute(statement)  # P12
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]


def room_of(token):
    with connect() as connection:
        row = connection.execute("SELECT room FROM guests WHERE token = ?", (token,)).fetchone()
    return row[0] if row else None


def bill(room):
    with connect() as connection:
        rows = connection.execute("SELECT what, price FROM charges WHERE room = ?", (room,)).fetchall()
    return "\n".join(f"{what}: {price}" for what, price in rows)
