"""Applies all safe fixes to real projects and looks whether these still work. Usage: field.py PYVIGIL FOLDER [PROJECT...]

FOLDER keeps what is fetched and built: sources, virtual environments. For each project of `PROJECTS` every module that can be imported
before `pyvigil fix --write .` has to be importable after it, every file has to parse, and the project's own tests have to fail where they
failed before and nowhere else. The exit status is 1 if something broke. `PYTHON` names another interpreter for the environments.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path

# Seconds for a run of the tests, and for one module.
TIMEOUT = 1800
MODULE_TIMEOUT = 60


@dataclass
class Project:
    """A source distribution, what its environment needs beside its own dependencies, and how it is used."""

    name: str
    version: str
    # Where packages are found, and which ones are imported.
    root: str = "."
    packages: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    # Python that is run before the modules are imported.
    start: str = ""
    # The tests: arguments of Python, in a folder below the sources.
    tests: tuple[str, ...] = ()
    tests_in: str = "."


SETUP = "import django; django.setup()"
CONFIGURE = """
import django, pkgutil, django.contrib
from django.conf import settings
left_out = ("gis", "admin", "admindocs")
apps = ["django.contrib." + app.name for app in pkgutil.iter_modules(django.contrib.__path__) if app.name not in left_out]
sqlite = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
settings.configure(INSTALLED_APPS=["django.contrib.admin", *apps], DATABASES=sqlite, SECRET_KEY="x", SITE_ID=1)
django.setup()
"""
# Some distributions have test files without what those import.
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfE", "--tb=no", "--continue-on-collection-errors")

PROJECTS = [
    Project(
        "Django",
        "6.1.3",
        packages=("django",),
        requires=("Jinja2", "PyYAML", "argon2-cffi", "bcrypt", "docutils", "pillow", "pymemcache", "redis", "numpy", "psycopg[binary]"),
        start=CONFIGURE,
        tests=("runtests.py", "--settings=test_sqlite", "--parallel=2", "-v0", *"""
            asgi auth_tests cache contenttypes_tests csrf_tests db_utils dbshell file_storage file_uploads fixtures forms_tests handlers
            i18n logging_tests mail messages_tests middleware postgres_tests requests_tests schema serializers servers sessions_tests
            settings_tests signing staticfiles_tests syndication_tests template_tests test_client test_utils utils_tests view_tests
        """.split()),
        tests_in="tests",
    ),
    Project(
        "Flask",
        "3.1.3",
        root="src",
        packages=("flask",),
        requires=("pytest<9", "asgiref", "python-dotenv", "cryptography"),
        tests=(*PYTEST, "tests"),
    ),
    Project(
        "datasette",
        "0.65.5",
        packages=("datasette",),
        requires=("datasette[test]==0.65.5",),
        tests=(*PYTEST, "tests"),
    ),
    Project(
        "calibreweb",
        "0.6.27",
        root="src/calibreweb",
        packages=("cps",),
        start="import sys; sys.argv = ['cps', '-p', 'app.db', '-g', 'drive.db']; import cps; cps.cli_param.init()",
    ),
    Project(
        "jupyterhub",
        "6.1.1",
        packages=("jupyterhub",),
        requires=("pytest", "pytest-asyncio", "pytest-rerunfailures", "beautifulsoup4", "requests-mock", "jsonschema", "cryptography"),
        tests=(*PYTEST, *(f"jupyterhub/tests/test_{name}.py" for name in ("crypto", "orm", "objects", "traitlets", "utils", "version"))),
    ),
    Project(
        "OctoPrint",
        "1.11.8",
        root="src",
        packages=("octoprint",),
        requires=("pytest", "ddt", "freezegun", "mock"),
        tests=(*PYTEST, "tests"),
    ),
    Project(
        "wagtail",
        "8.0.1",
        packages=("wagtail",),
        requires=("Jinja2", "python-dateutil", "freezegun", "responses", "djangorestframework", "django-ninja", "Willow[heif]"),
        variables={"DJANGO_SETTINGS_MODULE": "wagtail.test.settings", "DATABASE_ENGINE": "django.db.backends.sqlite3"},
        start=SETUP,
        tests=("-m", "django", "test", "-v0", "wagtail.users", "wagtail.api", "wagtail.contrib.redirects", "wagtail.documents"),
    ),
]

# Imports each module in a process of its own, and says which ones came. They are forked from one that has run `start`.
IMPORTER = """
import importlib, json, os, pathlib, signal, sys
root, packages, start, limit = json.loads(sys.argv[1])
root = pathlib.Path(root)
sys.path.insert(0, str(root))
exec(start)
names = []
for package in packages:
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[-1] == "__main__" or not all(part.isidentifier() for part in parts):
            continue
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
done = {}
for name in names:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(limit)
        silent = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(silent, number)
        problem = ""
        try:
            module = importlib.import_module(name)
            file = getattr(module, "__file__", None)
            if file and root not in pathlib.Path(file).resolve().parents:
                problem = "from another place: " + file
        except BaseException as error:
            problem = f"{type(error).__name__}: {error}"[:300] or "?"
        os.write(writer, problem.encode("utf-8", "replace"))
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        problem = pipe.read().decode()
    status = os.waitpid(child, 0)[1]
    done[name] = problem if status == 0 else f"ended with {status}"
