"""Compares the routes that a framework has registered with those of a review.

    python3 tests/field/registered.py REGISTERED.json REVIEW.json FOLDER

A program that starts the application writes REGISTERED.json: it imports this file and hands the application to `of_flask`, `of_tornado`,
`of_fastapi` or (after `django.setup()`) `of_django`, and the rows to `save`. What answers from a file below FOLDER
(`site-packages/shop/`) is the application's own. Two paths are the same if they differ in nothing but the names and patterns of
their parameters. A route counts as *behind a placeholder* if the review says `{…}` for a part that only the running program knows, and
what stands around it and the function are right.
"""

import functools
import inspect
import json
import re
import sys

FORMAT = r"\.(?P<format>[a-z0-9]+)/?$"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def innermost(view):
    for _ in range(20):
        inner = view.func if isinstance(view, functools.partial) else getattr(view, "__wrapped__", None)
        if inner is None:
            break
        view = inner
    return view


def row(path, methods, view):
    view = innermost(view)
    try:
        file = inspect.getsourcefile(view)
    except TypeError:
        file = None
    name = getattr(view, "__qualname__", type(view).__name__)
    return {"path": path, "methods": sorted(METHODS & set(methods)), "view": f"{view.__module__}.{name}", "file": file}


def of_flask(app):
    views = app.view_functions
    rules = [(rule, views[rule.endpoint]) for rule in app.url_map.iter_rules() if rule.endpoint in views]
    return [row(rule.rule, rule.methods or (), getattr(view, "view_class", view)) for rule, view in rules]


def of_tornado(handlers):
    from tornado.web import RequestHandler

    def methods(handler):
        return [name.upper() for name in ("get", "post", "put", "patch", "delete") if getattr(handler, name) is not getattr(RequestHandler, name)]

    return [row(entry[0], methods(entry[1]), entry[1]) for entry in handlers if isinstance(entry[1], type)]


def of_fastapi(app, prefix=""):
    found = []
    for route in getattr(app, "routes", None) or []:
        if hasattr(route, "original_router"):
            found += of_fastapi(route.original_router, prefix + (getattr(route.include_context, "prefix", "") or ""))
        elif hasattr(route, "endpoint"):
            found.append(row(prefix + route.path, getattr(route, "methods", None) or (), route.endpoint))
        elif hasattr(route, "app"):
            found += of_fastapi(route.app, prefix + route.path)
    return found


def of_django():
    from django.urls import URLPattern, get_resolver

    def methods(callback, view):
        named = getattr(callback, "actions", None) or ()
        names = named or [name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
        return [name.upper() for name in names if name in view.http_method_names]

    def below(patterns, prefix):
        for pattern in patterns:
            path = prefix + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLPattern):
                view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
                yield row(path, methods(pattern.callback, view) if view else (), view or pattern.callback)
            else:
                yield from below(pattern.url_patterns, path)

    return list(below(get_resolver().url_patterns, "/"))


def save(path, rows):
    with open(path, "w") as file:
        json.dump(rows, file, indent=1)


def closed(path, at):
    """Where the bracket that opens at this place closes."""
    depth = 0
    while at < len(path):
        if path[at] == "\\":
            at += 1
        elif path[at] == "[":
            at = path.find("]", at + 2)
            if at < 0:
                return len(path)
        elif path[at] in "()":
            depth += 1 if path[at] == "(" else -1
            if depth == 0:
                return at
        at += 1
    return len(path)


def plain(path):
    """A path with `{}` for each of its parameters."""
    out, at = "", 0
    while path is not None and at < len(path):
        end = {"<": path.find(">", at), "{": path.find("}", at), "(": closed(path, at)}.get(path[at], -1)
        if end > 0:
            out, at = out + "{}", end + 1
            at += path[at : at + 1] in ("?", "*", "+")
        elif path[at] == "\\":
            out, at = out + path[at + 1 : at + 2], at + 2
        else:
            out, at = out + path[at], at + 1
    return out.replace("^", "").replace("$", "").replace("/?", "/").strip("/")


def compare(registered, review, folder):
    with open(registered) as file:
        registered = json.load(file)
    with open(review) as file:
        entries = json.load(file)["recon"]["entry_points"]
    ours, real = {}, {}
    for entry in entries:
        if entry["kind"] == "route" and entry["path"] is not None:
            ours.setdefault(plain(entry["path"]), []).append(entry)
    for route in registered:
        # REST framework's other way to write a route.
        if route["path"].endswith(FORMAT):
            continue
        real.setdefault(plain(route["path"]), []).append(route)
    own = {path: rows for path, rows in real.items() if any(row["file"] and re.search(folder, row["file"]) for row in rows)}
    right, behind, methods, used = 0, 0, 0, set()
    for path, rows in own.items():
        found = ours.get(path)
        if found:
            right += 1
            used.add(path)
            wanted = {method for row in rows for method in row["methods"]}
            said = {method for entry in found for method in entry["methods"] or ["GET"]} & METHODS
            methods += not wanted or wanted == said
            if wanted and wanted != said:
                print(f"  methods: {path}: {sorted(wanted)}, and not {sorted(said)}")
            continue
        names = {part for row in rows for part in row["view"].split(".")[-2:]}
        fits = [
            known
            for known, listed in ours.items()
            if "{}" in known and re.fullmatch("/?" + ".*".join(map(re.escape, known.split("{}"))), f"/{path}")
            and ("…" in str(listed[0]["path"]) and len(known) > 7 or any(entry["function"].split(".")[-1] in names for entry in listed))
        ]
        behind += bool(fits)
        used.update(fits)
        if not fits:
            print(f"  missing: {rows[0]['path']} {rows[0]['view']}")
    others = [path for path in ours if path not in used and path not in real]
    for path in others:
        entry = ours[path][0]
        print(f"  not registered: {entry['path']} {entry['function']} {entry['file']}:{entry['line']}")
    print(f"{len(own)} paths: {right} right, {behind} behind a placeholder; methods of {methods} right; {len(others)} listed and not registered")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    compare(*sys.argv[1:])
