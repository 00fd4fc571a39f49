"""The weaknesses: texts that attack them, and what shows on a text that has reached the sink that an attack has worked."""

import posixpath
import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

#: What no program has to fear; one of these at least a safe program answers.
HARMLESS = (
    "report",
    "summary",
    "7",
    "12345678-1234-5678-1234-567812345678",
    "/home",
    "https://app.example.com/a",
    "https://api.example.com/a",
)


@dataclass(frozen=True)
class Weakness:
    """What a sink of this kind is open to."""

    cwe: frozenset[int]
    attacks: tuple[str, ...]
    worked: Callable[[str], bool]
    #: The victim's own browser has to send the attack: it must be in a link.
    by_link: bool = False


@cache
def shell_wrote(command: str) -> bool:
    """Runs the command line where no program is found, in an empty folder: the attacks write a file by the shell's own means."""
    with tempfile.TemporaryDirectory() as folder:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["/bin/sh", "-c", command], cwd=folder, env={"PATH": "/nonexistent"}, timeout=5, check=False, **quiet)
        return Path(folder, "pwned").exists()


@cache
def rows_given(statement: str) -> bool:
    """Whether a statement that asks for one item gives several."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE TABLE items (id INTEGER, name TEXT)")
        database.executemany("INSERT INTO items VALUES (?, ?)", [(1, "one"), (2, "two"), (3, "three")])
        return len(database.execute(statement).fetchall()) > 1
    except sqlite3.Error:
        return False
    finally:
        database.close()


def outside(path: str) -> bool:
    """Whether the path has left the folder of the data."""
    return not posixpath.normpath(path).startswith("/srv/data")


def name_read(expression: str) -> bool:
    """Whether the expression reads a name that the request alone knows."""
    read = []

    class Names(dict[str, object]):
        def __getitem__(self, name: str) -> object:
            read.append(name)
            return lambda: None

    with suppress(Exception):
        eval(expression, {"__builtins__": {}}, Names())
    return any("pwned" in name for name in read)


def foreign_host(address: str) -> bool:
    """Whether the address is one of the attacker's, or of a machine that only the server reaches."""
    try:
        host = urlsplit("http:" + address if address.startswith("//") else address.strip()).hostname or ""
    except ValueError:
        return False
    return host.endswith("evil.example") or host in ("169.254.169.254", "localhost")


def element_begins(page: str) -> bool:
    """Whether the page has an element that no template has."""
    found = []

    class Elements(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(tag)

    Elements().feed(page)
    return any(tag in ("script", "img", "svg") for tag in found)


def condition_added(path: str) -> bool:
    """Whether an XPath says more outside of its texts."""
    return bool(re.search(r"\bor\b|\|", re.sub(r"'[^']*'", "", path)))


WEAKNESSES = {
    "cmd": Weakness(frozenset({78}), ("report; :>pwned", "$(:>pwned)", "x\n:>pwned", "x|:>pwned"), shell_wrote),
    "sql": Weakness(frozenset({89}), ("x' OR '1'='1' --", "1 OR 1=1", "x'/**/OR/**/1=1--"), rows_given),
    "path": Weakness(frozenset({22, 23, 36, 73}), ("../../etc/passwd", "/etc/passwd", "report/../../../etc/shadow", ".."), outside),
    "eval": Weakness(frozenset({94, 95}), ("pwned", "pwned_1", "pwned()", "[pwned for _ in (1,)]", "().__class__ or pwned"), name_read),
    "redirect": Weakness(
        frozenset({601}),
        (
            "https://evil.example/a",
            "//evil.example",
            "https://app.example.com.evil.example/",
            "https://app.example.com@evil.example/",
        ),
        foreign_host,
        by_link=True,
    ),
    "ssrf": Weakness(
        frozenset({918}),
        (
            "http://169.254.169.254/latest",
            "https://evil.example/a",
            "http://localhost:8500/",
            "https://api.example.com@evil.example/",
            "https://api.example.com.evil.example/",
        ),
        foreign_host,
    ),
    "html": Weakness(
        frozenset({79, 80}),
        ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>'),
        element_begins,
        by_link=True,
    ),
    "yaml": Weakness(
        frozenset({502}),
        ("!!python/object/apply:os.system ['id']", "!!python/object/new:os.system [id]"),
        lambda text: text.lstrip().startswith("!!python/"),
    ),
    "ldap": Weakness(frozenset({90}), ("*)(uid=*", "*", "x)(|(uid=*"), lambda text: "=*" in text),
    "xpath": Weakness(frozenset({643}), ("' or '1'='1", "x'] | //user | //x['"), condition_added),
    "template": Weakness(
        frozenset({1336, 94, 95}),
        ("{{7*7}}", "{% for x in ''.__class__.__mro__ %}{% endfor %}", "{{config}}"),
        lambda text: "{{" in text or "{%" in text,
    ),
}
