//! Qualified names: what a name, an attribute or a call's function is called.

use std::sync::Arc;

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

fn model(source: &str) -> FileModel {
    FileModel::new(Arc::new(syntax::parse(source)))
}

/// The callee of the call whose text starts with `text`, the last such call of the file.
fn callee(model: &FileModel, text: &str) -> ExprId {
    let module = model.module();
    let call = model.calls().iter().rev().find(|&&call| module.text(module.expr(call).span).starts_with(text));
    let Some(&call) = call else { unreachable!("the call is in the source") };
    match &module.expr(call).kind {
        ExprKind::Call { func, .. } => *func,
        _ => unreachable!("calls() gives calls"),
    }
}

/// The qualified names of that callee.
#[track_caller]
fn check(source: &str, call: &str, expected: &[&str]) {
    let model = model(source);
    let names: Vec<&str> = model.qualified_names(callee(&model, call)).collect();
    assert_eq!(names, expected, "{call} in:\n{source}");
}

#[test]
fn imports() {
    check("import subprocess as sp\nsp.run(x)", "sp.run", &["subprocess.run"]);
    check("from requests import get as r\nr(x)", "r(", &["requests.get"]);
    check("import os.path\nos.path.join(a)", "os.path", &["os.path.join"]);
    check("import a.b.c\na.b.c.d()", "a.b", &["a.b.c.d"]);
    check("import a.b as c\nc.d()", "c.d", &["a.b.d"]);
    check("from a import (b,\n  c as d)\nd()", "d", &["a.c"]);
    check("import os, sys\nsys.exit()", "sys", &["sys.exit"]);
    check("def f():\n  import pickle\n  pickle.loads(x)", "pickle", &["pickle.loads"]);
    check("def f():\n  import pickle\npickle.loads(x)\npickle = None", "pickle", &[]);
}

#[test]
fn relative_imports_keep_their_dots() {
    check("from . import db\ndb.query()", "db", &["..db.query"]);
    check("from .models import User\nUser()", "User", &["..models.User"]);
    check("from ...a.b import c\nc()", "c", &["....a.b.c"]);
}

#[test]
fn star_imports_are_guesses() {
    let source = "from os import *\nsystem(x)\neval(x)";
    check(source, "system", &["os.system"]);
    check(source, "eval", &["builtins.eval"]);
    let model = model(source);
    assert!(model.candidates(callee(&model, "system")).all(|candidate| candidate.weak));
    assert!(model.candidates(callee(&model, "eval")).all(|candidate| !candidate.weak));
}

#[test]
fn a_snippet_without_imports_means_the_usual() {
    check("subprocess.run(x)", "subprocess", &["subprocess.run"]);
    let model = model("subprocess.run(x)");
    assert!(model.candidates(callee(&model, "subprocess")).all(|candidate| candidate.weak));
    check("def f(subprocess):\n  subprocess.run(x)", "subprocess", &[]);
    check("nobody.knows(x)", "nobody", &[]);
}

#[test]
fn rebinding_changes_what_comes_after_it() {
    let source = "import subprocess\nrun = subprocess.run\nrun(1)\nrun = other\nrun(2)";
    check(source, "run(1)", &["subprocess.run"]);
    check(source, "run(2)", &[]);
    check("import os\nos.system(1)\nos = fake\nos.system(2)", "os.system(1)", &["os.system"]);
    check("import os\nos = fake\nos.system(2)", "os.system(2)", &[]);
    check("import os\nos += 1\nos.system(2)", "os.system(2)", &[]);
    check("import os\ndel os\nos.system(2)", "os.system(2)", &[]);
}

#[test]
fn conditional_bindings_are_all_candidates() {
    let source = "try:\n  import cPickle as pickle\nexcept ImportError:\n  import pickle\npickle.loads(x)";
    check(source, "pickle", &["cPickle.loads", "pickle.loads"]);
    let source = "if a:\n  from x import f\nelif b:\n  from y import f\nelse:\n  from z import f\nf()";
    check(source, "f()", &["x.f", "y.f", "z.f"]);
    check("import a as m\nif c:\n  import b as m\nm.f()", "m.f", &["a.f", "b.f"]);
    check("import a as m\nif c:\n  import b as m\n  raise X\nm.f()", "m.f", &["a.f"]);
    check("f = a if c else eval\nf(x)", "f(x)", &["builtins.eval"]);
    check("import p, q\nf = p.a if c else q.b\nf(x)", "f(x)", &["p.a", "q.b"]);
    check("import p\nf = g or p.a\nf(x)", "f(x)", &["p.a"]);
}

