import ast
import operator
from urllib.parse import urlsplit

import requests

from . import db

SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
SOURCES = {"en.wikipedia.org", "de.wikipedia.org", "www.khanacademy.org"}


def exercise(subject: str, level: int = 1) -> str:
    return "\n".join(row["text"] for row in db.exercises(subject, int(level)))


def compute(code: str) -> str:
    def value(node):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            return SIGNS[type(node.op)](value(node.left), value(node.right))
        raise ValueError("only sums")

    if len(code) > 80:
        raise ValueError("too long")
    return str(value(ast.parse(code, mode="eval").body))


def look_up(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in SOURCES:
        return "not a source for school"
    page = requests.get(f"https://{parts.hostname}{parts.path}", timeout=10, allow_redirects=False)
    return f"{parts.hostname}: {page.text[:3000]}"


TOOLS = {"exercise": exercise, "compute": compute, "look_up": look_up}


def _described(name: str, text: str, **fields: str) -> dict:
    properties = {field: {"type": kind} for field, kind in fields.items()}
    function = {"name": name, "description": text, "parameters": {"type": "object", "properties": properties}}
    return {"type": "function", "function": function}


DESCRIBED = [
    _described("exercise", "Exercises of a subject", subject="string", level="integer"),
    _described("compute", "Works something out", code="string"),
    _described("look_up", "Reads a page", address="string"),
]
