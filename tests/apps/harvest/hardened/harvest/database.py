import sqlite3
from contextlib import closing

from .config import config


def connect():
    connection = sqlite3.connect(config.database)
    connection.row_factory = sqlite3.Row
    return connection


def add_feed(name, url, owner):
    with closing(connect()) as connection, connection:
        connection.execute("INSERT INTO feeds (name, url, owner) VALUES (?, ?, ?)", (name, url, owner))


def feed(feed_id):
    with closing(connect()) as connection:
        return connection.execute("SELECT id, name, url, owner FROM feeds WHERE id = ?", (feed_id,)).fetchone()


def entries(feed_name, since, order):
    column = order if order in ("title", "link", "seen") else "seen"
    sql = f"SELECT title, link FROM entries WHERE feed = ? AND seen > ? ORDER BY {column}"
    with closing(connect()) as connection:
        return connection.execute(sql, (feed_name, since)).fetchall()


def store(feed_id, rows):
    with closing(connect()) as connection, connection:
        connection.executemany(
            "INSERT INTO entries (feed_id, title, link) VALUES (?, ?, ?)",
            [(feed_id, row["title"], row["link"]) for row in rows],
        )
