import contextlib
import io
import sqlite3
import subprocess
from typing import Annotated

import httpx
from langchain_core.tools import InjectedToolArg, tool

from . import orders

SHOP = "/var/lib/counsel/shop.db"


@tool
def look_up(statement: str) -> list:
    """Asks the shop's database with a statement of SQL."""
    with sqlite3.connect(SHOP) as connection:
        return connection.execute(statement).fetchmany(50)  # P02


@tool
def calculate(program: str) -> str:
    """Runs a short program of Python; gives what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, {})  # P03
    return printed.getvalue()[:2000]


@tool
def read_page(address: str) -> str:
    """Reads a page of a manufacturer."""
    answer = httpx.get(address, timeout=10, follow_redirects=True)  # P04
    return answer.text[:5000]


@tool
def make_label(text: str) -> str:
    """Prints a label for a parcel; gives the number of the job."""
    done = subprocess.run(f"lp -d labels -t '{text}' /srv/labels/blank.pdf", shell=True, capture_output=True, text=True, timeout=20)  # P07
    return done.stdout


@tool
def give_back(order: int, customer: int) -> str:
    """Gives the money for an order back to a customer."""
    orders.refund(order, customer)  # P14
    return "done"


TOOLS = [look_up, calculate, read_page, make_label, give_back]
