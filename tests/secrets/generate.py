"""Writes the labelled set: `generate.py FOLDER [SEED]` makes source, configuration and notebook files with secrets and
look-alikes in them, and `labels.json` beside them that says which line holds what.

Two thirds of the items are for work on the scanner ("tune"), one third is held out.
"""

import json
import random
import sys
from pathlib import Path

import lookalikes
import true_secrets

SEED = 20260
TYPES = ["py", "env", "yaml", "toml", "ini", "json", "ipynb"]
PER_FILE = 14


def lines_py(rng, name, value):
    """A value with line breaks stands in a triple-quoted string or in one with escapes."""
    if "\n" in value:
        if rng.random() < 0.5:
            return f'{identifier(name)} = """{value}"""'.split("\n")
        return [f'{identifier(name)} = "{escaped(value)}"']
    if not name.isidentifier():
        return [f'HEADERS = {{"{name}": "{value}"}}']
    quoted = f'"{value}"'
    return [
        rng.choice(
            [
                f"{name.upper()} = {quoted}",
                f"{name} = {quoted}",
                f"client = Client({name}={quoted})",
                f'OPTIONS = {{"{name}": {quoted}, "retries": 3}}',
                f'os.environ["{name}"] = {quoted}',
                f'config.setdefault("{name}", {quoted})',
                f"# {name} = {quoted}",
            ]
        )
    ]


def lines_env(rng, name, value):
    name = identifier(name).upper()
    if "\n" in value:
        return [f'{name}="{escaped(value)}"']
    return [rng.choice(["", "export "]) + rng.choice([f"{name}={value}", f'{name}="{value}"', f"{name}='{value}'"])]


def lines_yaml(rng, name, value):
    if "\n" in value:
        return [f"{name}: |", *("  " + line for line in value.split("\n"))]
    return rng.choice(
        [[f'{name}: "{value}"'], [f"{name}: '{value}'"], ["environment:", f'  {name}: "{value}"'],
         ["env:", f"  - name: {identifier(name).upper()}", f'    value: "{value}"']]
    )


def lines_toml(rng, name, value):
    if "\n" in value:
        return [f'{identifier(name)} = """', *value.split("\n"), '"""']
    quote = rng.choice(["'", '"'])
    return [f"{identifier(name)} = {quote}{value}{quote}"]


def lines_ini(rng, name, value):
    if "\n" in value:
        first, *rest = value.split("\n")
        return [f"{name} = {first}", *("    " + line for line in rest)]
    return [f"{name}{rng.choice([' = ', '=', ': '])}{value}"]


def lines_json(rng, name, value):
    return [f'"{name}": {json.dumps(value, ensure_ascii=False)}']


WRITERS = {"py": lines_py, "env": lines_env, "yaml": lines_yaml, "toml": lines_toml, "ini": lines_ini, "json": lines_json}


def identifier(name):
    return name.replace("-", "_").replace(".", "_")


def escaped(value):
    return value.replace("\\", "\\\\").replace("\n", "\\n")


class Sheet:
    """The lines of one file and the labels of those that matter."""

    def __init__(self):
        self.lines, self.labels = [], []

    def add(self, lines, label=None):
        if label is not None:
            # The value stands on the last line of what leads to it; a block is labelled as a whole.
            self.labels.append({**label, "line": len(self.lines) + 1, "end_line": len(self.lines) + len(lines)})
        self.lines += lines


def write_text(kind, items, rng):
    sheet = Sheet()
    opening = {
        "py": ['"""Settings of the orders service."""', "", "import os", "import re", "", "DEBUG = False", 'HOST = "0.0.0.0"'],
        "env": ["# orders service", "LOG_LEVEL=info", "PORT=8080"],
        "yaml": ["version: 3", "service: orders", "replicas: 2"],
        "toml": ["[service]", 'name = "orders"', "workers = 4"],
        "ini": ["[service]", "name = orders", "workers = 4"],
        "json": ["{"],
    }[kind]
    sheet.add(opening)
    for at, (lines, label) in enumerate(items):
        if kind in ("toml", "ini"):
            sheet.add(["", f"[part{at}]"])
        elif kind in ("yaml",):
            lines = [f"part{at}:", *("  " + line for line in lines)]
        elif kind == "json":
            lines = [f'  "part{at}": {{', *("    " + line for line in lines), "  },"]
        elif rng.random() < 0.4:
            sheet.add(["", "# see the handbook"])
        sheet.add(lines, label)
    if kind == "json":
        sheet.add(['  "end": true', "}"])
    return "\n".join(sheet.lines) + "\n", sheet.labels


