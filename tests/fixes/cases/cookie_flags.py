# rule: PV211
from flask import Flask, make_response

app = Flask(__name__)


@app.route("/login")
def login():
    answer = make_response("welcome")
    answer.set_cookie("session", app.name, max_age=3600)
    return answer


# --- proof
def cookie(program):
    return program.app.test_client().get("/login").headers["Set-Cookie"]


def benign(program):
    return (program.app.test_client().get("/login").text, "Max-Age=3600" in cookie(program), cookie(program).split("=")[0])


def exploit(program):
    """A script of the page reads it, and it travels in the clear."""
    return "HttpOnly" not in cookie(program) and "Secure" not in cookie(program)
