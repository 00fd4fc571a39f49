# rule: PV206
from flask import Flask, request

app = Flask(__name__)


@app.route("/hello")
def hello():
    return "<p>Hello " + request.args.get("name", "") + "</p>"


# --- proof
def page(program, name):
    return program.app.test_client().get("/hello", query_string={"name": name}).get_data(as_text=True)


def benign(program):
    return [page(program, name) for name in ("", "Ada", "Zoë 42")]


def exploit(program):
    return "<script>" in page(program, "<script>alert(1)</script>")
