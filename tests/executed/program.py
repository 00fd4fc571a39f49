"""Builds a program from a seed: a handler reads a field of the request, some steps carry it on, and a sink takes it.

Every step has one fact that decides whether the value goes on, written into the lines as `<<vulnerable || safe>>`. The vulnerable
program has the first side of all, its twin the second side of one: the two differ in nothing else.
"""

import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace

import containers
from attacks import WEAKNESSES
from entries import ANSWERS, ENTRIES, REFUSALS
from standins import AioRequest, Request
from templates import Part, Template, settle, templates

FIELDS = ("name", "ref", "query", "item", "user", "key", "entry")
RESULTS = ("value", "text", "label", "item", "param", "token", "choice", "part", "term", "topic", "title", "data", "target", "slug", "code")
TEXTS = ('"report"', '"summary"', '"guest"', '"home"', '"index"', '"latest"', '"weekly"', '"overview"')
#: What handlers and sinks call their own.
TAKEN = "app show request path json connection cursor db statement command handle page tree directory routes response web other mode"
#: Families of templates that are no steps by themselves: they fill holes.
PARTS = {"sink", "condition", "check", "guard", "clean"}
#: How often a family is drawn; those that are not named: 2.
WEIGHTS = {"container": 6, "checked": 6, "sanitized": 3, "class": 4, "function": 4, "constant": 3, "roundtrip": 3, "await": 4, "late": 4, "order": 10}
#: How often a definition stands in a module of its own, and how often further steps stand in a function.
ELSEWHERE, DEEPER, DEEPEST = 0.25, 0.35, 3
HOLE = re.compile(
    r"(?P<negated>not )?\$(?:(?P<dollar>\$)"
    r"|(?P<right>right_)?(?P<part>condition|check|guard|clean)\b(?:\((?P<arg>[^()]*)\))?"
    r"|put\{(?P<before>.*?)\{(?P<value>.*?)\}(?P<after>.*?)\}"
    r"|field\((?P<field>\w+): (?P<values>[\w, ]+)\)"
    r"|(?P<refuse>refuse)\b"
    r"|(?P<name>\w+))"
)
STEPS = re.compile(r"\$(\w+) = \$steps\((\w+)\)")
DEFINED = re.compile(r"(?:async )?(?:def|class) (\w+)|(\w+) =")


@dataclass
class Module:
    """The text of a module, while it grows."""

    imports: set[str] = field(default_factory=set)
    chunks: list[str] = field(default_factory=list)

    def text(self) -> list[str]:
        """Its lines, the facts undecided."""
        ordered = sorted(self.imports, key=lambda line: (line.startswith("from"), line))
        return [*ordered, "", "", *"\n\n\n".join(self.chunks).split("\n")]


@dataclass(frozen=True)
class Scope:
    """Where lines are written: the module, whether in the handler itself, and how deep in functions of steps."""

    module: str = "app"
    handler: bool = True
    depth: int = 0


@dataclass(frozen=True)
class Use:
    """One use of a template: the number of its step, and what its names are called here."""

    number: int
    names: dict[str, str]


