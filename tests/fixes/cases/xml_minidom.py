# rule: S318
from xml.dom.minidom import parseString as dom


def root(document):
    return dom(document).documentElement.firstChild.data


# --- proof
def benign(program):
    return program.root("<a>text</a>")


def exploit(program):
    return program.root('<!DOCTYPE d [<!ENTITY a "ha">]><a>&a;</a>') == "ha"
