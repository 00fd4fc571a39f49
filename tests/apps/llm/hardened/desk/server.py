"""The help desk's tools for agents of others, as a server of the Model Context Protocol."""

import ast
import operator
import os
import sqlite3
from pathlib import Path

import requests
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("desk")
MANUAL = Path("/srv/desk/manual").resolve()
PAGES = {"status": "https://status.example.com/", "news": "https://news.example.com/"}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


@mcp.tool()
def manual(name: str) -> str:
    """A page of the manual."""
    path = (MANUAL / name).resolve()
    if not path.is_relative_to(MANUAL):
        raise ValueError("no such page")
    return path.read_text()


@mcp.tool()
def fetch(page: str) -> bool:
    """Whether a page is there."""
    return requests.get(PAGES[page], timeout=5).ok


@mcp.tool()
def ticket(number: int) -> list:
    """A ticket by its number."""
    with sqlite3.connect("desk.db") as connection:
        return connection.execute("SELECT subject FROM tickets WHERE number = ?", (int(number),)).fetchall()


@mcp.tool()
def open_tickets() -> int:
    """How many tickets are open."""
    headers = {"Authorization": f"Bearer {os.environ['TICKETS_API_TOKEN']}"}
    answer = requests.get("https://tickets.example.com/open", headers=headers, timeout=5)
    return int(answer.json()["count"])


@mcp.tool()
def greet(name: str) -> str:
    """Greet somebody."""
    return f"Hello {name}"


@mcp.tool()
def formula(left: float, sign: str, right: float) -> float:
    """The value of a formula of two numbers."""
    node = ast.parse(f"1 {sign} 1", mode="eval").body
    return OPERATORS[type(node.op)](float(left), float(right))


if __name__ == "__main__":
    mcp.run()
