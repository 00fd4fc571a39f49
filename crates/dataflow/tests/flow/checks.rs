//! Which checks and conversions count, and for which context.

use semantic::SinkKind;

use super::{FLASK, check, origin};

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
