# rule: PV218
import io
import xml.sax
from xml.sax.handler import ContentHandler, feature_external_ges

from flask import Flask, request

app = Flask(__name__)


class Text(ContentHandler):
    def __init__(self):
        super().__init__()
        self.text = ""

    def characters(self, content):
        self.text += content


@app.post("/import")
def read():
    handler = Text()
    parser = xml.sax.make_parser()
    parser.setContentHandler(handler)
    parser.setFeature(feature_external_ges, True)
    parser.parse(io.BytesIO(request.get_data()))
    return {"text": handler.text}


# --- proof
def sent(program, document):
    return program.app.test_client().post("/import", data=document).get_json()["text"]


def benign(program):
    return sent(program, "<a>one &amp; two</a>")


def exploit(program):
    open("secret.txt", "w").write("secret")
    return "secret" in sent(program, '<!DOCTYPE a [<!ENTITY x SYSTEM "secret.txt">]><a>&x;</a>')
