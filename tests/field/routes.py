"""Counts the routes that an application registers, and looks for them in a review.

    python3 tests/field/routes.py count SOURCES REVIEW.json     what is registered, what the review has of it
    python3 tests/field/routes.py draw REVIEW.json SEED COUNT   routes to be read beside their source

It reads the sources with Python's own `ast`, one file at a time, and knows nothing of what one file tells the other: every decorator
and call that registers a route counts, and so does every turn of a loop over a table that stands in the same file. A registration is
found if a route of the review ends with its path. What cannot be read as a path here is counted as computed: the review has it if it
names the place, as a route or as one that is computed.
"""

import ast
import json
import pathlib
import random
import re
import sys

VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "websocket", "route", "api_route", "expose"}
PATTERNS = {"path", "re_path", "url"}
ADDERS = {"add_url_rule": 0, "add_api_route": 0, "add_resource": 1}
ASIDE = re.compile(r"(^|/)(tests?|testing|test_[^/]*|[^/]*_test|conftest|docs?|examples?|node_modules)(/|\.py$|$)")


def sources(root):
    for path in sorted(pathlib.Path(root).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if ASIDE.search(name):
            continue
        try:
            yield name, ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            print(f"not read: {name}", file=sys.stderr)


def word(func):
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else None


def constants(tree):
    """Names at the top of the file that are given one text, table or list, once."""
    found, seen = {}, set()
    for stmt in tree.body:
        targets = stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target] if isinstance(stmt, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name):
                if target.id in seen:
                    found.pop(target.id, None)
                elif stmt.value is not None:
                    found[target.id] = stmt.value
                seen.add(target.id)
    return found


