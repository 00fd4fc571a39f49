from urllib.parse import urlsplit

import requests

from . import db


def exercise(subject: str, level: int = 1) -> str:
    return "\n".join(row["text"] for row in db.exercises(subject, int(level)))


def compute(code: str) -> str:
    scope: dict = {}
    exec(code, scope)  # P02
    return str(scope.get("result"))


def look_up(address: str) -> str:
    page = requests.get(address, timeout=10)  # P04
    return f"{urlsplit(address).hostname}: {page.text[:3000]}"


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
