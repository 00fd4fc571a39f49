//! Names and constants of several files of one project.

use std::sync::Arc;

use semantic::{Const, Exports, FileModel, Modules, Neighbours};
use syntax::ast::{ExprId, ExprKind};

/// Files that are read in the order given; each sees those before it.
struct Project {
    modules: Modules,
    read: Vec<Exports>,
}

struct View<'p>(&'p Project, usize);

impl Neighbours for View<'_> {
    fn module(&self, level: u32, dotted: &str) -> Option<&Exports> {
        self.0.read.get(self.0.modules.resolve(self.1, level, dotted)?)
    }

    fn by_path(&self, path: &str) -> Option<&Exports> {
        self.0.read.get(self.0.modules.by_path(path)?)
    }
}

/// The model of the last file.
fn last(files: &[(&str, &str)]) -> FileModel {
    let mut project = Project { modules: Modules::new(files.iter().map(|(path, _)| *path)), read: Vec::new() };
    let mut last = None;
    for (at, (path, text)) in files.iter().enumerate() {
        let model = FileModel::in_project(Arc::new(syntax::parse(*text)), &View(&project, at));
        let exports = model.exports(path);
        project.read.push(exports);
        last = Some(model);
    }
    last.unwrap_or_else(|| unreachable!("there are files"))
}

/// The outermost call of the last line.
fn last_call(model: &FileModel) -> ExprId {
    let span = |call: &ExprId| model.module().expr(*call).span;
    let outermost = model.calls().iter().max_by_key(|call| (span(call).end, span(call).len()));
    *outermost.unwrap_or_else(|| unreachable!("there is a call"))
}

/// The names of the callee of the last call.
fn callee(files: &[(&str, &str)]) -> Vec<String> {
    let model = last(files);
    let call = last_call(&model);
    let ExprKind::Call { func, .. } = model.module().expr(call).kind else { unreachable!() };
    model.qualified_names(func).map(str::to_owned).collect()
}

fn argument(files: &[(&str, &str)]) -> (Option<Const>, bool) {
    let model = last(files);
    let call = last_call(&model);
    let argument = model.call_args(call).argument(Some(0), None);
    argument.map_or((None, false), |e| (model.constant(e), model.is_constant(e)))
}

#[track_caller]
fn has(names: &[String], wanted: &str) {
    assert!(names.iter().any(|name| name == wanted), "{names:?}");
}

#[test]
fn functions_and_methods_of_other_files() {
    has(
        &callee(&[("app/helpers.py", "def run(): pass\n"), ("app/main.py", "from .helpers import run\nrun()\n")]),
        "/app/helpers.py:.run",
    );
    has(
        &callee(&[("app/helpers.py", "def run(): pass\n"), ("app/main.py", "import app.helpers\napp.helpers.run()\n")]),
        "/app/helpers.py:.run",
    );
    let repo = ("repo.py", "class Base:\n    def find(self): pass\nclass Repo(Base):\n    pass\n");
    has(&callee(&[repo, ("main.py", "from repo import Repo as R\nr = R()\nr.find()\n")]), "/repo.py:.Base.find");
    has(
        &callee(&[repo, ("main.py", "import repo\nclass Mine(repo.Repo):\n    def go(self):\n        self.find()\n")]),
        "/repo.py:.Base.find",
    );
}

#[test]
fn re_exports_and_stars() {
    let files = [
        ("pkg/impl.py", "import pickle\nfrom subprocess import run as start\n"),
        ("pkg/__init__.py", "from .impl import start, pickle\nfrom . import impl\n"),
        ("pkg/star.py", "from pkg import *\n"),
    ];
    let with = |text| [&files[..], &[("main.py", text)]].concat();
    has(&callee(&with("from pkg import start\nstart()\n")), "subprocess.run");
    has(&callee(&with("import pkg\npkg.pickle.loads()\n")), "pickle.loads");
    has(&callee(&with("import pkg\npkg.impl.start()\n")), "subprocess.run");
    has(&callee(&with("from pkg.star import *\nstart()\n")), "subprocess.run");
    has(&callee(&with("from pkg.star import start as s\ns()\n")), "subprocess.run");
}

#[test]
fn types_of_objects_of_other_files() {
    let db = (
        "db.py",
        "import sqlite3\nconn = sqlite3.connect('x')\ndef get():\n    return conn\nclass Store:\n    def __init__(self):\n        self.conn = conn\n",
    );
    has(&callee(&[db, ("main.py", "from db import conn\nconn.execute()\n")]), "sqlite3.Connection.execute");
    has(&callee(&[db, ("main.py", "import db\ndb.get().execute()\n")]), "sqlite3.Connection.execute");
    has(&callee(&[db, ("main.py", "from db import Store\nStore().conn.execute()\n")]), "sqlite3.Connection.execute");
    let session = ("web.py", "import requests\nclass Mine(requests.Session):\n    pass\n");
    has(&callee(&[session, ("main.py", "from web import Mine\nMine().get()\n")]), "requests.Session.get");
}

#[test]
fn constants_of_other_files() {
    let config = (
        "config.py",
        "TABLE = 'users'\nALLOWED = ['a', 'b']\nGROWING = []\nGROWING.append(input())\nclass C:\n    NAME = 'n'\n",
    );
    let text = |text: &str| (Some(Const::Str(text.into())), true);
    assert_eq!(argument(&[config, ("main.py", "from config import TABLE\nf(TABLE)\n")]), text("users"));
    assert_eq!(argument(&[config, ("main.py", "import config\nf('x ' + config.TABLE.upper())\n")]), text("x USERS"));
    assert_eq!(argument(&[config, ("main.py", "from config import *\nf(TABLE)\n")]), text("users"));
    assert_eq!(argument(&[config, ("main.py", "from config import C\nf(C.NAME)\n")]), text("n"));
    assert!(argument(&[config, ("main.py", "from config import ALLOWED\nf(ALLOWED)\n")]).1);
    assert_eq!(argument(&[config, ("main.py", "from config import GROWING\nf(GROWING)\n")]), (None, false));
    assert_eq!(argument(&[config, ("main.py", "from config import MISSING\nf(MISSING)\n")]), (None, false));
}

#[test]
fn circles_end() {
    let files = [
        ("a.py", "from b import x\nclass A(x): pass\n"),
        ("b.py", "from a import A\nx = A\nclass A(A): pass\n"),
        ("c.py", "from b import A\nA().f()\n"),
    ];
    has(&callee(&files), "/b.py:.A.f");
}