#[test]
fn loops_carry_bindings_round() {
    let source = "import a, b\nf = a.f\nwhile c:\n  f(x)\n  f = b.f\nf(y)";
    check(source, "f(x)", &["a.f", "b.f"]);
    check(source, "f(y)", &["a.f", "b.f"]);
    let source = "import a, b\nf = a.f\nfor i in j:\n  if i: continue\n  f = b.f\n  break\nelse:\n  pass\nf(y)";
    check(source, "f(y)", &["a.f", "b.f"]);
}

#[test]
fn match_and_with_bind() {
    check("import a\nf = a.f\nmatch x:\n  case [f]: f(1)\n  case _: f(2)", "f(1)", &[]);
    check("import a\nf = a.f\nmatch x:\n  case [f]: f(1)\n  case _: f(2)", "f(2)", &["a.f"]);
    check(
        "import sqlite3\nwith sqlite3.connect(p) as c:\n  c.execute(q)",
        "c.execute",
        &["sqlite3.Connection.execute", "sqlite3.connect().execute"],
    );
    check("import a\nwith a.f() as (b, c):\n  b.d()", "b.d", &[]);
}

#[test]
fn hidden_builtins_are_no_builtins() {
    check("eval(x)", "eval", &["builtins.eval"]);
    check("def eval(x): pass\neval(x)", "eval(x)", &[".eval"]);
    check("def f(input):\n  input(x)", "input(x)", &[]);
    check("for open in x:\n  open(y)", "open(y)", &[]);
    check("from codecs import open\nopen(y)", "open(y)", &["codecs.open"]);
    check("def f():\n  eval = print\ndef g():\n  eval(x)", "eval(x)", &["builtins.eval"]);
    check("def f():\n  eval(x)\ndef eval(y): pass", "eval(x)", &[".eval"]);
    check("if a:\n  input = raw_input\ninput()", "input()", &["builtins.raw_input", "builtins.input"]);
    check("[eval(x) for eval in y]", "eval(x)", &[]);
    check("[x for eval in y]\neval(x)", "eval(x)", &["builtins.eval"]);
    check("f = lambda eval: eval(x)", "eval(x)", &[]);
    check("import builtins\nbuiltins.exec(x)", "builtins", &["builtins.exec"]);
}

#[test]
fn class_names_are_not_seen_from_methods() {
    let source = "class C:\n  def eval(self): pass\n  def f(self):\n    eval(x)";
    check(source, "eval(x)", &["builtins.eval"]);
    check("class C:\n  from a import f\n  f(x)", "f(x)", &["a.f"]);
    check("class C:\n  open = open\n  open(x)", "open(x)", &["builtins.open"]);
    check("class C:\n  from a import f\n  y = [f(z) for z in q]", "f(z)", &[]);
    check("class C:\n  from a import f\n  y = [z for z in f(q)]", "f(q)", &["a.f"]);
}

#[test]
fn functions_see_what_holds_when_they_run() {
    check("def f():\n  run(x)\nfrom subprocess import run", "run(x)", &["subprocess.run"]);
    let source = "import a, b\nm = a\ndef f():\n  m.g()\nm = b";
    check(source, "m.g", &["b.g"]);
    let source = "import a, b\nm = a\nif c:\n  m = b\ndef f():\n  m.g()";
    check(source, "m.g", &["a.g", "b.g"]);
}

#[test]
fn global_and_nonlocal() {
    let source = "import sqlite3\nconn = None\ndef init():\n  global conn\n  conn = sqlite3.connect(p)\n  conn.close()\ndef use():\n  conn.execute(q)";
    check(source, "conn.execute", &["sqlite3.Connection.execute", "sqlite3.connect().execute"]);
    check(source, "conn.close", &["sqlite3.Connection.close", "sqlite3.connect().close"]);
    let source =
        "import a, b\ndef f():\n  m = a\n  def g():\n    nonlocal m\n    m = b\n  def h():\n    m.x()\n  m.y()";
    check(source, "m.x", &["a.x", "b.x"]);
    check(source, "m.y", &["a.y", "b.y"]);
    check("import a\ndef f():\n  a = 1\n  def g():\n    global a\n    a.x()", "a.x", &["a.x"]);
}

#[test]
fn targets() {
    check("import a\nf, (g, h) = a.f, (a.g, a.h)\nh()", "h()", &["a.h"]);
    check("import a\nf, *g = a.f, a.g\nf()", "f()", &[]);
    check("import a\nf = g = a.f\ng()", "g()", &["a.f"]);
    check("import a\nif (f := a.f): f(x)", "f(x)", &["a.f"]);
    check("import a\n[(f := a.f) for x in y]\nf(z)", "f(z)", &["a.f"]);
    check("import a\nf: object = a.f\nf(z)", "f(z)", &["a.f"]);
}

