//! Twins: programs that differ in one fact, and what the engine says about the argument of `sink(…)`.

#![allow(clippy::too_many_lines)] // tables of cases

use std::sync::Arc;

use dataflow::{Origin, SourceKind};
use semantic::{FileModel, SinkKind};
use syntax::ast::{Argument, ExprKind};

/// The origin of the first argument of the last call of `sink`, as one word.
fn origin(code: &str, sink: SinkKind) -> (String, Origin) {
    let file = FileModel::new(Arc::new(syntax::parse(code)));
    let flow = dataflow::analyze(&file);
    let argument = file.calls().iter().rev().find_map(|call| match &file.module().expr(*call).kind {
        ExprKind::Call { func, args } if file.module().text(file.module().expr(*func).span) == "sink" => {
            args.first().map(Argument::value)
        }
        _ => None,
    });
    // A case without a call of `sink` says "unknown", which it does not expect.
    let origin = argument.map_or(Origin::Unknown, |argument| flow.origin(argument, sink));
    let word = match &origin {
        Origin::Constant => "constant".to_owned(),
        Origin::Unreachable { .. } => "unreachable".to_owned(),
        Origin::Sanitized { .. } => "sanitized".to_owned(),
        Origin::Unknown => "unknown".to_owned(),
        Origin::Tainted { source, .. } => match source.kind {
            SourceKind::Request => "request".to_owned(),
            SourceKind::Parameter => "parameter".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        },
    };
    (word, origin)
}

