"""Runs a program with attacks and says whether one of them has worked. What the program looks like plays no part."""

import asyncio
import inspect
import itertools
import signal
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from attacks import HARMLESS, WEAKNESSES
from program import Program
from standins import Refused, Trace, arrive, environment

#: How long one answer may take.
SECONDS = 1.0


class TimeOut(BaseException):
    """The program does not end."""


@dataclass(frozen=True)
class Truth:
    """What running a program has shown: an attack has worked; a harmless request was answered."""

    vulnerable: bool
    answers: bool


def truth(program: Program, sources: dict[str, str]) -> Truth:
    """Runs the program with every attack and every value of the other fields."""
    weakness = WEAKNESSES[program.weakness]
    vulnerable = any(weakness.worked(text) for fields in requests(program, weakness.attacks) for text in run(program, sources, fields)[0])
    answers = any(run(program, sources, fields)[1] for fields in requests(program, HARMLESS))
    return Truth(vulnerable, answers)


def requests(program: Program, texts: tuple[str, ...]) -> list[dict[str, str]]:
    """Every request that says one of these texts in the first field."""
    first, *others = program.fields
    choices = itertools.product(texts, *(program.fields[name] for name in others))
    return [dict(zip((first, *others), values, strict=True)) for values in choices]


def run(program: Program, sources: dict[str, str], fields: dict[str, str]) -> tuple[list[str], bool]:
    """What one request brings to the sink, and whether it was answered. The program is loaded anew, so that it remembers nothing."""
    Trace.fields, Trace.handlers, Trace.arrived = fields, [], []
    signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    answered = True
    try:
        Modules(sources).load("app")
        answer(program)
    except (Refused, Exception):
        answered = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    texts = [text for weakness, text in Trace.arrived if weakness == program.weakness]
    return texts, answered or bool(texts)


def answer(program: Program) -> None:
    """Calls the handler as its framework does."""
    handler = Trace.handlers[-1]
    fields: dict[str, Any] = {"request": program.request, **Trace.fields}
    given = handler(**{name: fields[name] for name in inspect.signature(handler).parameters})
    if inspect.iscoroutine(given):
        given = asyncio.run(given)
    if isinstance(given, str):
        # Flask makes a page of a text.
        arrive("html", given)


def on_alarm(_signal: int, _frame: object) -> None:
    raise TimeOut


class Modules:
    """The modules of one program, loaded when they are imported."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources
        self.loaded: dict[str, ModuleType] = {}
        self.builtins = environment(self.load)

    def load(self, name: str) -> ModuleType | None:
        """The module of this name, if it is one of the program's."""
        path = name.replace(".", "/")
        package = f"{path}/__init__.py" in self.sources
        source = self.sources.get(f"{path}/__init__.py" if package else f"{path}.py")
        if source is None or name in self.loaded:
            return self.loaded.get(name)
        module = self.loaded[name] = ModuleType(name)
        module.__dict__.update(__builtins__=self.builtins, __package__=name if package else name.rpartition(".")[0])
        exec(compile(source, f"{path}.py", "exec"), module.__dict__)
        return module