print("\\n=> " + json.dumps(done))
"""


def call(command: list[str], **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **options)


def checked(command: list[str], **options) -> None:
    done = call(command, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:6])} failed:\n{(done.stdout + done.stderr)[-3000:]}")


def fetch(project: Project, folder: Path) -> Path:
    """The unpacked source distribution, as it was published."""
    target = folder / "sources" / f"{project.name}-{project.version}"
    if not target.is_dir():
        packed = folder / "packed" / project.name
        packed.mkdir(parents=True, exist_ok=True)
        pinned = f"{project.name}=={project.version}"
        checked([python(project, folder), "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                 "--dest", str(packed), pinned])
        archive = next(packed.glob("*.tar.gz"))
        unpacked = target.with_suffix(".part")
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
        next(unpacked.iterdir()).rename(target)
        unpacked.rmdir()
    return target


def python(project: Project, folder: Path) -> str:
    """The interpreter of an environment with the project's dependencies; the sources come before the installed package."""
    target = folder / "venvs" / project.name
    interpreter = target / "bin" / "python"
    if not (target / "ready").exists():
        shutil.rmtree(target, ignore_errors=True)
        checked([os.environ.get("PYTHON", sys.executable), "-m", "venv", str(target)])
        # Older packages import `pkg_resources`, which later versions of setuptools have not.
        wanted = [f"{project.name}=={project.version}", "setuptools<81", "wheel", *project.requires]
        checked([str(interpreter), "-m", "pip", "install", "--quiet", *wanted])
        (target / "ready").touch()
    return str(interpreter)


def surroundings(project: Project, copy: Path) -> dict[str, str]:
    paths = [str((copy / project.root).resolve())]
    own = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "HOME": str(copy.parent)}
    return {**os.environ, **own, **project.variables}


def imported(project: Project, copy: Path, interpreter: str) -> dict[str, str]:
    """Each module and why it could not be imported; nothing if it could."""
    asked = json.dumps([str((copy / project.root).resolve()), project.packages, project.start, MODULE_TIMEOUT])
    done = call([interpreter, "-c", IMPORTER, asked], cwd=copy.parent, env=surroundings(project, copy))
    if "\n=> " not in done.stdout:
        raise SystemExit(f"{project.name} cannot be started:\n{(done.stdout + done.stderr)[-2000:]}")
    return json.loads(done.stdout.rsplit("\n=> ", 1)[1])


