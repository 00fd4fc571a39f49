"""Steps through lists and mappings that are changed on the way. Where the value stands in the end is found out by running the lines."""

import random
from typing import Any

from templates import Template

LIST_BEGINNINGS = (
    ['$items = ["a", $in]'],
    ['$items = [$in, "b"]'],
    ['$items = ["a", "b"]', "$items.append($in)"],
    ["$items = []", "$items.append($in)"],
    ['$items = ["c"]', "$items.insert(0, $in)"],
)
LIST_CHANGES = (
    '$items.append("x")',
    '$items.insert(0, "y")',
    '$items.insert(1, "z")',
    '$items.extend(["x", "q"])',
    '$items += ["w"]',
    '$items = $items + ["n"]',
    '$items[0] = "s"',
    '$items.remove("a")',
    "$items.pop()",
    "$items.pop(0)",
    "del $items[0]",
    "$items.reverse()",
    "$items = $items[1:]",
    "$items = $items[:]",
    "$items = $items.copy()",
    "$items = list($items)",
)
MAPPING_BEGINNINGS = (
    ['$options = {"first": $in, "second": "fixed"}'],
    ["$options = {}", '$options["first"] = $in', '$options["second"] = "fixed"'],
    ['$options = dict(first=$in, second="fixed")'],
    ['$options = {"second": "fixed"}', "$options.update(first=$in)"],
)
MAPPING_CHANGES = (
    '$options["third"] = "other"',
    '$options.update({"third": "new"})',
    '$options.setdefault("third", "usual")',
    '$options.setdefault("first", "never")',
    '$options = $options | {"third": "merged"}',
    '$options |= {"third": "merged"}',
    '$options = {**$options, "third": "spread"}',
    '$options.pop("third", None)',
    'del $options["third"]',
    "$options = dict($options)",
    "$options = $options.copy()",
)
MAPPING_READS = ('$options["{}"]', '$options.get("{}")', '$options.get("{}", "none")', '$options.pop("{}")')


class Value:
    """Stands for the value whose place is looked for."""


VALUE = Value()


def draw(chance: random.Random) -> Template:
    """A step of one of the two families."""
    if chance.random() < 0.5:
        lines, items = changed(chance, "items", LIST_BEGINNINGS, LIST_CHANGES)
        if len(items) < 2:
            lines, items = [*lines, '$items.append("end")'], [*items, "end"]
        from_end = chance.random() < 0.4
        right, wrong = (len(items) - place if from_end else place for place in places(chance, list(enumerate(items))))
        index = f"<<{right} || {wrong}>>"
        if from_end:
            index = chance.choice(("-", "len($items) - ")) + index
        elif chance.random() < 0.5:
            lines, index = [*lines, f"$position = {index}"], "$position"
        return Template.of("container", "list", [*lines, f"$out = $items[{index}]"])
    lines, options = changed(chance, "options", MAPPING_BEGINNINGS, MAPPING_CHANGES)
    right, wrong = places(chance, list(options.items()))
    read = chance.choice(MAPPING_READS)
    if chance.random() < 0.2:
        overwritten = f'<< || $options["{right}"] = "fixed">>'
        return Template.of("container", "overwritten", [*lines, overwritten, f"$out = {read.format(right)}"])
    return Template.of("container", "mapping", [*lines, f"$out = {read.format(f'<<{right} || {wrong}>>')}"])


def changed(chance: random.Random, name: str, beginnings: tuple[list[str], ...], changes: tuple[str, ...]) -> tuple[list[str], Any]:
    """Lines that make a container and change it, and the container that they make."""
    lines = list(chance.choice(beginnings))
    for change in chance.choices(changes, k=chance.randrange(5)):
        try:
            made = made_by([*lines, change], name)
        except (IndexError, KeyError, ValueError):
            continue
        if any(value is VALUE for value in (made.values() if isinstance(made, dict) else made)):
            lines.append(change)
    return lines, made_by(lines, name)


def made_by(lines: list[str], name: str) -> Any:
    """The container after these lines."""
    names: dict[str, Any] = {"given": VALUE}
    exec("\n".join(lines).replace("$in", "given").replace("$", ""), names)
    return names[name]


def places(chance: random.Random, items: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Where the value stands, and where another one does."""
    return tuple(chance.choice([place for place, value in items if (value is VALUE) is wanted]) for wanted in (True, False))
