"""Dumps the syntax trees of Python files, one node a line, for comparison with our own.

Usage: python ast_dump.py SHARE OF ROOT...
Writes, for each .py file under the roots whose number modulo OF is SHARE:
    F <path>
    <kind> <line> <column> <end line> <end column> <detail>     (sorted; columns count UTF-8 bytes)
A file that CPython does not parse is written as `X <path>`.
"""

import ast
import os
import struct
import sys
import tokenize
import warnings

OPERATORS = {}
for base in (ast.operator, ast.unaryop, ast.boolop, ast.cmpop):
    for known in base.__subclasses__():
        OPERATORS[known] = known.__name__

IGNORED = (ast.Load, ast.Store, ast.Del, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.type_ignore)


def escaped(text):
    return text.encode("utf-8", "replace").replace(b"%", b"%25").replace(b"\n", b"%0A").replace(b"\r", b"%0D").decode()


def string(value):
    # Rust's strings hold no lone surrogates; we write both sides the same.
    text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    return escaped(text)


def constant(value):
    if isinstance(value, str):
        return "Str " + string(value)
    if isinstance(value, bytes):
        return "Bytes " + value.hex()
    if isinstance(value, bool) or value is None or value is ...:
        return {True: "True", False: "False", None: "None", ...: "Ellipsis"}[value]
    if isinstance(value, int):
        return "Int " + (hex(value) if value < 2**127 else "big")
    if isinstance(value, float):
        return "Float " + struct.pack(">d", value).hex()
    return "Complex"


def arguments(node):
    """Parameters in source order, with their kinds."""
    kinds = [("P", a) for a in node.posonlyargs] + [("R", a) for a in node.args]
    kinds += [("V", node.vararg)] if node.vararg else []
    kinds += [("K", a) for a in node.kwonlyargs]
    kinds += [("W", node.kwarg)] if node.kwarg else []
    defaults = [d for d in node.defaults + node.kw_defaults if d is not None]
    return " ".join(kind + a.arg for kind, a in kinds) + f" {len(defaults)}"


def alias(node):
    return f"{node.name}:{node.asname or ''}"


def type_params(node):
    params = getattr(node, "type_params", [])
    return " ".join(p.name + ("+" if getattr(p, "bound", None) else "") + ("=" if getattr(p, "default_value", None) else "") for p in params)


def detail(node):
    kind = type(node)
    if kind in (ast.FunctionDef, ast.AsyncFunctionDef):
        return f"{node.name} ({arguments(node.args)}) [{type_params(node)}] {len(node.decorator_list)} {len(node.body)}"
    if kind is ast.ClassDef:
        keywords = " ".join(k.arg or "**" for k in node.keywords)
        return f"{node.name} {len(node.bases)} ({keywords}) [{type_params(node)}] {len(node.decorator_list)} {len(node.body)}"
    if kind is ast.Call:
        return f"{len(node.args)} " + " ".join(k.arg or "**" for k in node.keywords)
    if kind is ast.Attribute:
        return node.attr
    if kind is ast.Lambda:
        return arguments(node.args)
    if kind is ast.Compare:
        return " ".join(OPERATORS[type(op)] for op in node.ops)
    if kind in (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.AugAssign):
        return OPERATORS[type(node.op)] + (f" {len(node.values)}" if kind is ast.BoolOp else "")
    if kind in (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp):
        return " ".join(f"{'a' if g.is_async else ''}{len(g.ifs)}" for g in node.generators)
    if kind in (ast.Tuple, ast.List, ast.Set):
        return str(len(node.elts))
    if kind is ast.Dict:
        return "".join("*" if k is None else "." for k in node.keys)
    if kind is ast.Slice:
        return "".join("." if part else "-" for part in (node.lower, node.upper, node.step))
    if kind is ast.Import:
        return " ".join(map(alias, node.names))
    if kind is ast.ImportFrom:
        return f"{node.level} {node.module or ''} " + " ".join(map(alias, node.names))
    if kind in (ast.Global, ast.Nonlocal):
        return " ".join(node.names)
    if kind in (ast.Assign, ast.Delete):
        return str(len(node.targets))
    if kind in (ast.With, ast.AsyncWith):
        return f"{len(node.items)} {sum(i.optional_vars is not None for i in node.items)} {len(node.body)}"
    if kind in (ast.For, ast.AsyncFor, ast.While):
        return f"{len(node.body)} {len(node.orelse)}"
    if kind in (ast.Try, getattr(ast, "TryStar", None)):
        return f"{len(node.body)} {len(node.handlers)} {len(node.orelse)} {len(node.finalbody)}"
    if kind is ast.ExceptHandler:
        return f"{node.name or ''} {len(node.body)}"
    if kind is ast.Match:
        return " ".join(f"{len(c.body)}{'g' if c.guard else ''}" for c in node.cases)
    if kind is ast.Raise:
        return f"{node.exc is not None} {node.cause is not None}"
    if kind is ast.MatchSequence:
        return str(len(node.patterns))
    if kind is ast.MatchMapping:
        return f"{len(node.keys)} {node.rest or ''}"
    if kind is ast.MatchClass:
        return f"{len(node.patterns)} " + " ".join(node.kwd_attrs)
    if kind in (ast.MatchStar, ast.MatchAs):
        return node.name or "_"
    if kind is ast.MatchOr:
        return str(len(node.patterns))
    if kind.__name__ == "TypeAlias":
        return f"[{type_params(node)}]"
    return ""


