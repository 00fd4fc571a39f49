"""What the model may do. Every tool gets the guest's room from us, the rest from the model."""
import ast
import operator
from pathlib import Path
import subprocess

import httpx

from . import reports

BROCHURES = Path("/srv/concierge/brochures")
SITES = {"weather": "https://api.weather.example/town", "trains": "https://api.trains.example/station"}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
PRINTERS = {"lobby": "lp-lobby", "office": "lp-office"}


def schema(name, description, *parameters):
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": description,
            "parameters": {
                "type": "object",
                "properties": {parameter: {"type": "string"} for parameter in parameters},
                "required": list(parameters),
            },
        },
    }


def value_of(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](value_of(node.left), value_of(node.right))
    raise ValueError("not a sum")


def calculate(room, formula):
    """Sums for bills."""
    return str(value_of(ast.parse(formula[:100], mode="eval").body))


def read_brochure(room, name):
    """A brochure's text."""
    path = (BROCHURES / name).resolve()
    if not path.is_relative_to(BROCHURES):
        raise ValueError("no such brochure")
    return path.read_text()


def look_up(room, site):
    """News of the town."""
    if site not in SITES:
        raise ValueError("not a site of ours")
    return httpx.get(SITES[site], timeout=5).text[:4000]


def print_page(room, printer, text):
    """Prints something for the guest."""
    subprocess.run(["lp", "-d", PRINTERS.get(printer, "lp-lobby")], input=text[:2000], text=True, timeout=10)
    return "printed"


def my_bill(room):
    """What stands on the bill of the guest who asks."""
    return reports.bill(room)


TOOLS = {
    "calculate": calculate,
    "read_brochure": read_brochure,
    "look_up": look_up,
    "print_page": print_page,
    "my_bill": my_bill,
}

SCHEMAS = [
    schema("calculate", "Adds and multiplies prices.", "formula"),
    schema("read_brochure", "Reads a brochure of the house.", "name"),
    schema("look_up", "Reads the weather or the trains.", "site"),
    schema("print_page", "Prints a text in the lobby.", "printer", "text"),
    schema("my_bill", "The guest's own bill."),
]
