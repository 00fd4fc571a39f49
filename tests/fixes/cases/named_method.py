# rule: PV215
from flask import Flask, request

app = Flask(__name__)


class Orders:
    def show(self, number):
        return {"order": number}

    def _purge(self, number):
        return {"purged": number}


@app.route("/orders")
def orders():
    name = request.args.get("do", "show")
    method = getattr(Orders(), name)
    return method(1)


# --- proof
def called(program, name):
    return program.app.test_client().get("/orders", query_string={"do": name})


def benign(program):
    return called(program, "show").get_json()


def exploit(program):
    return called(program, "_purge").get_json() == {"purged": 1}
