# rule: PV120
from pathlib import Path

from lxml import etree


def title(document):
    parser = etree.XMLParser(resolve_entities=True)
    return etree.fromstring(document, parser).text


# --- proof
def benign(program):
    return program.title(b"<a>text &amp; more</a>")


def exploit(program):
    open("secret.txt", "w").write("secret")
    document = '<!DOCTYPE a [<!ENTITY x SYSTEM "file://%s/secret.txt">]><a>&x;</a>' % os.getcwd()
    return program.title(document.encode()) == "secret"
