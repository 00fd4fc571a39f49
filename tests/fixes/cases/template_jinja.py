# rule: PV205
from flask import Flask, request
from jinja2 import Template

app = Flask(__name__)


@app.route("/greeting")
def greeting():
    return {"text": Template("Dear " + request.args["title"] + ",\nwelcome").render()}


# --- proof
def text(program, title):
    return program.app.test_client().get("/greeting", query_string={"title": title}).get_json()["text"]


def benign(program):
    return text(program, "Ada & Co")


def exploit(program):
    return "49" in text(program, "{{ 7 * 7 }}")
