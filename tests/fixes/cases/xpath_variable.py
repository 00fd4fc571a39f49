# rule: PV202
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
TREE = etree.fromstring("<users><user><name>ada</name><mail>a@x</mail></user><user><name>bo</name><mail>b@x</mail></user></users>")


@app.route("/user")
def user():
    found = TREE.xpath("//user[name='" + request.args["name"] + "']/mail/text()")
    return {"mail": [str(text) for text in found]}


# --- proof
def mail(program, name):
    return program.app.test_client().get("/user", query_string={"name": name}).get_json()["mail"]


def benign(program):
    return mail(program, "ada"), mail(program, "nobody")


def exploit(program):
    return len(mail(program, "x' or '1'='1")) == 2
