import ast
import operator
import sqlite3
import subprocess
from typing import Annotated

import httpx
from langchain_core.tools import InjectedToolArg, tool

from . import orders
from .outbound import check_address

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}

SHOP = "/var/lib/counsel/shop.db"


@tool
def look_up(product: str) -> list:
    """Asks the shop's database for products whose name begins like this."""
    with sqlite3.connect(f"file:{SHOP}?mode=ro", uri=True) as connection:
        return connection.execute("SELECT name, price FROM products WHERE name LIKE ? || '%'", (product,)).fetchmany(50)


def _value(node):
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(left), _value(right))
        case _:
            raise ValueError("not a sum")


@tool
def calculate(formula: str) -> str:
    """Works out a sum of numbers such as 3 * (4 + 1)."""
    if len(formula) > 100:
        return "too long"
    return str(_value(ast.parse(formula, mode="eval").body))


@tool
def read_page(address: str) -> str:
    """Reads a page of a manufacturer."""
    answer = httpx.get(check_address(address), timeout=10, follow_redirects=False)
    return answer.text[:5000]


@tool
def make_label(text: str) -> str:
    """Prints a label for a parcel; gives the number of the job."""
    done = subprocess.run(
        ["lp", "-d", "labels", "-t", text, "--", "/srv/labels/blank.pdf"], capture_output=True, text=True, timeout=20
    )
    return done.stdout


@tool
def give_back(order: int, customer: Annotated[int, InjectedToolArg]) -> str:
    """Asks a person of the shop to give the money for an order back."""
    if orders.owner(order) != customer:
        return "this is not an order of yours"
    orders.ask_person(order, customer)
    return "somebody will look at it"


TOOLS = [look_up, calculate, read_page, make_label, give_back]
