"""Draws the fixes that a person then judges. Usage: draw.py REVIEWS SEED [COUNT]

REVIEWS is a folder of JSON reviews, one a project, named NAME-VERSION.json: what `pyvigil scan --isolated --format json .` prints in the
unpacked sdist. COUNT (60) fixes are drawn with SEED, in turn from each rule and applicability that the reviews have, so that rare ones are
seen too. They are printed as the rows of audit.tsv without a verdict. With `--show SOURCES` behind it, the folder of the unpacked
projects, each row is followed by the change itself.
"""

import difflib
import json
import random
import sys
from pathlib import Path


def offered(folder: Path) -> dict[tuple[str, str], list[tuple[str, dict]]]:
    """The findings with a fix, by rule and applicability, each with its project."""
    groups: dict[tuple[str, str], list[tuple[str, dict]]] = {}
    for path in sorted(folder.glob("*.json")):
        for finding in json.loads(path.read_text(encoding="utf-8"))["findings"]:
            if finding["state"] == "open" and finding.get("fix"):
                groups.setdefault((finding["rule"], finding["fix"]["applicability"]), []).append((path.stem, finding))
    return groups


def drawn(groups: dict, seed: int, count: int) -> list[tuple[str, dict]]:
    chance = random.Random(seed)
    queues = [chance.sample(groups[key], len(groups[key])) for key in sorted(groups)]
    chance.shuffle(queues)
    rows: list[tuple[str, dict]] = []
    while len(rows) < count and any(queues):
        rows.extend(queue.pop() for queue in queues if queue)
    return sorted(rows[:count], key=lambda row: (row[1]["rule"], row[0], row[1]["file"], row[1]["line"]))


def after(text: str, edits: list[dict]) -> str:
    """The text after the edits, whose lines and characters count from 1."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for edit in reversed(edits):
        start = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["end_line"] - 1] + edit["end_column"] - 1
        text = text[:start] + edit["text"] + text[end:]
    return text


def show(path: Path, fix: dict) -> None:
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    lines = difflib.unified_diff(text.splitlines(), after(text, fix["edits"]).splitlines(), lineterm="", n=6)
    print("    " + fix["note"])
    for line in list(lines)[2:]:
        print("    " + line)
    print()


def main() -> int:
    arguments = sys.argv[1:]
    sources = None
    if "--show" in arguments:
        at = arguments.index("--show")
        sources = Path(arguments[at + 1])
        del arguments[at : at + 2]
    count = int(arguments[2]) if len(arguments) > 2 else 60
    for project, finding in drawn(offered(Path(arguments[0])), int(arguments[1]), count):
        fix = finding["fix"]
        print(project, finding["rule"], fix["applicability"], finding["file"], finding["line"], "", "", sep="\t")
        if sources:
            show(sources / project / finding["file"], fix)
    return 0


if __name__ == "__main__":
    sys.exit(main())
