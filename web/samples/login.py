"""A login form: the password is checked by the database, and that is the problem."""
import hashlib
import random
import sqlite3

from flask import Flask, redirect, request, session

app = Flask(__name__)
app.secret_key = "s3cr3t-s3ss10n-k3y"


def hash_password(password):
    return hashlib.md5(password.encode()).hexdigest()


@app.route("/login", methods=["POST"])
def login():
    name = request.form["name"]
    digest = hash_password(request.form["password"])
    db = sqlite3.connect("users.db")
    query = f"SELECT id FROM users WHERE name = '{name}' AND digest = '{digest}'"
    row = db.execute(query).fetchone()
    if row is None:
        return "Wrong name or password", 401
    session["user"] = row[0]
    session["token"] = str(random.randint(1_000_000, 9_999_999))
    return redirect("/")
