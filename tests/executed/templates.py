"""Reads the templates in `steps/`: small pieces of code with holes, of which programs are made.

A heading is `=== FAMILY [TAG...]: FORM`. What stands above a line `---` belongs at the top of a module, what stands below it where
the piece is used; imports go to the top of the module that needs them. README.md tells the holes.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "steps"
HEADING = re.compile(r"=== (\w+)((?: \w+)*): (.+)")
#: `<<vulnerable || safe>>`; the number of the step is put in when a template is used.
FACT = re.compile(r"<<(?:(\d+):)?(.*?) \|\| (.*?)>>")


@dataclass(frozen=True)
class Part:
    """The lines for one place, and the imports that they need."""

    imports: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, lines: list[str]) -> "Part":
        imports = tuple(line for line in lines if re.match(r"(import|from) ", line))
        return cls(imports, tuple(line for line in lines if line not in imports))


@dataclass(frozen=True)
class Template:
    """A piece of code. It fits a program whose weakness and framework have all the tags."""

    family: str
    tags: frozenset[str]
    form: str
    top: Part
    body: Part

    @classmethod
    def of(cls, family: str, form: str, lines: list[str], tags: frozenset[str] = frozenset()) -> "Template":
        cut = lines.index("---") if "---" in lines else -1
        return cls(family, tags, form, Part.of(lines[: max(cut, 0)]), Part.of(lines[cut + 1 :]))

    def right(self) -> "Template":
        """The safe side alone."""
        top, body = (Part(part.imports, tuple(FACT.sub(r"\3", line) for line in part.lines)) for part in (self.top, self.body))
        return replace(self, top=top, body=body)

    def holds(self, pattern: str) -> bool:
        """Whether a line matches."""
        return any(re.search(pattern, line) for line in self.top.lines + self.body.lines)


@cache
def templates() -> dict[str, list[Template]]:
    """All templates by their families."""
    found: dict[str, list[Template]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        heads = re.split(r"^(?==== )", path.read_text(encoding="utf-8"), flags=re.M)
        for text in filter(None, heads):
            head, *lines = text.rstrip("\n").split("\n")
            heading = HEADING.fullmatch(head)
            if not heading:
                raise ValueError(f"{path.name}: not a heading: {head}")
            family, tags, form = heading.groups()
            found.setdefault(family, []).append(Template.of(family, form, lines, frozenset(tags.split())))
    return found


def settle(lines: list[str], mended: int | None) -> list[str]:
    """The lines with every fact decided: step `mended` is as in the safe program, all others as in the vulnerable one."""

    def side(fact: re.Match[str]) -> str:
        return fact[3] if fact[1] == str(mended) else fact[2]

    settled = [(line, FACT.sub(side, line)) for line in lines]
    # A fact may be that a line is there at all.
    return [after.rstrip() for before, after in settled if after.strip() or not before.strip()]
