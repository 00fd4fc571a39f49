# rule: S314
import xml.etree.ElementTree as ET
from flask import Flask, request

app = Flask(__name__)


@app.post("/invoices")
def invoice():
    return {"total": ET.fromstring(request.data).findtext("total")}


# --- proof
def benign(program):
    return program.app.test_client().post("/invoices", data="<invoice><total>7</total></invoice>").get_json()


BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><invoice><total>&b;</total></invoice>'


def exploit(program):
    program.app.testing = True
    return program.app.test_client().post("/invoices", data=BOMB).get_json() == {"total": "ha" * 4}