/// Runs cases of (what it shows, code, expected word) and reports all that differ.
fn check(sink: SinkKind, header: &str, cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (what, code, expected) in cases {
        let (found, origin) = origin(&format!("{header}{code}"), sink);
        if found != *expected {
            wrong.push(format!("{what}: expected {expected}, found {found}\n{code}\n{origin:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

const FLASK: &str = "from flask import Flask, request, abort\nimport re, os, html, shlex, uuid\nfrom urllib.parse import urlparse\n\
                     app = Flask(__name__)\nALLOWED = {'a', 'b'}\nTABLES = {'a': 'x', 'b': 'y'}\nNAME = re.compile('[a-z]+')\n";

#[test]
fn sources_of_a_request() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            ("an item", "def f():\n    sink(request.args['id'])\n", "request"),
            ("a look-up", "def f():\n    sink(request.form.get('id', ''))\n", "request"),
            ("a body", "def f():\n    data = request.get_json()\n    sink(data['id'])\n", "request"),
            ("an attribute that says nothing", "def f():\n    sink(request.method)\n", "unknown"),
            ("a part of the address", "@app.route('/u/<name>')\ndef f(name):\n    sink(name)\n", "request"),
            ("a converted part", "@app.route('/u/<int:number>')\ndef f(number):\n    sink(number)\n", "sanitized"),
            ("a private helper", "def _f(name):\n    sink(name)\n", "unknown"),
            ("a public function", "def f(name):\n    sink(name)\n", "parameter"),
            ("a number by its type", "def f(name: int):\n    sink(name)\n", "sanitized"),
            ("a number or nothing", "def f(name: int | None = None):\n    sink(name)\n", "sanitized"),
            ("a text by its type", "def f(name: str):\n    sink(name)\n", "parameter"),
            ("a method", "class A:\n    def f(self, name):\n        sink(name)\n", "parameter"),
            ("the library converts", "def f():\n    sink(request.args.get('n', type=int))\n", "sanitized"),
            (
                "a nested handler",
                "def make(app):\n    @app.route('/x/<p>')\n    def f(p):\n        sink(p)\n",
                "request",
            ),
        ],
    );
}

#[test]
fn other_frameworks() {
    check(
        SinkKind::Command,
        "",
        &[
            (
                "a Django view",
                "from django.http import HttpResponse\ndef view(request):\n    sink(request.GET.get('x'))\n",
                "request",
            ),
            (
                "its address",
                "from django.http import HttpResponse\ndef view(request, slug):\n    sink(slug)\n",
                "request",
            ),
            (
                "a class-based view",
                "from django.views import View\nclass V(View):\n    def get(self, request):\n        sink(self.request.POST['x'])\n",
                "request",
            ),
            (
                "FastAPI",
                "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q: str = ''):\n    sink(q)\n",
                "request",
            ),
            (
                "FastAPI enforces types",
                "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q: int = 0):\n    sink(q)\n",
                "sanitized",
            ),
            (
                "FastAPI injects",
                "from fastapi import FastAPI, Depends\napp = FastAPI()\n@app.get('/x')\ndef f(q = Depends(g)):\n    sink(q)\n",
                "unknown",
            ),
            (
                "a request object by its type",
                "from fastapi import FastAPI, Request\napp = FastAPI()\n@app.post('/x')\nasync def f(r: Request):\n    sink(await r.json())\n",
                "request",
            ),
            (
                "aiohttp",
                "from aiohttp import web\nasync def h(request):\n    sink(request.match_info['x'])\n",
                "request",
            ),
            (
                "Tornado",
                "import tornado.web\nclass H(tornado.web.RequestHandler):\n    def get(self):\n        sink(self.get_argument('x'))\n",
                "request",
            ),
            ("Bottle", "from bottle import request, route\ndef f():\n    sink(request.query['x'])\n", "request"),
            ("the command line", "import sys\nsink(sys.argv[1])\n", "commandline"),
            (
                "its parser",
                "import argparse\np = argparse.ArgumentParser()\na = p.parse_args()\nsink(a.name)\n",
                "commandline",
            ),
            ("the environment", "import os\nsink(os.environ['X'])\n", "environment"),
            ("a file", "with open('x') as f:\n    sink(f.read())\n", "file"),
            ("another machine", "import requests\nsink(requests.get('https://x.org', timeout=3).text)\n", "network"),
        ],
    );
}

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
                "def f():\n    x = request.args['x']\n    try:\n        x = 'a'\n    except KeyError:\n        sink(x)\n",
                "request",
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
fn checks_that_count_and_checks_that_do_not() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            (
                "not in: return",
                "def f():\n    x = request.args['x']\n    if x not in ALLOWED:\n        return\n    sink(x)\n",
                "sanitized",
            ),
            (
                "not in: abort",
                "def f():\n    x = request.args['x']\n    if x not in TABLES:\n        abort(400)\n    sink(x)\n",
                "sanitized",
            ),
            (
                "not in: only logged",
                "def f():\n    x = request.args['x']\n    if x not in ALLOWED:\n        log(x)\n    sink(x)\n",
                "request",
            ),
            (
                "in an unknown collection",
                "def f():\n    x = request.args['x']\n    if x not in load():\n        return\n    sink(x)\n",
                "request",
            ),
            (
                "the wrong way round",
                "def f():\n    x = request.args['x']\n    if x in ALLOWED:\n        return\n    sink(x)\n",
                "request",
            ),
            ("in: inside", "def f():\n    x = request.args['x']\n    if x in ALLOWED:\n        sink(x)\n", "sanitized"),
            ("and", "def f(c):\n    x = request.args['x']\n    if c and x in ALLOWED:\n        sink(x)\n", "sanitized"),
            (
                "or is no check",
                "def f(c):\n    x = request.args['x']\n    if c or x in ALLOWED:\n        sink(x)\n",
                "request",
            ),
            (
                "negated or",
                "def f(c):\n    x = request.args['x']\n    if c or x not in ALLOWED:\n        return\n    sink(x)\n",
                "sanitized",
            ),
            ("equal", "def f():\n    x = request.args['x']\n    if x == 'a':\n        sink(x)\n", "sanitized"),
            ("not equal", "def f():\n    x = request.args['x']\n    if x != 'a':\n        sink(x)\n", "request"),
            (
                "elif",
                "def f():\n    x = request.args['x']\n    if x == 'a':\n        y = 1\n    elif x == 'b':\n        y = 2\n    else:\n        return\n    sink(x)\n",
                "sanitized",
            ),
            (
                "fullmatch",
                "def f():\n    x = request.args['x']\n    if not re.fullmatch('[a-z]+', x):\n        raise E\n    sink(x)\n",
                "sanitized",
            ),
            (
                "match without an end",
                "def f():\n    x = request.args['x']\n    if not re.match('[a-z]+', x):\n        raise E\n    sink(x)\n",
                "request",
            ),
            (
                "fullmatch of anything",
                "def f():\n    x = request.args['x']\n    if not re.fullmatch('.*', x):\n        raise E\n    sink(x)\n",
                "request",
            ),
            (
                "a compiled pattern",
                "def f():\n    x = request.args['x']\n    if not NAME.fullmatch(x):\n        raise E\n    sink(x)\n",
                "sanitized",
            ),
            (
                "a match that is kept",
                "def f():\n    x = request.args['x']\n    m = re.fullmatch('[a-z]+', x)\n    if m is None:\n        return\n    sink(x)\n",
                "sanitized",
            ),
            (
                "isdigit",
                "def f():\n    x = request.args['x']\n    if not x.isdigit():\n        return\n    sink(x)\n",
                "sanitized",
            ),
            (
                "isspace",
                "def f():\n    x = request.args['x']\n    if not x.isspace():\n        return\n    sink(x)\n",
                "request",
            ),
            ("isinstance", "def f(x):\n    if isinstance(x, (int, float)):\n        sink(x)\n", "sanitized"),
            ("isinstance of a text", "def f(x):\n    if isinstance(x, str):\n        sink(x)\n", "parameter"),
            (
                "case",
                "def f():\n    x = request.args['x']\n    match x:\n        case 'a' | 'b':\n            sink(x)\n",
                "sanitized",
            ),
            (
                "another variable",
                "def f():\n    x = request.args['x']\n    y = request.args['y']\n    if y not in ALLOWED:\n        return\n    sink(x)\n",
                "request",
            ),
            (
                "bound again after the check",
                "def f():\n    x = request.args['x']\n    if x not in ALLOWED:\n        return\n    x = request.args['y']\n    sink(x)\n",
                "request",
            ),
            (
                "assert is no check",
                "def f():\n    x = request.args['x']\n    assert x in ALLOWED\n    sink(x)\n",
                "request",
            ),
            ("int", "def f():\n    sink(int(request.args['x']))\n", "sanitized"),
            ("UUID", "def f():\n    sink(str(uuid.UUID(request.args['x'])))\n", "sanitized"),
            (
                "int that failed",
                "def f():\n    x = request.args['x']\n    try:\n        x = int(x)\n    except ValueError:\n        pass\n    sink(x)\n",
                "request",
            ),
        ],
    );
}

