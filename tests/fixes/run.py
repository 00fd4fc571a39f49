"""Runs each case's program before and after its fix. Usage: run.py PYVIGIL [CASE...]"""

import ast
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
PAGES = HERE.parent.parent / "crates" / "rules" / "pages"
MARK = "# --- proof\n"
TIMEOUT = 60

# What a process does: one of the two functions, with the program as a module.
CHILD = """
import importlib, os, sys
sys.path.insert(0, os.getcwd())
program = importlib.import_module("program")
proof = {"os": os, "sys": sys}
exec(compile(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1], "exec"), proof)
result = proof[sys.argv[2]](program)
sys.stdout.flush()
print("\\n=> " + repr(result))
"""


class Wrong(Exception):
    """What a case does not show."""


def run_child(code: str, proof: str, function: str, variables: dict[str, str]) -> tuple[str | None, str]:
    """The `repr` of what the function gives, and what was said; `None` if it raised something."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        work.mkdir()
        (work / "program.py").write_text(code, encoding="utf-8")
        script = Path(folder) / "proof.py"
        script.write_text(proof, encoding="utf-8")
        child = subprocess.run(
            [sys.executable, "-c", CHILD, str(script), function],
            cwd=work,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", **variables},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
    said = child.stdout + child.stderr
    if child.returncode != 0 or "\n=> " not in child.stdout:
        return None, said
    return child.stdout.rsplit("\n=> ", 1)[1].rstrip("\n"), said


def fixed(pyvigil: str, code: str, rule: str) -> str:
    """What the command line makes of the program."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(code, encoding="utf-8")
        command = [pyvigil, "fix", "--write", "--unsafe", "--select", rule, "program.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT)
        if done.returncode == 2:
            raise Wrong(f"pyvigil fix failed: {done.stderr}")
        return path.read_text(encoding="utf-8")


def check(pyvigil: str, case: Path) -> None:
    """Raises `Wrong` with what the case does not show."""
    program, mark, proof = case.read_text(encoding="utf-8").partition(MARK)
    rule = re.search(r"^# rule: (\S+)$", program, re.M)
    if not mark or not rule:
        raise Wrong("a case needs a line `# rule: CODE` and a line `# --- proof`")
    variables = dict(re.findall(r"^# also: (\w+)=(.*)$", program, re.M))
    after = fixed(pyvigil, program, rule[1])
    if after == program:
        raise Wrong("nothing was fixed")
    ast.parse(after)
    shown = f"\nthe fixed program:\n{after}"
    before_benign, said = run_child(program, proof, "benign", {})
    if before_benign is None:
        raise Wrong(f"benign input fails on the original\n{said}")
    after_benign, said = run_child(after, proof, "benign", variables)
    if after_benign != before_benign:
        raise Wrong(f"benign input gives {after_benign}, before it gave {before_benign}\n{said}{shown}")
    works, said = run_child(program, proof, "exploit", {})
    if works != "True":
        raise Wrong(f"the exploit fails on the original\n{said}")
    works, said = run_child(after, proof, "exploit", variables)
    if works == "True":
        raise Wrong(f"the exploit works on the fixed program{shown}")
    if fixed(pyvigil, after, rule[1]) != after:
        raise Wrong(f"a second run changes it again{shown}")


def check_blocks() -> tuple[int, list[str]]:
    """How many `python fixed` blocks the pages have, and those that CPython or Ruff's formatter cannot read."""
    problems = []
    blocks = {}
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(r"^```python fixed\n(.*?)^```$", text, re.M | re.S), 1):
            blocks[f"{page.stem}-{number}.py"] = block
    with tempfile.TemporaryDirectory() as folder:
        for name, block in blocks.items():
            try:
                ast.parse(block)
            except SyntaxError as error:
                problems.append(f"{name}: {error}")
            (Path(folder) / name).write_text(block, encoding="utf-8")
        ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--diff", "--quiet", "."]
        done = subprocess.run(ruff, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT)
        # 1 says that it would format something, 2 that it could not.
        if done.returncode == 2:
            problems.append(done.stderr)
    return len(blocks), problems


def main() -> int:
    pyvigil, names = sys.argv[1], sys.argv[2:]
    cases = sorted(case for case in (HERE / "cases").glob("*.py") if not names or case.stem in names)
    failed = 0

    def outcome(case: Path) -> str | None:
        try:
            check(pyvigil, case)
        except (Wrong, SyntaxError, subprocess.TimeoutExpired) as problem:
            return str(problem)
        return None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, problem in zip(cases, pool.map(outcome, cases)):
            if problem:
                failed += 1
                print(f"{case.stem}: {problem}\n")
    count, problems = check_blocks()
    print("\n".join(problems) + "\n" if problems else "", end="")
    print(f"{len(cases) - failed} of {len(cases)} cases hold; {count - len(problems)} of {count} fixed blocks are Python")
    return 1 if failed or problems or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