class Program:
    """A program and its twins."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.entry = self.chance.choice(ENTRIES)
        framework = self.entry.framework
        open_to = {name for name, weakness in WEAKNESSES.items() if self.entry.by_link or not weakness.by_link}
        sinks = [sink for sink in templates()["sink"] if sink.tags <= {framework, *open_to}]
        self.weakness = self.chance.choice(sorted({tag for sink in sinks for tag in sink.tags & open_to}))
        self.tags = {framework, self.weakness}
        self.request = AioRequest() if framework == "aiohttp" else Request()
        self.modules = {"app": Module()}
        self.taken = Counter(TAKEN.split())
        #: The fields that the program reads, each with the values that matter; the first one is attacked.
        self.fields: dict[str, tuple[str, ...]] = {}
        #: What each step does.
        self.steps: list[str] = []
        self.build()

    def sources(self, mended: int | None = None) -> dict[str, str]:
        """The files: vulnerable, or with step `mended` as in the safe twin."""
        return {
            ("services/__init__" if name == "services" else name.replace(".", "/")) + ".py": "\n".join(settle(module.text(), mended)) + "\n"
            for name, module in sorted(self.modules.items())
        }

    def build(self) -> None:
        """Writes the handler."""
        first = self.fresh(self.chance.choice(FIELDS))
        self.fields[first] = ()
        read, value = self.read(first, True), first
        lines = [] if read == first else [f"{first} = {read}"]
        for _ in range(self.chance.choice((1, 1, 2, 2, 3, 3, 4))):
            more, value = self.step(value, Scope())
            lines += more
        sink = self.pick(templates()["sink"], Scope())
        returns = sink.holds("^(return|raise) ")
        if not returns and self.chance.random() < 0.25:
            sink = in_function(sink)
        more, _ = self.write(sink, value, Scope())
        lines += more if returns else [*more, ANSWERS[self.entry.framework]]
        self.enter(lines, first)

    def enter(self, body: list[str], first: str) -> None:
        """Puts the lines into the handler."""
        parameters = [name for name in self.fields if self.read(name, name == first) == name]
        shown = ", ".join(self.entry.parameter.format(name) + ("" if name == first else ' = ""') for name in parameters)
        text = self.entry.module.replace("PARAMS", shown).replace("NAME", first)
        part = Part.of(text.split("\n"))
        lines = [line for raw in part.lines for line in (indented(body, raw) if raw.strip() == "BODY" else [raw])]
        self.modules["app"].imports.update(part.imports)
        self.modules["app"].chunks.append("\n".join(lines))

    def read(self, name: str, first: bool = False) -> str:
        """The expression that reads a field."""
        return ((self.entry.first if first else None) or self.entry.read).replace("NAME", name)

    def fresh(self, name: str) -> str:
        """A name that nothing has yet."""
        self.taken[name] += 1
        return name if self.taken[name] == 1 else self.fresh(f"{name}_{self.taken[name]}")

    def fits(self, template: Template, scope: Scope) -> bool:
        """Whether the template can be used here."""
        here = scope.handler or not template.holds(r"\$field")
        awaited = (scope.handler and self.entry.awaits) or not template.holds("await |async (for|with) ")
        parts = [part for part in PARTS if template.holds(rf"\$(right_)?{part}\b")]
        return template.tags <= self.tags and here and awaited and all(self.fitting(templates()[part], scope) for part in parts)

    def fitting(self, among: list[Template], scope: Scope) -> list[Template]:
        """Those that can be used here."""
        return [template for template in among if self.fits(template, scope)]

    def pick(self, among: list[Template], scope: Scope) -> Template:
        """One of those that can be used here."""
        return self.chance.choice(self.fitting(among, scope))

    def step(self, value: str, scope: Scope) -> tuple[list[str], str]:
        """One step: its lines, and the name of what it gives."""
        families = {name: forms for name, forms in templates().items() if name not in PARTS and self.fitting(forms, scope)}
        names = ["container", *sorted(families)]
        family = self.chance.choices(names, [WEIGHTS.get(name, 2) for name in names])[0]
        template = containers.draw(self.chance) if family == "container" else self.pick(families[family], scope)
        return self.write(template, value, scope)

    def write(self, template: Template, value: str, scope: Scope) -> tuple[list[str], str]:
        """The lines of a template, its definitions put into a module, and the name of what it gives."""
        use = Use(len(self.steps), {"in": value, "text": self.chance.choice(TEXTS)})
        if template.family != "sink":
            self.steps.append(f"{template.family}: {template.form}")
        moved = bool(template.top.lines) and scope.module == "app" and self.chance.random() < ELSEWHERE
        home = self.chance.choice(("helpers", "common", "services.texts")) if moved else scope.module
        if template.top.lines:
            chunk = self.lines(template.top, use, Scope(home, False, scope.depth + 1))
            self.module(home).chunks.append("\n".join(chunk))
        body = self.lines(template.body, use, scope)
        if moved:
            body = self.imported(home, chunk, body)
        return body, use.names.get("out", value)

    def module(self, name: str) -> Module:
        """The module of this name, begun if it is new."""
        if name.startswith("services"):
            self.modules.setdefault("services", Module())
        return self.modules.setdefault(name, Module())

    def imported(self, home: str, chunk: list[str], body: list[str]) -> list[str]:
        """Imports what the lines use of a definition in another module."""
        defined = [next(filter(None, found.groups())) for line in chunk if (found := DEFINED.match(line))]
        used = [name for name in defined if any(re.search(rf"\b{name}\b", line) for line in body)]
        way = self.chance.randrange(2)
        if way and home != "services.texts":
            self.modules["app"].imports.add(f"import {home}")
            return [re.sub(rf"(?<![\w.])({'|'.join(used)})\b", rf"{home}.\1", line) for line in body]
        if way:
            self.modules["services"].imports.update(f"from .texts import {name}" for name in used)
        self.modules["app"].imports.update(f"from {'services' if way else home} import {name}" for name in used)
        return body

    def lines(self, part: Part, use: Use, scope: Scope) -> list[str]:
        """The lines with their holes filled."""
        self.module(scope.module).imports.update(part.imports)
        written: list[str] = []
        for raw in part.lines:
            if nested := STEPS.fullmatch(raw.strip()):
                use.names[nested[1]], more = nested[2], []
                if scope.depth < DEEPEST and self.chance.random() < DEEPER:
                    more, use.names[nested[1]] = self.step(nested[2], scope)
            else:
                more = self.filled(raw.strip().replace("<<", f"<<{use.number}:"), use, scope)
            written += indented(more, raw)
        return written

    def filled(self, line: str, use: Use, scope: Scope) -> list[str]:
        """A line with its holes filled, after the lines that they need."""
        before: list[str] = []

        def fill(hole: re.Match[str]) -> str:
            if hole["negated"] and not hole["part"]:
                return "not " + HOLE.sub(fill, hole[0].removeprefix("not "))
            if hole["dollar"]:
                return "$"
            if hole["refuse"]:
                return REFUSALS[self.entry.framework] if scope.handler else 'raise ValueError("refused")'
            if hole["field"]:
                self.fields[hole["field"]] = tuple(hole["values"].split(", "))
                return self.read(hole["field"])
            if hole["before"] is not None:
                return self.put(hole["before"], HOLE.sub(fill, hole["value"]), hole["after"])
            if hole["part"]:
                more, expression = self.expression(hole, HOLE.sub(fill, hole["arg"] or ""), use.number, scope)
                before.extend(more)
                return negation(expression) if hole["negated"] else expression
            name = hole["name"]
            if name not in use.names:
                use.names[name] = self.fresh(self.chance.choice(RESULTS) if name == "out" else name)
            return use.names[name]

        filled = HOLE.sub(fill, line)
        return [*before, filled]

    def expression(self, hole: re.Match[str], argument: str, number: int, scope: Scope) -> tuple[list[str], str]:
        """A condition, a check or a sanitizer, and the lines before it; `right_` is the safe side alone."""
        template = self.pick(templates()[hole["part"]], scope)
        template = template.right() if hole["right"] else template
        use = Use(number, {"arg": argument})
        top, (*before, last) = (self.lines(part, use, scope) for part in (template.top, template.body))
        self.module(scope.module).chunks += ["\n".join(top)] if top else []
        return before, last

    def put(self, before: str, value: str, after: str) -> str:
        """An expression that puts the value between two texts."""
        ways = (
            f'"{before}" + {value}' + (f' + "{after}"' if after else ""),
            f'f"{before}{{{value}}}{after}"',
            f'"{before}%s{after}" % {value}',
            f'"{before}{{}}{after}".format({value})',
        )
        return self.chance.choice(ways)


def negation(condition: str) -> str:
    """The condition's contrary, as people write it."""
    if re.search(" and | or ", condition):
        return f"not ({condition})"
    return condition.removeprefix("not ") if condition.startswith("not ") else f"not {condition}"


def in_function(sink: Template) -> Template:
    """The sink in a function of its own."""
    lines = [line.replace("$in", "given") for line in sink.body.lines]
    top = Part(sink.body.imports, ("def $deliver(given):", *indented(lines, "    ")))
    return replace(sink, top=top, body=Part((), ("$deliver($in)",)))


def indented(lines: list[str], like: str) -> list[str]:
    """The lines, as deep as another one."""
    depth = like[: len(like) - len(like.lstrip())]
    return [depth + line if line else line for line in lines]
