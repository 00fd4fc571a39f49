"""The same deeds, done well: nothing here should be found."""
import secrets
import sqlite3
import subprocess
from pathlib import Path

from flask import Flask, abort, request, session

app = Flask(__name__)
UPLOADS = Path("/srv/uploads").resolve()


@app.route("/users")
def user():
    db = sqlite3.connect("users.db")
    row = db.execute("SELECT name FROM users WHERE id = ?", (request.args["id"],)).fetchone()
    return {"name": row[0]} if row else abort(404)


@app.route("/token", methods=["POST"])
def token():
    session["token"] = secrets.token_urlsafe(32)
    return "", 204


def convert(source: Path) -> None:
    if not source.resolve().is_relative_to(UPLOADS):
        raise ValueError("outside the uploads folder")
    subprocess.run(["/usr/bin/convert", "--", str(source), "out.jpg"], check=True, timeout=30)
