# rule: PV341
from flask import Flask, session

app = Flask(__name__)
app.secret_key = __name__ * 8
app.config["SESSION_COOKIE_HTTPONLY"] = False
app.config["SESSION_COOKIE_SECURE"] = False


@app.route("/login")
def login():
    session["user"] = 1
    return "welcome"


# --- proof
def answer(program):
    return program.app.test_client().get("/login", base_url="https://shop.example")


def benign(program):
    return (answer(program).text, answer(program).headers["Set-Cookie"].startswith("session="))


def exploit(program):
    return "HttpOnly" not in answer(program).headers["Set-Cookie"]
