//! How data moves through expressions, statements and containers.

use dataflow::Origin;
use semantic::SinkKind;

use super::{FLASK, check, origin};

#[test]
fn how_data_moves() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            ("f-string", "def f():\n    x = request.args['x']\n    sink(f'a {x!r:>10}')\n", "request"),
            ("percent", "def f():\n    x = request.args['x']\n    sink('a %s' % x)\n", "request"),
            ("percent with numbers only", "def f():\n    x = request.args['x']\n    sink('a %d' % x)\n", "sanitized"),
            ("format", "def f():\n    x = request.args['x']\n    sink('a {}'.format(x))\n", "request"),
            ("join", "def f():\n    x = request.args['x']\n    sink(','.join([x, 'a']))\n", "request"),
            ("augmented", "def f():\n    q = 'a'\n    q += request.args['x']\n    sink(q)\n", "request"),
            ("overwritten", "def f():\n    x = request.args['x']\n    x = 'a'\n    sink(x)\n", "constant"),
            (
                "one branch",
                "def f(c):\n    x = 'a'\n    if c:\n        x = request.args['x']\n    sink(x)\n",
                "request",
            ),
            (
                "a conditional",
                "def f():\n    x = request.args['x'] if request.method == 'GET' else 'a'\n    sink(x)\n",
                "request",
            ),
            ("or", "def f():\n    sink(request.args.get('x') or 'a')\n", "request"),
            ("unpacking", "def f():\n    a, b = 'a', request.args['x']\n    sink(b)\n", "request"),
            ("unpacking the other", "def f():\n    a, b = 'a', request.args['x']\n    sink(a)\n", "constant"),
            (
                "a key",
                "def f():\n    d = {}\n    d['a'] = request.args['x']\n    d['b'] = 'b'\n    sink(d['a'])\n",
                "request",
            ),
            (
                "another key",
                "def f():\n    d = {}\n    d['a'] = request.args['x']\n    d['b'] = 'b'\n    sink(d['b'])\n",
                "constant",
            ),
            (
                "an overwritten key",
                "def f():\n    d = {'a': request.args['x']}\n    d['a'] = 'b'\n    sink(d['a'])\n",
                "constant",
            ),
            ("an index", "def f():\n    d = ['a', request.args['x']]\n    sink(d[1])\n", "request"),
            ("another index", "def f():\n    d = ['a', request.args['x']]\n    sink(d[0])\n", "constant"),
            (
                "an appended element",
                "def f():\n    d = []\n    d.append(request.args['x'])\n    sink(','.join(d))\n",
                "request",
            ),
            (
                "a loop",
                "def f():\n    q = 'a'\n    for x in request.args.getlist('x'):\n        q = q + x\n    sink(q)\n",
                "request",
            ),
            (
                "around a loop",
                "def f():\n    a = b = 'a'\n    for i in range(3):\n        a = b\n        b = request.args['x']\n    sink(a)\n",
                "request",
            ),
            ("a comprehension", "def f():\n    sink(' '.join(x for x in request.args['x']))\n", "request"),
            ("a constant element", "def f():\n    sink(','.join('?' for x in request.args['x']))\n", "constant"),
            ("walrus", "def f():\n    if (x := request.args['x']):\n        sink(x)\n", "request"),
            ("with", "def f():\n    with closing(request.stream) as s:\n        sink(s.read())\n", "request"),
            (
                "try",
                "def f():\n    try:\n        x = request.args['x']\n    except KeyError:\n        x = 'a'\n    sink(x)\n",
                "request",
            ),
            (
                "except",
                "def f():\n    x = request.args['x']\n    try:\n        x = d['a']\n    except KeyError:\n        sink(x)\n",
                "request",
            ),
            (
                "except, of what cannot fail",
                "def f():\n    x = request.args['x']\n    try:\n        x = 'a'\n    except KeyError:\n        sink(x)\n",
                "unreachable",
            ),
            (
                "match",
                "def f():\n    match request.get_json():\n        case {'x': x}:\n            sink(x)\n",
                "request",
            ),
            ("an unknown call", "def f():\n    sink(g(request.args['x']))\n", "request"),
            (
                "a closure",
                "def f():\n    x = request.args['x']\n    def g():\n        sink(x)\n    return g\n",
                "request",
            ),
            ("a lambda", "def f():\n    x = request.args['x']\n    return lambda: sink(x)\n", "request"),
            ("a chosen constant", "def f():\n    sink(TABLES[request.args['x']])\n", "constant"),
            (
                "a chosen constant with a default",
                "def f():\n    sink(TABLES.get(request.args['x'], 'x'))\n",
                "constant",
            ),
            ("a default from outside", "def f():\n    sink(TABLES.get('q', request.args['x']))\n", "request"),
            ("a comparison", "def f():\n    sink(request.args['x'] == 'a')\n", "sanitized"),
            ("a module's variable", "X = input()\ndef f():\n    sink(X)\n", "commandline"),
            (
                "deleted and bound again",
                "def f():\n    x = request.args['x']\n    del x\n    x = 'a'\n    sink(x)\n",
                "constant",
            ),
        ],
    );
}

