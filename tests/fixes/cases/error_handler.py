# rule: PV216
from flask import Flask

app = Flask(__name__)


@app.errorhandler(Exception)
def failed(error):
    return f"failed: {error}", 500


@app.get("/orders/<int:number>")
def order(number):
    if number > 10:
        raise KeyError("table orders at db.internal has no such row")
    return {"number": number}


# --- proof
def get(program, path):
    return program.app.test_client().get(path)


def benign(program):
    return get(program, "/orders/3").get_json(), get(program, "/orders/30").status_code


def exploit(program):
    return "db.internal" in get(program, "/orders/30").get_data(as_text=True)
