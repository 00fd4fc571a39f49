import sqlite3

from flask import g

from .config import DATABASE


def connection():
    if "connection" not in g:
        g.connection = sqlite3.connect(DATABASE)
        g.connection.row_factory = sqlite3.Row
    return g.connection


def close(_=None):
    opened = g.pop("connection", None)
    if opened is not None:
        opened.close()


def pupil(number):
    return connection().execute("SELECT id, name, about FROM pupils WHERE id = ?", (number,)).fetchone()


def sessions_of(pupil_id):
    return connection().execute("SELECT id, topic FROM sessions WHERE pupil_id = ?", (pupil_id,)).fetchall()


def session_text(number):
    return connection().execute("SELECT text FROM sessions WHERE id = ?", (number,)).fetchone()


def keep(pupil_id, topic, text):
    with connection() as database:
        database.execute("INSERT INTO sessions (pupil_id, topic, text) VALUES (?, ?, ?)", (pupil_id, topic, text))


def forget(number, pupil_id):
    with connection() as database:
        database.execute("DELETE FROM sessions WHERE id = ? AND pupil_id = ?", (number, pupil_id))


def exercises(subject, level):
    query = f"SELECT text FROM exercises WHERE subject = '{subject}' AND level <= ? LIMIT 5"
    return connection().execute(query, (level,)).fetchall()  # P03