#[test]
fn escaping_counts_for_its_own_context_only() {
    let code = |call: &str| format!("{FLASK}def f():\n    sink({call}(request.args['x']))\n");
    for (call, good, bad) in [
        ("shlex.quote", SinkKind::Command, SinkKind::Sql),
        ("html.escape", SinkKind::Html, SinkKind::Command),
        ("os.path.basename", SinkKind::Path, SinkKind::Command),
        ("re.escape", SinkKind::Regex, SinkKind::Code),
    ] {
        assert_eq!(origin(&code(call), good).0, "sanitized", "{call} for {good:?}");
        assert_eq!(origin(&code(call), bad).0, "request", "{call} for {bad:?}");
    }
}

#[test]
fn paths() {
    check(
        SinkKind::Path,
        "from flask import request, abort\nfrom werkzeug.utils import secure_filename\nfrom pathlib import Path\nimport os\nBASE = Path('/srv')\n",
        &[
            ("joined", "def f():\n    sink(os.path.join('/srv', request.args['n']))\n", "request"),
            ("divided", "def f():\n    sink(BASE / request.args['n'])\n", "request"),
            (
                "secure_filename",
                "def f():\n    sink(os.path.join('/srv', secure_filename(request.args['n'])))\n",
                "sanitized",
            ),
            (
                "resolved and contained",
                "def f():\n    p = (BASE / request.args['n']).resolve()\n    if not p.is_relative_to(BASE):\n        abort(404)\n    sink(p)\n",
                "sanitized",
            ),
            (
                "contained, not resolved",
                "def f():\n    p = BASE / request.args['n']\n    if not p.is_relative_to(BASE):\n        abort(404)\n    sink(p)\n",
                "request",
            ),
            (
                "resolved in the check",
                "def f():\n    p = BASE / request.args['n']\n    if not p.resolve().is_relative_to(BASE):\n        abort(404)\n    sink(p)\n",
                "sanitized",
            ),
            (
                "realpath and startswith",
                "def f():\n    p = os.path.realpath(os.path.join('/srv', request.args['n']))\n    if not p.startswith('/srv/'):\n        abort(404)\n    sink(p)\n",
                "sanitized",
            ),
            (
                "startswith alone",
                "def f():\n    p = os.path.join('/srv', request.args['n'])\n    if not p.startswith('/srv/'):\n        abort(404)\n    sink(p)\n",
                "request",
            ),
            (
                "commonpath",
                "def f():\n    p = os.path.realpath(request.args['n'])\n    if os.path.commonpath(['/srv', p]) != '/srv':\n        abort(404)\n    sink(p)\n",
                "sanitized",
            ),
            (
                "relative_to raises",
                "def f():\n    p = (BASE / request.args['n']).resolve()\n    p.relative_to(BASE)\n    sink(p)\n",
                "sanitized",
            ),
            (
                "no slash",
                "def f():\n    n = request.args['n']\n    if '/' in n or '..' in n:\n        abort(404)\n    sink(n)\n",
                "sanitized",
            ),
            (
                "no dots only",
                "def f():\n    n = request.args['n']\n    if '..' in n:\n        abort(404)\n    sink(n)\n",
                "request",
            ),
            (
                "no dots and no root",
                "def f():\n    n = request.args['n']\n    if '..' in n or n.startswith('/'):\n        abort(404)\n    sink(n)\n",
                "sanitized",
            ),
        ],
    );
}

