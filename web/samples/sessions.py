"""Keeps sessions and settings in formats that can run code when they are read."""
import base64
import pickle

import yaml
from flask import Flask, request

app = Flask(__name__)


@app.route("/cart")
def cart():
    data = base64.b64decode(request.cookies["cart"])
    return {"items": pickle.loads(data)}


@app.route("/settings", methods=["POST"])
def settings():
    return yaml.load(request.get_data(), Loader=yaml.Loader)


@app.route("/calculate")
def calculate():
    return str(eval(request.args["expression"]))


def load_defaults():
    with open("defaults.yaml") as file:
        return yaml.load(file, Loader=yaml.SafeLoader)