def text(node, names, depth=0):
    """What a node stands for as a text, or None."""
    if depth > 8 or node is None:
        return None
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, (str, int)) else None
    if isinstance(node, ast.Name):
        return text(names.get(node.id), names, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [text(node.left, names, depth + 1), text(node.right, names, depth + 1)]
        return None if None in parts else "".join(parts)
    if isinstance(node, ast.JoinedStr):
        parts = [text(p.value if isinstance(p, ast.FormattedValue) else p, names, depth + 1) for p in node.values]
        return None if None in parts else "".join(parts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        given = [text(arg, names, depth + 1) for arg in node.args]
        pattern = text(node.func.value, names, depth + 1)
        if pattern is None or None in given or node.keywords:
            return None
        try:
            return pattern.format(*given)
        except (IndexError, KeyError, ValueError):
            return None
    return None


def turns(loop, names):
    """What the names of a loop over a written table stand for, turn by turn."""
    table = loop.iter
    if isinstance(table, ast.Name):
        table = names.get(table.id)
    if not isinstance(table, (ast.List, ast.Tuple, ast.Set)):
        return None
    target = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    if not all(isinstance(name, ast.Name) for name in target):
        return None
    found = []
    for item in table.elts:
        values = item.elts if len(target) > 1 and isinstance(item, (ast.Tuple, ast.List)) else [item]
        if len(values) != len(target):
            return None
        found.append({name.id: value for name, value in zip(target, values)})
    return found


def registrations(tree):
    """(line, path or None) of all that is registered in one file."""
    names = constants(tree)
    uses_tornado = any(
        isinstance(node, (ast.Import, ast.ImportFrom))
        and any((alias.name or "").split(".")[0] == "tornado" for alias in node.names)
        or isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tornado"
        for node in ast.walk(tree)
    )

    def visit(node, rows):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for decorator in node.decorator_list:
                yield from decorated(decorator, node)
        if isinstance(node, (ast.For, ast.AsyncFor)):
            of_loop = turns(node, names)
            if of_loop is not None:
                rows = [{**row, **turn} for row in rows for turn in of_loop]
        if isinstance(node, ast.Call):
            yield from called(node, rows)
        if uses_tornado and isinstance(node, ast.Tuple) and 2 <= len(node.elts) <= 4:
            path = text(node.elts[0], names)
            if path and path[0] in "/(^." and (word(node.elts[1]) or "")[:1].isupper():
                yield node.lineno, path
        for child in ast.iter_child_nodes(node):
            yield from visit(child, rows)

    def decorated(decorator, node):
        if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, (ast.Attribute, ast.Name)):
            return
        name = word(decorator.func)
        if name not in VERBS or isinstance(decorator.func, ast.Name) and name != "expose":
            return
        keywords = {keyword.arg: keyword.value for keyword in decorator.keywords}
        given = decorator.args[0] if decorator.args else next((keywords[k] for k in ("path", "rule", "url") if k in keywords), None)
        if given is None:
            return
        path = text(given, names)
        if path is not None and name not in ("route", "api_route", "expose") and path[:1] not in ("", "/", "<"):
            return
        yield decorator.lineno, path

    def called(node, rows):
        name = word(node.func)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if isinstance(node.func, ast.Attribute) and name in ADDERS:
            at = ADDERS[name]
            given = node.args[at:] if name == "add_resource" else node.args[at : at + 1]
            given = given or [keywords[k] for k in ("rule", "path") if k in keywords]
        elif name in PATTERNS and (len(node.args) >= 2 or "view" in keywords):
            if isinstance(node.func, ast.Attribute):
                return
            target = node.args[1] if len(node.args) > 1 else keywords["view"]
            if isinstance(target, ast.Call) and (word(target.func) or "").endswith("include"):
                return
            given = node.args[:1]
        elif name == "register" and isinstance(node.func, ast.Attribute) and "router" in (word(node.func.value) or "").lower():
            given = node.args[:1] if len(node.args) > 1 else []
        elif name == "add_route" and len(node.args) > 1:
            given = [arg for arg in node.args[:2] if (text(arg, names) or "")[:1] in ("/", "^")]
        else:
            return
        for row in rows:
            for path in given:
                yield node.lineno, text(path, {**names, **row})

    yield from visit(tree, [{}])


def plain(path):
    return path.strip("^$").strip("/")


def count(root, review):
    recon = json.load(open(review))["recon"]
    routes = [entry for entry in recon["entry_points"] if entry["kind"] == "route"]
    paths = [plain(entry["path"]) for entry in routes if entry["path"] is not None]
    whole, ends = set(paths), {}
    for path in paths:
        ends.setdefault(path[-1:], []).append(path)
    places = {(entry["file"], line) for entry in routes for line in range(entry["line"], max(entry["line"], entry["end_line"]) + 1)}
    places |= {(place["file"], place["line"]) for place in recon.get("computed_routes", [])}
    total = found = computed = placed = 0
    for name, tree in sources(root):
        for line, path in registrations(tree):
            if path is None:
                computed += 1
                if any((name, near) in places for near in range(line - 1, line + 12)):
                    placed += 1
                else:
                    print(f"  computed, and not seen: {name}:{line}")
                continue
            total += 1
            wanted = plain(path)
            if wanted in whole or any(known.endswith(wanted) for known in ends.get(wanted[-1:], paths)):
                found += 1
            else:
                print(f"  missing: {name}:{line} {path}")
    unknown = sum(entry["path"] is None for entry in routes)
    print(f"frameworks {recon['frameworks']}, mechanism {recon['auth_mechanism']}, orms {recon['orms']}")
    print(f"{len(routes)} routes, {unknown} without a path, {len(recon.get('computed_routes', []))} places that compute")
    print(f"registrations with a path: {found} of {total}; computed: {computed}, seen {placed}")


def draw(review, seed, number):
    routes = [entry for entry in json.load(open(review))["recon"]["entry_points"] if entry["kind"] == "route"]
    for entry in random.Random(int(seed)).sample(routes, min(int(number), len(routes))):
        methods = ",".join(entry["methods"]) or "-"
        print(f"{methods} {entry['path']} {entry['function']} {entry.get('guards', [])} {entry['file']}:{entry['line']}")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "count":
        count(*sys.argv[2:])
    elif len(sys.argv) == 5 and sys.argv[1] == "draw":
        draw(*sys.argv[2:])
    else:
        sys.exit(__doc__)