#[test]
fn results_of_calls() {
    check("import flask\napp = flask.Flask(__name__)\napp.route(x)", "app.route", &["flask.Flask().route"]);
    let source = "import sqlite3\nconn = sqlite3.connect(p)\ncur = conn.cursor()\ncur.execute(q)";
    check(
        source,
        "cur.execute",
        &["sqlite3.Cursor.execute", "sqlite3.Connection.cursor().execute", "sqlite3.connect().cursor().execute"],
    );
    check(
        "import pathlib\npathlib.Path(p).open()",
        "pathlib.Path(p).open",
        &["pathlib.Path.open", "pathlib.Path().open"],
    );
    check(
        "import asyncpg\nasync def f():\n  c = await asyncpg.connect()\n  c.fetch(q)",
        "c.fetch",
        &["asyncpg.Connection.fetch", "asyncpg.connect().fetch"],
    );
    check(
        "import functools, subprocess\nr = functools.partial(subprocess.run, shell=True)\nr(x)",
        "r(x)",
        &["subprocess.run", "functools.partial()"],
    );
    // The file's own functions count their parameters themselves.
    check(
        "import functools\ndef run(a, b): ...\nr = functools.partial(run, 1)\nr(x)",
        "r(x)",
        &["functools.partial()"],
    );
}

#[test]
fn dynamic_access_by_constant_names() {
    check(
        "import subprocess\ngetattr(subprocess, 'run')(x)",
        "getattr(subprocess, 'run')(x)",
        &["subprocess.run", "builtins.getattr()"],
    );
    check(
        "import importlib\nimportlib.import_module('os').system(x)",
        "importlib.import_module('os').system",
        &["os.system", "importlib.import_module().system"],
    );
    check("__import__('os').system(x)", "__import__('os').system", &["os.system", "builtins.__import__().system"]);
    check("import os\nn = 'system'\nf = getattr(os, n)\nf(x)", "f(x)", &["os.system", "builtins.getattr()"]);
}

#[test]
fn classes_of_the_file() {
    let source = "class Db:\n  def query(self, q): pass\nDb().query(x)\nd = Db()\nd.query(y)";
    check(source, "Db().query", &[".Db.query"]);
    check(source, "d.query", &[".Db.query"]);
    let source = "import sqlite3\nclass C:\n  def __init__(self):\n    self.c = sqlite3.connect(p)\n  def f(self):\n    self.c.execute(q)\n    self.g()\n  def g(self): pass";
    check(source, "self.c.execute", &["sqlite3.Connection.execute", "sqlite3.connect().execute"]);
    check(source, "self.g", &[".C.g"]);
    check("import os\nclass C:\n  run = os.system\n  def f(self):\n    self.run(x)", "self.run", &["os.system"]);
    check(
        "from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n  def f(self):\n    self.send_header(x)",
        "self.send",
        &["http.server.BaseHTTPRequestHandler.send_header", ".H.send_header"],
    );
    check(
        "class A:\n  def f(self): pass\nclass B(A):\n  def g(self):\n    self.f()\n    super().f()",
        "self.f",
        &[".A.f"],
    );
    check(
        "class A:\n  def f(self): pass\nclass B(A):\n  def g(self):\n    super().f()",
        "super().f",
        &[".A.f", "builtins.super().f"],
    );
    check(
        "import sqlite3\nclass C:\n  @property\n  def conn(self):\n    return sqlite3.connect(p)\n  def f(self):\n    self.conn.execute(q)",
        "self.conn.execute",
        &["sqlite3.Connection.execute", "sqlite3.connect().execute"],
    );
}

#[test]
fn functions_of_the_file_give_what_they_return() {
    check(
        "import sqlite3\ndef db():\n  return sqlite3.connect(p)\ndb().execute(q)",
        "db().execute",
        &["sqlite3.Connection.execute", "sqlite3.connect().execute", ".db().execute"],
    );
    check("def a(): return b()\ndef b(): return a()\na().x()", "a().x", &[".a().x", ".b().x"]);
    check("import m\ndef f():\n  def g(): pass\n  g()", "g()", &[".f.g"]);
}

#[test]
fn annotations_are_instances() {
    let names = ["sqlite3.Connection.execute", "sqlite3.Connection().execute"];
    check("import sqlite3\ndef f(db: sqlite3.Connection):\n  db.execute(q)", "db.execute", &names);
    check(
        "import sqlite3\nfrom typing import Optional\ndef f(db: Optional[sqlite3.Connection] = None):\n  db.execute(q)",
        "db.execute",
        &names,
    );
    check("import sqlite3\ndef f(db: 'sqlite3.Connection | None'):\n  db.execute(q)", "db.execute", &names);
    check("import sqlite3\ndef f(db: sqlite3.Connection | None):\n  db.execute(q)", "db.execute", &names);
    check("def f(s: str):\n  s.format(q)", "s.format", &[]);
    check("class A:\n  def x(self): pass\ndef f(a: A):\n  a.x()", "a.x", &[".A.x"]);
    check("import m\ndef f(run=m.run):\n  run(q)", "run(q)", &["m.run"]);
}
