"""Compares the analyzer with what running programs has shown. Usage: run.py PYVIGIL [--seeds FIRST COUNT] [--keep DIR]"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

if sys.version_info < (3, 10):
    sys.exit("the programs need Python 3.10; set PYVIGIL_PYTHON to one")

from attacks import WEAKNESSES
from program import Program
from truth import TimeOut, truth

#: What must be found at least, and what may be found where nothing is wrong, in percent.
RECALL, FALSE_ALARMS = 99.0, 3.0
#: The severities at which a finding says that something is wrong.
OPEN = ("critical", "high", "medium")


@dataclass(frozen=True)
class Case:
    """A program that was run, and what running it has shown."""

    seed: int
    weakness: str
    vulnerable: bool
    #: The step whose fact differs from the twin's.
    fact: str
    steps: str
    folder: Path


def pairs(first: int, count: int, keep: Path, skipped: Counter[str]) -> Iterator[Case]:
    """Writes the programs of these seeds and their twins, where one is vulnerable and the other is not."""
    for seed in range(first, first + count):
        program = Program(seed)
        mended = seed % len(program.steps)
        twins = {True: program.sources(), False: program.sources(mended)}
        try:
            if not truth(program, twins[True]).vulnerable:
                skipped["no attack works"] += 1
                continue
            safe = truth(program, twins[False])
        except TimeOut:
            skipped["too slow"] += 1
            continue
        if safe.vulnerable or not safe.answers:
            skipped["the twin is vulnerable too" if safe.vulnerable else "the twin answers nothing"] += 1
            continue
        for vulnerable, sources in twins.items():
            folder = keep / f"{seed}-{'vulnerable' if vulnerable else 'safe'}"
            for name, text in sources.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            yield Case(seed, program.weakness, vulnerable, program.steps[mended], " → ".join(program.steps), folder)


def finding(pyvigil: str, case: Case) -> str | None:
    """The first open finding of the case's weakness, or nothing."""
    command = [pyvigil, "scan", "--isolated", "--format", "json", "."]
    done = subprocess.run(command, cwd=case.folder, capture_output=True, text=True, timeout=60)
    if done.returncode > 1:
        raise RuntimeError(f"seed {case.seed}: {done.stderr}")
    for found in json.loads(done.stdout)["findings"]:
        about = WEAKNESSES[case.weakness].cwe & set(found["cwe"])
        if about and found["state"] == "open" and found["severity"] in OPEN:
            return f"{found['rule']} at {found['file']}:{found['line']}, {found['severity']}"
    return None


def compare(pyvigil: str, cases: list[Case], kept: bool) -> bool:
    """Prints every difference and the figures; whether they are good enough."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = list(pool.map(lambda case: finding(pyvigil, case), cases))
    different: Counter[bool] = Counter()
    for case, found in zip(cases, findings, strict=True):
        if bool(found) == case.vulnerable:
            continue
        different[case.vulnerable] += 1
        print(f"seed {case.seed}, {case.weakness}: {'missed' if case.vulnerable else f'safe, but {found}'}")
        print(f"  the fact: {case.fact}\n  all steps: {case.steps}" + (f"\n  {case.folder}" if kept else ""))
    count = len(cases) // 2
    recall, alarms = 100 - 100 * different[True] / count, 100 * different[False] / count
    print(f"{count} pairs: {recall:.1f} % of the vulnerable found, {alarms:.1f} % of the safe flagged")
    return recall >= RECALL and alarms <= FALSE_ALARMS


def main() -> int:
    reader = argparse.ArgumentParser(description="Compares the analyzer with what running programs has shown.")
    reader.add_argument("pyvigil", type=os.path.abspath, help="the program to be tested")
    reader.add_argument("--seeds", nargs=2, type=int, default=(1, 400), metavar=("FIRST", "COUNT"))
    reader.add_argument("--keep", type=Path, metavar="DIR", help="write the programs here, to look at them")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        skipped: Counter[str] = Counter()
        cases = list(pairs(*options.seeds, options.keep or Path(folder), skipped))
        if not cases:
            print(f"no pair came of these seeds: {dict(skipped)}")
            return 1
        good = compare(options.pyvigil, cases, options.keep is not None)
    print("left out: " + (", ".join(f"{reason} ({count})" for reason, count in skipped.most_common()) or "nothing"))
    if not good:
        print(f"wanted: {RECALL} % found, {FALSE_ALARMS} % flagged at most; `--seeds SEED 1 --keep DIR` writes one pair")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