def joined(values, parts):
    """Literal text and interpolations of an f-string, specifications flattened."""
    for value in values:
        if isinstance(value, ast.Constant):
            parts.append(string(value.value))
        else:
            spec = []
            if value.format_spec is not None:
                joined(value.format_spec.values, spec)
            text = "".join(spec)
            parts.append(f"{{{value.conversion}{':' if text else ''}{text}}}")


def dump(tree):
    lines = []
    todo = list(tree.body)
    while todo:
        node = todo.pop()
        kind = type(node)
        if isinstance(node, IGNORED):
            continue
        if kind is ast.If:
            # `elif` is a nested `If` there and an arm here.
            arms, last = 1, node
            todo.append(node.test)
            todo.extend(node.body)
            while len(last.orelse) == 1 and isinstance(last.orelse[0], ast.If) and is_elif(last.orelse[0]):
                last = last.orelse[0]
                arms += 1
                todo.append(last.test)
                todo.extend(last.body)
            todo.extend(last.orelse)
            name, what = "If", f"{arms} {len(last.orelse)}"
        elif kind is ast.Constant:
            value = constant(node.value)
            name, _, what = value.partition(" ")
        elif kind.__name__ in ("JoinedStr", "TemplateStr"):
            parts = []
            joined(node.values, parts)
            name, what = kind.__name__, "".join(parts)
            specs = list(node.values)
            while specs:
                value = specs.pop()
                if not isinstance(value, ast.Constant):
                    todo.append(value.value)
                    if value.format_spec is not None:
                        specs.extend(value.format_spec.values)
        elif kind is ast.Call:
            # `*x` of a call is an argument's kind here, no node.
            name, what = "Call", detail(node)
            todo.append(node.func)
            todo.extend(a.value if isinstance(a, ast.Starred) else a for a in node.args)
            todo.extend(node.keywords)
        elif kind is ast.ClassDef:
            name, what = "ClassDef", detail(node)
            todo.extend(a.value if isinstance(a, ast.Starred) else a for a in node.bases)
            todo.extend(node.keywords)
            todo.extend(node.decorator_list + getattr(node, "type_params", []) + node.body)
        else:
            name, what = kind.__name__, detail(node)
            todo.extend(ast.iter_child_nodes(node))
        if name in SPANLESS or not hasattr(node, "lineno"):
            continue
        if name in ("Str", "JoinedStr", "TemplateStr") and has_named_escape(node):
            what = "named"
        lines.append(f"{name} {node.lineno} {node.col_offset} {node.end_lineno} {node.end_col_offset} {what}")
    lines.sort()
    return "\n".join(lines)


SPANLESS = {"keyword", "alias", "arg", "arguments", "comprehension", "withitem", "match_case", "TypeVar", "ParamSpec", "TypeVarTuple"}
SOURCE = []
NAMED = [False]


def has_named_escape(node):
    """Whether the literal's lines hold a `\\N{…}`, which our side keeps as written."""
    return NAMED[0] and any(b"\\N{" in line for line in SOURCE[node.lineno - 1 : node.end_lineno])


def is_elif(node):
    line = SOURCE[node.lineno - 1]
    return line[node.col_offset : node.col_offset + 4] == b"elif"


def files(roots):
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if f != "site-packages")
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(folder, name)


def main():
    share, of, roots = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    out = open(1, "w", encoding="utf-8", newline="\n")
    for number, path in enumerate(files(roots)):
        if number % of != share:
            continue
        with open(path, "rb") as file:
            content = file.read()
        try:
            with open(path, "rb") as file:
                if tokenize.detect_encoding(file.readline)[0] not in ("utf-8", "utf-8-sig"):
                    raise ValueError("other encodings are not this test's")
            content.decode("utf-8")
            tree = ast.parse(content)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            print("X " + path, file=out)
            continue
        SOURCE[:] = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        NAMED[0] = b"\\N{" in content
        if content.startswith(b"\xef\xbb\xbf"):
            SOURCE[0] = SOURCE[0][3:]
        print("F " + path, file=out)
        print(dump(tree), file=out)
    out.flush()


main()
