"""What the model may do. Every tool gets the guest's room from us, the rest from the model."""
import os
import subprocess

import httpx

from . import reports

BROCHURES = "/srv/concierge/brochures"


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


def calculate(room, formula):
    """Sums for bills."""
    return str(eval(formula, {"__builtins__": {}}))  # P07


def read_brochure(room, name):
    """A brochure's text."""
    with open(os.path.join(BROCHURES, name)) as file:  # P08
        return file.read()


def look_up(room, url):
    """News of the town."""
    return httpx.get(url, timeout=5).text[:4000]  # P09


def print_page(room, printer, text):
    """Prints something for the guest."""
    subprocess.run(f"echo '{text}' | lp -d {printer}", shell=True, timeout=10)  # P10
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
    schema("look_up", "Reads a page of the web.", "url"),
    schema("print_page", "Prints a text in the lobby.", "printer", "text"),
    schema("my_bill", "The guest's own bill."),
]
