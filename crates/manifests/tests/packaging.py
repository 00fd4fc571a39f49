"""Answers questions about versions, one a line, with the `packaging` library or pip's copy of it."""

import sys

try:
    from packaging.markers import InvalidMarker, Marker
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version
except ImportError:
    from pip._vendor.packaging.markers import InvalidMarker, Marker
    from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
    from pip._vendor.packaging.specifiers import InvalidSpecifier, SpecifierSet
    from pip._vendor.packaging.version import InvalidVersion, Version

# Before 22 there was a second kind of version, which everything was.
assert not hasattr(sys.modules[Version.__module__], "LegacyVersion")

HERE = {
    "implementation_name": "cpython",
    "implementation_version": "3.13.0",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
    "extra": "test",
}


def answer(kind, *words):
    if kind == "version":
        return str(Version(words[0]))
    if kind == "order":
        left, right = Version(words[0]), Version(words[1])
        return "<" if left < right else ">" if left > right else "="
    if kind == "contains":
        return str(SpecifierSet(words[0]).contains(Version(words[1]), prereleases=True))
    if kind == "marker":
        return str(Marker(words[0]).evaluate(HERE))
    if kind == "requirement":
        requirement = Requirement(words[0])
        specifiers = ",".join(sorted(str(one) for one in requirement.specifier))
        return " ".join([requirement.name, ",".join(sorted(requirement.extras)), specifiers])
    raise AssertionError(kind)


sys.stdin.reconfigure(encoding="utf-8")
sys.stdout.reconfigure(encoding="utf-8")
for line in sys.stdin:
    try:
        print(answer(*line.rstrip("\n").split("\t")))
    except (InvalidVersion, InvalidSpecifier, InvalidMarker, InvalidRequirement):
        print("invalid")