def write_notebook(items, rng):
    """A notebook as Jupyter writes it: one source line on one line of the file."""
    sheet = Sheet()
    sheet.add(["{", ' "cells": ['])
    cells = []
    for at, (lines, label, where) in enumerate(items):
        lines = [json.dumps(line + ("\n" if i + 1 < len(lines) else ""), ensure_ascii=False) for i, line in enumerate(lines)]
        lines = ["     " + line + ("," if i + 1 < len(lines) else "") for i, line in enumerate(lines)]
        cells.append((lines, label, where, at))
    for lines, label, where, at in cells:
        last = at + 1 == len(cells)
        sheet.add(["  {", f'   "cell_type": "{"code" if where != "markdown" else "markdown"}",', '   "metadata": {},'])
        if where == "output":
            sheet.add(['   "execution_count": 1,', '   "outputs": [', "    {", '     "output_type": "stream",', '     "name": "stdout",', '     "text": ['])
            sheet.add(lines, label)
            sheet.add(["     ]", "    }", "   ],", '   "source": ["show()"]'])
        else:
            if where == "source":
                sheet.add(['   "execution_count": 1,', '   "outputs": [],'])
            sheet.add(['   "source": ['])
            sheet.add(lines, label)
            sheet.add(["   ]"])
        sheet.add(["  }" if last else "  },"])
    sheet.add([" ],", ' "metadata": {"language_info": {"name": "python"}},', ' "nbformat": 4,', ' "nbformat_minor": 5', "}"])
    return "\n".join(sheet.lines) + "\n", sheet.labels


def items_of(rng):
    """Everything, as (file type, place in a notebook, lines, label)."""
    found = []

    def add(lines, label, kind, where="source"):
        found.append((kind, where, lines, label))

    def place(form, name, value, label):
        kind = rng.choice(TYPES)
        if kind == "json" or kind == "ipynb":
            value = value.replace("\\\\", "\\")
        if kind == "ipynb":
            where = rng.choice(["source", "source", "output"])
            lines = lines_py(rng, name, value) if where == "source" else f"{name} = {value}".split("\n")
        else:
            where, lines = "source", WRITERS[kind](rng, name, value)
        add(lines, label, kind, where)

    for form, name, value in true_secrets.all_of_them(rng):
        place(form, name, value, {"secret": True, "format": form})
    for form, name, value in lookalikes.valued(rng):
        place(form, name, value, {"secret": False, "format": form})
    for form, kind, lines in lookalikes.raw(rng):
        kind, where = ("ipynb", "output") if kind == "ipynb-output" else (kind, "source")
        add(lines, {"secret": False, "format": form}, kind, where)
    rng.shuffle(found)
    # Every third item of each label is held out.
    counts = {True: 0, False: 0}
    for *_, label in found:
        counts[label["secret"]] += 1
        label["part"] = "held-out" if counts[label["secret"]] % 3 == 0 else "tune"
    return found


def main(folder, seed=SEED):
    rng = random.Random(seed)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    found, labels = items_of(rng), []
    for kind in TYPES:
        of_kind = [item for item in found if item[0] == kind]
        for number, start in enumerate(range(0, len(of_kind), PER_FILE)):
            part = of_kind[start : start + PER_FILE]
            if kind == "ipynb":
                text, marks = write_notebook([(lines, label, where) for _, where, lines, label in part], rng)
            else:
                text, marks = write_text(kind, [(lines, label) for _, _, lines, label in part], rng)
            name = f"settings_{number}.{kind}" if kind != "env" else f"{number}.env"
            (folder / name).write_text(text, encoding="utf-8")
            labels += [{"file": name, **mark} for mark in marks]
    (folder / "labels.json").write_text(json.dumps(labels, indent=1), encoding="utf-8")
    return labels


if __name__ == "__main__":
    made = main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else SEED)
    true = [label for label in made if label["secret"]]
    print(f"{len(true)} secrets in {len({label['format'] for label in true})} formats, {len(made) - len(true)} look-alikes")
