# rule: PV209
import re

from flask import Flask, request

app = Flask(__name__)
TEXT = "tea, milk and more tea"


@app.route("/find")
def find():
    return {"count": len(re.findall(request.args["q"], TEXT))}


# --- proof
def count(program, query):
    return program.app.test_client().get("/find", query_string={"q": query}).get_json()["count"]


def benign(program):
    return count(program, "tea"), count(program, "coffee")


def exploit(program):
    # A pattern of the sender's is run.
    return count(program, "(t)(e)(a)|m.lk") == 3
