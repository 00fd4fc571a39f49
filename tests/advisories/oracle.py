"""What OSV's algorithm says, with Python's `packaging`: an independent answer to the questions that the index answers.

Usage: oracle.py FACTS.jsonl.gz. One line a question: kind, package, version or condition, identifiers.
"""

import gzip
import json
import re
import sys

try:
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion, Version
except ImportError:
    from pip._vendor.packaging.specifiers import SpecifierSet
    from pip._vendor.packaging.version import InvalidVersion, Version

TIES = {"fixed": 0, "introduced": 1, "last_affected": 2}
FIRST = Version("0.dev0")


def version(text):
    """A version; what is nearly one is mended as the data's description says."""
    for candidate in (text, text.replace("\\", ""), text.replace("-NA", ""), re.sub(r"-cu(\d+)$", r"+cu\1", text)):
        try:
            return Version(candidate)
        except InvalidVersion:
            pass
    for end in range(len(text) - 1, 0, -1):
        if not text[end].isalnum():
            try:
                return Version(text[:end])
            except InvalidVersion:
                pass
    return None


def listed(texts):
    out = set()
    for text in texts:
        try:
            out.add(Version(text))
        except InvalidVersion:
            pass
    return out


def events_of(one):
    events = []
    for event in one["events"]:
        for kind, text in event.items():
            at = FIRST if kind == "introduced" and text == "0" else version(text)
            if at is not None:
                events.append((at, TIES[kind], kind))
    return sorted(events, key=lambda event: event[:2])


def in_range(asked, public, events):
    """OSV's evaluation: walk along the events and see whether the version is in at the end."""
    affected = False
    for at, _, kind in events:
        seen = asked if at.local and kind != "last_affected" else public
        if kind == "introduced" and (at is FIRST or seen >= at):
            affected = True
        elif kind == "fixed" and seen >= at:
            affected = False
        elif kind == "last_affected" and public > at:
            affected = False
    return affected


def affects(advisory, asked, public):
    return (
        asked in advisory["versions"]
        or public in advisory["versions"]
        or any(in_range(asked, public, events) for events in advisory["ranges"])
    )


def release(epoch, numbers):
    return Version(f"{epoch}!" + ".".join(map(str, numbers)))


def below(at):
    numbers = list(at.release)
    while numbers and numbers[-1] == 0:
        numbers.pop()
    if not numbers:
        return None
    numbers[-1] -= 1
    return release(at.epoch, [*numbers, 99999])


def around(at, number):
    """Just below, at and just above, and in turn a pre-, development, post- or local version or a later epoch."""
    base = Version(at.base_version)
    yield at
    yield Version(f"{base}.0.1")
    turns = (f"{base}rc1", f"{base}.dev1", f"{base}.post1", f"{base}+cu117", f"{base.epoch + 1}!0.1", f"{base}a1.post1")
    yield Version(turns[number % len(turns)])
    down = below(at)
    if down is not None:
        yield down
        if number % 3 == 0:
            yield Version(f"{down}+local.1")


def finals(at):
    yield at
    yield Version(at.base_version)
    yield Version(f"{at.base_version}.0.0.1")
    down = below(at)
    if down is not None:
        yield down


def main(path):
    packages = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record.get("withdrawn"):
                continue
            for affected in record["affected"]:
                name = re.sub(r"[-_.]+", "-", affected["package"]["name"]).lower()
                packages.setdefault(name, []).append(
                    {
                        "id": record["id"],
                        "ranges": [events_of(one) for one in affected.get("ranges", [])],
                        "versions": listed(affected.get("versions", [])),
                    }
                )

    def bounds(advisory):
        found = {at for events in advisory["ranges"] for at, _, _ in events if at is not FIRST}
        return sorted(found | advisory["versions"])

    for name, advisories in sorted(packages.items()):
        ends = sorted({at for advisory in advisories for at in bounds(advisory)})
        for text in sorted({str(near) for number, at in enumerate(ends) for near in around(at, number)}):
            full = Version(text)
            public = Version(full.public)
            ids = sorted(one["id"] for one in advisories if affects(one, full, public))
            print("version", name, text, ",".join(ids), sep="\t")

    for number, (name, advisories) in enumerate(sorted(packages.items())):
        ends = sorted({at for advisory in advisories for at in bounds(advisory) if not at.local})
        if not ends:
            continue
        middle = ends[len(ends) // 2]
        low, high = ends[len(ends) // 3], ends[-1]
        condition = [
            f"<{middle}", f"<={middle}", f">={middle}", f">{high}", f"=={middle}", f"!={middle}", f">={low},<{high}",
            f">={low},!={middle}", f"=={middle.release[0]}.*", f"~={middle.release[0]}.0", f">{low},<={middle}", "",
        ][number % 12]
        if middle.epoch:
            continue
        specifier = SpecifierSet(condition)
        written = [version(clause.version.replace(".*", "")) for clause in specifier]
        grid = {near for at in [*ends, *written] for near in finals(at)}
        grid |= {near for one in written for near in finals(release(0, [one.release[0] + 1]))}
        grid.add(Version("0"))
        allowed = [near for near in grid if specifier.contains(near, prereleases=True)]
        ids = sorted(one["id"] for one in advisories if any(affects(one, near, near) for near in allowed))
        print("range", name, condition, ",".join(ids), sep="\t")


main(sys.argv[1])
