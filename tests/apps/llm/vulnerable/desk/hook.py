"""Formats what an agent has written: it is called after each change of a file."""

import json
import subprocess
import sys


def main():
    message = json.load(sys.stdin)  # P28
    path = message["tool_input"]["file_path"]
    if path.endswith(".py"):
        subprocess.run(f"ruff format {path}", shell=True)  # P29


if __name__ == "__main__":
    main()
