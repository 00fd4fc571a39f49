import ast
import operator
from typing import Any
from urllib.parse import urlsplit

import httpx

from .config import Config
from .store import Store

TOOLS = [
    {
        "name": "run_query",
        "description": "Reads a table of the warehouse.",
        "input_schema": {
            "type": "object",
            "properties": {"table": {"type": "string"}, "columns": {"type": "array", "items": {"type": "string"}}},
        },
    },
    {
        "name": "calculate",
        "description": "Computes a formula.",
        "input_schema": {"type": "object", "properties": {"formula": {"type": "string"}}},
    },
    {
        "name": "read_report",
        "description": "Reads a report by its name.",
        "input_schema": {"type": "object", "properties": {"name": {"type": "string"}}},
    },
    {
        "name": "read_page",
        "description": "Reads a public page.",
        "input_schema": {"type": "object", "properties": {"url": {"type": "string"}}},
    },
]

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


class ToolError(Exception):
    pass


def evaluate(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](evaluate(node.left), evaluate(node.right))
    raise ToolError("This is no formula.")


class Toolbox:
    def __init__(self, store: Store, config: Config) -> None:
        self.store = store
        self.config = config

    async def run(self, name: str, arguments: dict[str, Any]) -> Any:
        tools = {
            "run_query": self.run_query,
            "calculate": self.calculate,
            "read_report": self.read_report,
            "read_page": self.read_page,
        }
        if name not in tools:
            raise ToolError(f"There is no tool {name}.")
        return await tools[name](**arguments)

    async def run_query(self, table: str, columns: list[str]) -> Any:
        return await self.store.query(table, columns)

    async def calculate(self, formula: str) -> float:
        if len(formula) > 200:
            raise ToolError("This formula is too long.")
        return evaluate(ast.parse(formula, mode="eval").body)

    async def read_report(self, name: str) -> str:
        known = {path.stem: path for path in self.config.reports.glob("*.md")}
        if name not in known:
            raise ToolError("There is no such report.")
        return known[name].read_text()

    async def read_page(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.hostname not in self.config.web_hosts:
            raise ToolError("This page is not one of the known sources.")
        async with httpx.AsyncClient(timeout=10) as client:
            response = await client.get(url)
        return response.text[:20_000]