#[test]
fn dead_code() {
    check(
        SinkKind::Code,
        FLASK,
        &[
            ("after return", "def f():\n    return 1\n    sink(request.args['x'])\n", "unreachable"),
            ("after raise", "def f():\n    raise E\n    sink(request.args['x'])\n", "unreachable"),
            ("after abort", "def f():\n    abort(404)\n    sink(request.args['x'])\n", "unreachable"),
            ("a false condition", "def f():\n    if 1 > 2:\n        sink(request.args['x'])\n", "unreachable"),
            ("a true condition", "def f():\n    if 2 > 1:\n        sink(request.args['x'])\n", "request"),
            (
                "the other branch",
                "def f():\n    if 2 > 1:\n        x = 'a'\n    else:\n        x = request.args['x']\n    sink(x)\n",
                "constant",
            ),
            (
                "an if that may return",
                "def f(c):\n    if c:\n        return 1\n    sink(request.args['x'])\n",
                "request",
            ),
        ],
    );
}

#[test]
fn the_way_is_told_step_by_step() {
    let (_, origin) = origin(
        &format!("{FLASK}def f():\n    name = request.args['n']\n    query = 'a' + name\n    sink(query)\n"),
        SinkKind::Sql,
    );
    let Origin::Tainted { source, steps, reach } = origin else { panic!("{origin:?}") };
    assert_eq!(source.label, "`request.args['n']`");
    assert_eq!(reach, dataflow::Reach::Direct);
    let notes: Vec<&str> = steps.iter().map(|step| step.note.as_str()).collect();
    assert_eq!(
        notes,
        ["`request.args['n']` enters here", "is kept in `name`", "becomes part of `query`", "reaches `sink`"]
    );
}

#[test]
fn an_item_of_a_list_that_grows_is_itself() {
    let list = |tail: &str| {
        format!("def f():\n    items = ['a']\n    items.append(request.args['x'])\n    items.append('b')\n{tail}")
    };
    let cases = [
        ("the constant", list("    sink(items[2])\n"), "constant"),
        ("the outside one", list("    sink(items[1])\n"), "request"),
        ("moved up by pop", list("    items.pop(0)\n    sink(items[0])\n"), "request"),
        ("behind what pop took", list("    items.pop(0)\n    sink(items[1])\n"), "constant"),
        ("moved up by remove", list("    items.remove('a')\n    sink(items[0])\n"), "request"),
        ("moved up by del", list("    del items[0]\n    sink(items[0])\n"), "request"),
        ("an unknown one", list("    sink(items[len(items) - 2])\n"), "request"),
        (
            "grown in a loop",
            list("    for x in request.args:\n        items.append(x)\n    sink(items[3])\n"),
            "request",
        ),
    ];
    let cases: Vec<(&str, &str, &str)> = cases.iter().map(|(what, code, word)| (*what, code.as_str(), *word)).collect();
    check(SinkKind::Sql, FLASK, &cases);
}

#[test]
fn the_items_and_keys_of_a_mapping_are_apart() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            ("dict()", "def f():\n    d = dict(a='t', b=request.args['b'])\n    sink(d['a'])\n", "constant"),
            ("dict(), the other", "def f():\n    d = dict(a='t', b=request.args['b'])\n    sink(d['b'])\n", "request"),
            ("get", "def f():\n    d = {'a': 't', 'b': request.args['b']}\n    sink(d.get('a'))\n", "constant"),
            (
                "get, the other",
                "def f():\n    d = {'a': 't', 'b': request.args['b']}\n    sink(d.get('b'))\n",
                "request",
            ),
            (
                "get with a default",
                "def f():\n    d = {'a': 't'}\n    sink(d.get('b', request.args['b']))\n",
                "request",
            ),
            (
                "get with a default that is not needed",
                "def f():\n    d = {'a': 't'}\n    sink(d.get('a', request.args['b']))\n",
                "constant",
            ),
            (
                "checked keys",
                "def f():\n    d = {k: v for k, v in request.json.items() if k in ALLOWED}\n    sink([k for k in d])\n",
                "sanitized",
            ),
            (
                "unchecked values",
                "def f():\n    d = {k: v for k, v in request.json.items() if k in ALLOWED}\n    sink([v for k, v in d.items()])\n",
                "request",
            ),
            (
                "a key was added",
                "def f():\n    d = {k: v for k, v in request.json.items() if k in ALLOWED}\n    d[request.args['k']] = 1\n    sink([k for k in d])\n",
                "request",
            ),
        ],
    );
}

#[test]
fn conversions_and_bindings_inside_expressions() {
    check(
        SinkKind::Sql,
        "import enum\nfrom flask import request\nclass Column(enum.Enum):\n    A = 'a'\nclass Plain:\n    pass\n",
        &[
            ("an enumeration", "def f():\n    sink(Column(request.args['c']).value)\n", "sanitized"),
            ("another class", "def f():\n    sink(Plain(request.args['c']).value)\n", "request"),
            (
                "bound behind `and`",
                "def f():\n    if (a := request.args.get('a')) and (b := a.strip()):\n        sink(b)\n",
                "request",
            ),
            (
                "checked behind `or` only",
                "def f():\n    a = request.args.get('a')\n    ok = a.isdigit() or a\n    sink(a)\n",
                "request",
            ),
            ("the file name of code", "def f():\n    sink(compile('x = 1', request.args['f'], 'exec'))\n", "constant"),
            ("code", "def f():\n    sink(compile(request.args['f'], 'f', 'exec'))\n", "request"),
            (
                "a quoted name",
                "def f(db):\n    sink('SELECT * FROM ' + db.quote_name(request.args['t']))\n",
                "sanitized",
            ),
        ],
    );
}
