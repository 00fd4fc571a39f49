# rule: PV201
from flask import Flask, redirect, request

app = Flask(__name__)


@app.route("/go")
def go():
    return redirect(request.args.get("next", "/"))


# --- proof
def target(program, address):
    return program.app.test_client().get("/go", query_string={"next": address}).headers["Location"]


def benign(program):
    return [target(program, "/orders/1?page=2"), program.app.test_client().get("/go").headers["Location"]]


def exploit(program):
    attacks = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
    return any("evil" in target(program, attack) or "javascript" in target(program, attack) for attack in attacks)
