//! Functions of the same file, and what they do with what they are given.

use dataflow::Origin;
use semantic::SinkKind;

use super::{FLASK, check, origin};

#[test]
fn functions_of_the_same_file_are_seen_through() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            (
                "a helper that converts",
                "def h(v):\n    return int(v)\ndef f():\n    sink(h(request.args['a']))\n",
                "sanitized",
            ),
            (
                "a helper that trims",
                "def h(v):\n    return v.strip()\ndef f():\n    sink(h(request.args['a']))\n",
                "request",
            ),
            (
                "a helper that looks up",
                "def h(v):\n    return TABLES[v]\ndef f():\n    sink(h(request.args['a']))\n",
                "constant",
            ),
            ("a constant passed to it", "def h(v):\n    return v.strip()\ndef f():\n    sink(h('a'))\n", "constant"),
            (
                "another argument",
                "def h(a, b):\n    return b\ndef f():\n    sink(h(request.args['a'], b='x'))\n",
                "constant",
            ),
            (
                "a helper that raises",
                "def h(v):\n    if v not in ALLOWED:\n        raise ValueError\ndef f():\n    a = request.args['a']\n    h(a)\n    sink(a)\n",
                "sanitized",
            ),
            (
                "a helper that checks something else",
                "def h(v):\n    v = 'a'\n    if v not in ALLOWED:\n        raise ValueError\ndef f():\n    a = request.args['a']\n    h(a)\n    sink(a)\n",
                "request",
            ),
            (
                "a helper that says yes",
                "def h(v):\n    if not v:\n        return False\n    return v in ALLOWED\ndef f():\n    a = request.args['a']\n    if h(a):\n        sink(a)\n",
                "sanitized",
            ),
            (
                "a helper that says yes too often",
                "def h(v):\n    if len(v) < 99:\n        return True\n    return v in ALLOWED\ndef f():\n    a = request.args['a']\n    if h(a):\n        sink(a)\n",
                "request",
            ),
            (
                "a helper that lets an empty text pass, too",
                "def h(v):\n    if not v:\n        return True\n    return v in ALLOWED\ndef f():\n    a = request.args['a']\n    if h(a):\n        sink(a)\n",
                "sanitized",
            ),
            (
                "one of two checks failed, and either is enough",
                "def f():\n    a = request.args['a']\n    if (a or g()) and a not in ALLOWED:\n        a = 'b'\n    sink(a)\n",
                "sanitized",
            ),
            (
                "one of two checks failed, and one is about something else",
                "def f():\n    a = request.args['a']\n    if g() and a not in ALLOWED:\n        a = 'b'\n    sink(a)\n",
                "request",
            ),
            (
                "a helper that never comes back",
                "def fail():\n    abort(400)\ndef f():\n    a = request.args['a']\n    if a not in ALLOWED:\n        fail()\n    sink(a)\n",
                "sanitized",
            ),
            ("what a caller passes", "def _h(v):\n    sink(v)\ndef f():\n    _h(request.args['a'])\n", "request"),
            ("a constant that the only caller passes", "def _h(v):\n    sink(v)\ndef f():\n    _h('a')\n", "constant"),
            (
                "passed on and called elsewhere",
                "def _h(v):\n    sink(v)\ndef f(m):\n    _h('a')\n    m(_h)\n",
                "unknown",
            ),
            (
                "two callers up",
                "def _h(v):\n    sink(v)\ndef _g(v):\n    _h(v + 'x')\ndef f():\n    _g(request.args['a'])\n",
                "request",
            ),
            (
                "a public one that a request reaches",
                "def h(v):\n    sink(v)\ndef f():\n    h(request.args['a'])\n",
                "request",
            ),
            (
                "in a circle",
                "def _h(v):\n    _g(v)\n    sink(v)\ndef _g(v):\n    _h(v)\ndef f():\n    _g(request.args['a'])\n",
                "request",
            ),
            (
                "yielded",
                "def h(v):\n    yield v\ndef f():\n    for x in h(request.args['a']):\n        sink(x)\n",
                "request",
            ),
            (
                "a method",
                "class C:\n    def h(self, v):\n        return int(v)\n    def f(self):\n        sink(self.h(request.args['a']))\n",
                "sanitized",
            ),
        ],
    );
}

#[test]
fn the_way_through_a_helper_is_told() {
    let code =
        "from flask import request\ndef _h(v):\n    w = v.strip()\n    sink(w)\ndef f():\n    _h(request.args['a'])\n";
    let Origin::Tainted { steps, .. } = origin(code, SinkKind::Sql).1 else { panic!("not tainted") };
    let notes: Vec<&str> = steps.iter().map(|step| step.note.as_str()).collect();
    assert_eq!(notes, ["`request.args['a']` enters here", "is passed to `_h`", "is kept in `w`", "reaches `sink`"]);
}