#[test]
fn addresses() {
    check(
        SinkKind::Url,
        "from flask import request, abort\nfrom urllib.parse import urlparse\nHOSTS = ('a.org', 'b.org')\n",
        &[
            ("anything", "def f():\n    sink(request.args['u'])\n", "request"),
            (
                "host in a list",
                "def f():\n    u = request.args['u']\n    if urlparse(u).hostname not in HOSTS:\n        abort(400)\n    sink(u)\n",
                "sanitized",
            ),
            (
                "host kept first",
                "def f():\n    u = request.args['u']\n    p = urlparse(u)\n    if p.netloc not in HOSTS:\n        abort(400)\n    sink(u)\n",
                "sanitized",
            ),
            (
                "scheme only",
                "def f():\n    u = request.args['u']\n    if urlparse(u).scheme not in ('http', 'https'):\n        abort(400)\n    sink(u)\n",
                "request",
            ),
            (
                "prefix with the host",
                "def f():\n    u = request.args['u']\n    if not u.startswith('https://a.org/'):\n        abort(400)\n    sink(u)\n",
                "sanitized",
            ),
            (
                "prefix without its end",
                "def f():\n    u = request.args['u']\n    if not u.startswith('https://a.org'):\n        abort(400)\n    sink(u)\n",
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

#[test]
fn every_character_was_looked_at() {
    check(
        SinkKind::Command,
        FLASK,
        &[
            (
                "all",
                "def f():\n    a = request.args['a']\n    if all(c.isalnum() for c in a):\n        sink(a)\n",
                "sanitized",
            ),
            (
                "any",
                "def f():\n    a = request.args['a']\n    if any(c.isalnum() for c in a):\n        sink(a)\n",
                "request",
            ),
            (
                "some",
                "def f():\n    a = request.args['a']\n    if all(c.isalnum() for c in a if c != ';'):\n        sink(a)\n",
                "request",
            ),
            (
                "letters",
                "def f():\n    a = request.args['a']\n    if all(c in 'abc_' for c in a):\n        sink(a)\n",
                "sanitized",
            ),
            (
                "signs",
                "def f():\n    a = request.args['a']\n    if all(c in 'ab;' for c in a):\n        sink(a)\n",
                "request",
            ),
            ("removed", "def f():\n    sink(re.sub('[^a-z0-9]+', '_', request.args['a']))\n", "sanitized"),
            ("not removed", "def f():\n    sink(re.sub('[^a-z;]+', '_', request.args['a']))\n", "request"),
            ("something else removed", "def f():\n    sink(re.sub('[a-z]', '', request.args['a']))\n", "request"),
            ("replaced by more", "def f():\n    sink(re.sub('[^a-z]', ';', request.args['a']))\n", "request"),
        ],
    );
}

#[test]
fn what_stands_behind_a_host_does_not_choose_it() {
    check(
        SinkKind::Url,
        FLASK,
        &[
            ("added", "def f():\n    sink('https://api.example.com/' + request.args['a'])\n", "sanitized"),
            (
                "inserted",
                "def f():\n    a = request.args['a']\n    sink(f'https://api.example.com/{a}/x?b={a}')\n",
                "sanitized",
            ),
            ("inserted by %", "def f():\n    sink('https://api.example.com/%s' % request.args['a'])\n", "sanitized"),
            ("without a slash", "def f():\n    sink('https://api.example.com' + request.args['a'])\n", "request"),
            ("as the host", "def f():\n    sink('https://%s/x' % request.args['a'])\n", "request"),
            (
                "behind another part",
                "def f():\n    a = request.args['a']\n    sink(f'{a}https://api.example.com/{a}')\n",
                "request",
            ),
        ],
    );
}

#[test]
fn other_checks_that_leave_nothing_dangerous() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            (
                "a conversion that raises",
                "def f():\n    a = request.args['a']\n    try:\n        int(a)\n    except ValueError:\n        return\n    sink(a)\n",
                "sanitized",
            ),
            (
                "a conversion whose error is ignored",
                "def f():\n    a = request.args['a']\n    try:\n        int(a)\n    except ValueError:\n        pass\n    sink(a)\n",
                "request",
            ),
            ("an intersection", "def f():\n    sink(set(request.args) & {'a', 'b'})\n", "sanitized"),
            ("a union", "def f():\n    sink(set(request.args) | {'a', 'b'})\n", "request"),
            ("a number's format", "def f():\n    a = request.json['a']\n    sink(f'{a:05d}')\n", "sanitized"),
            ("a text's format", "def f():\n    a = request.json['a']\n    sink(f'{a:>5}')\n", "request"),
            (
                "a global that a request sets",
                "LAST = 'a'\ndef g():\n    global LAST\n    LAST = request.args['a']\ndef f():\n    sink(LAST)\n",
                "request",
            ),
            (
                "a global that is set to a constant",
                "LAST = 'a'\ndef g():\n    global LAST\n    LAST = 'b'\ndef f():\n    sink(LAST)\n",
                "constant",
            ),
        ],
    );
    check(
        SinkKind::Path,
        "from pathlib import Path\nfrom flask import request\n",
        &[
            ("the last part", "def f():\n    sink(Path('/srv') / Path(request.args['n']).name)\n", "sanitized"),
            ("all of it", "def f():\n    sink(Path('/srv') / Path(request.args['n']))\n", "request"),
        ],
    );
    check(
        SinkKind::Url,
        "from urllib.parse import urlsplit\nfrom flask import request\n",
        &[(
            "a field's host",
            "def f():\n    h = request.json\n    if urlsplit(h['u']).hostname in ('a.org', 'b.org'):\n        sink(h['u'])\n",
            "sanitized",
        )],
    );
}
