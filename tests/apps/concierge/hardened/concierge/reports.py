"""Answers for the staff, from the bookings."""
import logging
import os
import sqlite3

from anthropic import Anthropic, AnthropicError
from pydantic import BaseModel, Field, ValidationError

log = logging.getLogger(__name__)
client = Anthropic(timeout=30)
SCHEMA = "bookings(room INTEGER, arrival DATE, departure DATE, price REAL)"


def connect():
    return sqlite3.connect(f"file:{os.environ['CONCIERGE_DB']}?mode=ro", uri=True)


class Range(BaseModel):
    first_room: int = Field(ge=1, le=900)
    last_room: int = Field(ge=1, le=900)


def ask_for_range(question):
    reply = client.messages.create(
        model="claude-3-5-haiku-latest",
        max_tokens=300,
        system="Answer with JSON only: first_room and last_room, the rooms that the question is about.",
        messages=[{"role": "user", "content": f"<question>{question}</question>"}],
    )
    return Range.model_validate_json(reply.content[0].text)


def answer_from_bookings(question):
    try:
        rooms = ask_for_range(question)
    except (AnthropicError, ValidationError):
        log.exception("no usable answer")
        return []
    with connect() as connection:
        cursor = connection.execute(
            "SELECT room, arrival, departure, price FROM bookings WHERE room BETWEEN ? AND ?",
            (rooms.first_room, rooms.last_room),
        )
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
