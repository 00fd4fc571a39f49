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
def convert_chart(name: str, kind: Format) -> str:
    """Converts a chart into another format."""
    source, kind = chart_path(name), Format(kind)
    command = ["rsvg-convert", "-f", kind.value, "-o", f"{source}.{kind.value}", str(source)]
    subprocess.run(command, check=True, timeout=60)
    return f"{source.name}.{kind.value}"


@mcp.tool()
def delete_chart(name: str) -> str:
    """Deletes a chart."""
    chart_path(name).unlink()
    return "deleted"


@mcp.resource("charts://{name}")
def chart(name: str) -> bytes:
    return chart_path(name).read_bytes()