def tested(project: Project, copy: Path, interpreter: str) -> tuple[int, set[str]]:
    """How many tests were run, and which failed."""
    if not project.tests:
        return 0, set()
    where = copy / project.tests_in
    try:
        done = call([interpreter, *project.tests], cwd=where, env=surroundings(project, copy), timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return 0, {"the tests did not end"}
    said = done.stdout + done.stderr
    counts = [int(count) for count in re.findall(r"^Ran (\d+) tests?", said, re.M)]
    counts += [int(count) for count in re.findall(r"(\d+) (?:passed|failed|errors?)\b", said)]
    # pytest's summary, and unittest's headings; what a failure says may hold addresses and times.
    failed = re.findall(r"^(?:FAILED|ERROR) ([^\s]+)", said, re.M) + re.findall(r"^(?:FAIL|ERROR): (.*)$", said, re.M)
    if not counts:
        return 0, {f"no test was run: {said[-500:]}"}
    return sum(counts), set(failed)


def parses(path: Path) -> bool:
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def texts(copy: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(copy.rglob("*.py")) if path.is_file() and not path.is_symlink()}


def run(pyvigil: str, project: Project, folder: Path) -> bool:
    """Prints a row of the table; whether nothing broke."""
    interpreter = python(project, folder)
    source = fetch(project, folder)
    work = folder / "work" / project.name
    shutil.rmtree(work, ignore_errors=True)
    copy = work / "project"

    def fresh() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source, copy, symlinks=True)

    # What the tests leave behind is no part of the project.
    fresh()
    imports_before = imported(project, copy, interpreter)
    count_before, failed_before = tested(project, copy, interpreter)
    fresh()
    before = texts(copy)
    parsed_before = {path for path in before if parses(path)}
    begun = time.monotonic()
    done = call([pyvigil, "fix", "--write", "."], cwd=copy)
    took = time.monotonic() - begun
    if done.returncode == 2:
        raise SystemExit(f"pyvigil fix failed in {copy}:\n{done.stderr[-2000:]}")
    (work / "said.txt").write_text(done.stderr)
    fixes = len(re.findall(r"^.+?:\d+: [A-Z]+\d+: (?!not changed)", done.stderr, re.M))
    changed = [path for path, text in before.items() if path.read_bytes() != text]
    unparsed = [str(path.relative_to(copy)) for path in changed if path in parsed_before and not parses(path)]
    imports_after = imported(project, copy, interpreter)
    lost = {name: why for name, why in imports_after.items() if why and not imports_before.get(name, "?")}
    count_after, failed_after = tested(project, copy, interpreter)
    failing = sorted(failed_after - failed_before)
    could = sum(not why for why in imports_before.values())
    can = sum(not why for why in imports_after.values())
    tests = f"{count_before} ({len(failed_before)} fail) → {count_after} ({len(failed_after)} fail)" if project.tests else "none"
    print(f"| {project.name} {project.version} | {len(before)} | {fixes} in {len(changed)} | {len(unparsed)} | "
          f"{len(imports_before)}, {could} → {can} | {tests} | {took:.0f} s |", flush=True)
    for path in unparsed:
        print(f"  does not parse: {path}")
    for name, why in lost.items():
        print(f"  not importable: {name}: {why}")
    for test in failing[:20]:
        print(f"  fails now: {test}")
    (work / "before.json").write_text(json.dumps([imports_before, sorted(failed_before)], indent=1))
    return not (unparsed or lost or failing)


def main() -> int:
    pyvigil, folder = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    names = {name.lower() for name in sys.argv[3:]}
    if unknown := names - {project.name.lower() for project in PROJECTS}:
        raise SystemExit(f"no such project: {', '.join(sorted(unknown))}; there are {', '.join(p.name for p in PROJECTS)}")
    print("| project | files | fixes | do not parse | modules, importable before → after | its tests before → after | time |")
    print("|---|---|---|---|---|---|---|")
    chosen = [project for project in PROJECTS if not names or project.name.lower() in names]
    results = [run(pyvigil, project, folder) for project in chosen]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
