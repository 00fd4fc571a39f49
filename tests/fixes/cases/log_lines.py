# rule: PV208
import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger("shop")


@app.post("/login")
def login():
    log.warning("login refused for %s", request.form["name"])
    log.warning(f"seen: {request.form['name']}")
    return "", 401


# --- proof
def entries(program, name):
    import io
    import logging

    out = io.StringIO()
    logging.getLogger("shop").addHandler(logging.StreamHandler(out))
    program.app.test_client().post("/login", data={"name": name})
    return out.getvalue().splitlines()


def benign(program):
    return [entry.replace("'", "") for entry in entries(program, "Ada Lovelace")]


def exploit(program):
    return "admin logged in" in entries(program, "x\nadmin logged in")
