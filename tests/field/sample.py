"""Draws the findings that a person then judges.

    python3 tests/field/sample.py REVIEWS SEED [COUNT]

REVIEWS is a folder of JSON reviews, one an application, named NAME-VERSION.json: what `pyvigil scan --isolated --format json .`
prints in the unpacked sdist. Of all open security findings of Medium and above COUNT (100) are drawn with SEED, and printed as
the rows of verdicts.tsv without a verdict. With SEED `confirmed` it prints every Critical and High one that has an attack path.
"""

import json
import pathlib
import random
import sys

# Sources of frameworks count for the confirmed findings, not for the sample of applications.
FRAMEWORKS = ("django-", "flask-")
WANTED = ("critical", "high", "medium")


def rows(folder):
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        for finding in json.loads(path.read_text())["findings"]:
            if finding["state"] == "open" and finding["kind"] == "security" and finding["severity"] in WANTED:
                yield path.stem, finding


def main(folder, seed, count="100"):
    found = list(rows(folder))
    if seed == "confirmed":
        found = [(name, f) for name, f in found if f["severity"] != "medium" and f["attack_path"]]
    else:
        found = [(name, f) for name, f in found if not name.startswith(FRAMEWORKS)]
        found.sort(key=lambda row: (row[0], row[1]["file"], row[1]["line"], row[1]["column"], row[1]["rule"]))
        found = random.Random(int(seed)).sample(found, min(int(count), len(found)))
    for name, f in sorted(found, key=lambda row: (row[0], row[1]["file"], row[1]["line"], row[1]["rule"])):
        print(name, f["rule"], f["severity"], f["file"], f["line"], "", "", sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
