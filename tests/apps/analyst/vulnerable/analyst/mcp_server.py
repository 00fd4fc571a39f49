"""The same figures for other assistants, over MCP."""

import subprocess
from enum import StrEnum

from mcp.server.fastmcp import FastMCP

from .config import config

mcp = FastMCP("analyst")


class Format(StrEnum):
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def chart_path(name: str):
    path = (config.charts / name).resolve()
    if not path.is_relative_to(config.charts):
        raise ValueError("There is no such chart.")
    return path


@mcp.tool()
def convert_chart(name: str, kind: str) -> str:
    """Converts a chart into another format."""
    source = chart_path(name)
    subprocess.run(f"rsvg-convert -f {kind} -o {source}.{kind} {source}", shell=True, check=True)  # P15
    return f"{source.name}.{kind}"


@mcp.tool()
def delete_chart(name: str) -> str:
    """Deletes a chart."""
    (config.charts / name).unlink()  # P16
    return "deleted"


@mcp.resource("charts://{name}")
def chart(name: str) -> bytes:
    return chart_path(name).read_bytes()
