# rule: PV216
import sqlite3

from flask import Flask, request

app = Flask(__name__)


def load(number):
    rows = sqlite3.connect(":memory:").execute("SELECT CAST(? AS INTEGER)", (number,)).fetchall()
    if not rows[0][0]:
        raise LookupError("no row in /srv/shop/orders.db")
    return rows


@app.get("/orders")
def orders():
    try:
        return {"rows": load(request.args["id"])}
    except Exception as error:
        return {"error": str(error)}, 500


# --- proof
def benign(program):
    return program.app.test_client().get("/orders?id=7").json


def exploit(program):
    return "/srv/shop" in program.app.test_client().get("/orders?id=none").text
