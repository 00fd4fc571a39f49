"""`bench.py FOLDER PYVIGIL [DETECT_SECRETS] [--show]`: precision and recall of both scanners on the labelled set in FOLDER.

An item is found if an open finding touches its lines. Findings outside every item count as false alarms too.
`--show` lists what Pyvigil gets wrong in the part that is not held out.
"""

import json
import subprocess
import sys
from pathlib import Path


def ours(folder, program):
    out = subprocess.run([program, "scan", "--format", "json", "."], cwd=folder, capture_output=True, text=True, check=False)
    categories = ("S105", "S106", "S107", "PV15")
    findings = json.loads(out.stdout)["findings"]
    return [
        (finding["file"], finding["line"], finding["end_line"])
        for finding in findings
        if finding["state"] == "open" and finding["rule"].startswith(categories)
    ]


def detect_secrets(folder, program):
    out = subprocess.run([program, "scan", "--all-files", "--no-verify", "."], cwd=folder, capture_output=True, text=True, check=False)
    return [
        (path.removeprefix("./"), hit["line_number"], hit["line_number"])
        for path, hits in json.loads(out.stdout)["results"].items()
        if Path(path).name != "labels.json"
        for hit in hits
    ]


def score(labels, found):
    """(true found, true in all, look-alikes reported, look-alikes in all, wrong items)."""
    touched = lambda label: any(
        file == label["file"] and first <= label["end_line"] and last >= label["line"] for file, first, last in found
    )
    hits = [(label, touched(label)) for label in labels]
    true = [hit for label, hit in hits if label["secret"]]
    other = [hit for label, hit in hits if not label["secret"]]
    wrong = [label for label, hit in hits if hit != label["secret"]]
    return sum(true), len(true), sum(other), len(other), wrong


def stray(labels, found):
    inside = lambda hit: any(
        hit[0] == label["file"] and hit[1] <= label["end_line"] and hit[2] >= label["line"] for label in labels
    )
    return [hit for hit in found if not inside(hit)]


def main(folder, program, peer=None, show=False):
    labels = json.loads((Path(folder) / "labels.json").read_text())
    tools = {"pyvigil": ours(folder, program)}
    if peer:
        tools["detect-secrets"] = detect_secrets(folder, peer)
    for tool, found in tools.items():
        outside = len(stray(labels, found))
        for part in ("tune", "held-out", "all"):
            chosen = [label for label in labels if part in (label["part"], "all")]
            hit, true, false, other, wrong = score(chosen, found)
            alarms = false + (outside if part == "all" else 0)
            precision = hit / (hit + alarms) if hit + alarms else 1.0
            print(
                f"{tool:15} {part:9} recall {hit / true:6.1%} ({hit}/{true})  precision {precision:6.1%} "
                f"({false} of {other} look-alikes reported{f', {outside} elsewhere' if part == 'all' else ''})"
            )
            if show and tool == "pyvigil" and part == "tune":
                for label in wrong:
                    line = (Path(folder) / label["file"]).read_text().splitlines()[label["line"] - 1 : label["end_line"]]
                    print("   ", "missed" if label["secret"] else "false ", label["format"], label["file"], label["line"], " / ".join(line)[:150])
                for hit in stray(labels, found):
                    print("    elsewhere", hit)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--show"]
    main(*arguments, show="--show" in sys.argv)
