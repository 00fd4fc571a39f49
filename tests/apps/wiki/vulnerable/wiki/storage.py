import os
import sqlite3
from pathlib import Path


class Storage:
    """Pages in a database, attachments in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.connection = sqlite3.connect(os.path.join(folder, "wiki.db"))
        self.connection.row_factory = sqlite3.Row

    def page(self, name):
        return self.connection.execute("SELECT * FROM pages WHERE name = ?", (name,)).fetchone()

    def save(self, name, text, author, feed=""):
        with self.connection:
            self.connection.execute(
                "INSERT INTO pages (name, text, author, feed) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET text = excluded.text, author = excluded.author, feed = excluded.feed",
                (name, text, author, feed),
            )
            self.connection.execute("INSERT INTO history (name, text, author) VALUES (?, ?, ?)", (name, text, author))

    def delete(self, name):
        with self.connection:
            self.connection.execute("DELETE FROM pages WHERE name = ?", (name,))

    def search(self, words, limit):
        conditions = " AND ".join(f"text LIKE '%{word}%'" for word in words)
        return self.connection.execute(f"SELECT name FROM pages WHERE {conditions} LIMIT {int(limit)}").fetchall()  # P04

    def history(self, name):
        return self.connection.execute("SELECT author, text FROM history WHERE name = ?", (name,)).fetchall()

    def user(self, name):
        return self.connection.execute("SELECT name, password, salt FROM users WHERE name = ?", (name,)).fetchone()

    def attachment(self, name):
        with open(self.folder / "files" / name, "rb") as file:  # P05
            return file.read()

    def store(self, name, content):
        (self.folder / "files" / name).write_bytes(content)  # P06
