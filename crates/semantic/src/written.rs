//! Names as the file writes them: imports, builtins and attributes, and nothing that has to be inferred.
//!
//! This is the narrow view that linters take, beside the wide one of [`names`](crate::names). The file is read once from top to
//! bottom, the bodies of functions afterwards; the last binding that was read when a name is met decides. Branches are not told
//! apart, no assignment is followed, and no call's result has a name.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use syntax::Module;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::flow::Flow;
use crate::lower::{Lowered, Op, Symbol, Var};
use crate::{BindingId, BindingKind, FileModel, ModuleName, ScopeId, ScopeKind, builtins};

/// What a name stands for: nothing in this file, nothing any more, or a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meaning(u32);

impl Meaning {
    /// Nothing in this file gives it a value: a builtin, or unknown.
    const FREE: Self = Self(u32::MAX);
    /// It was deleted, or is only declared.
    const GONE: Self = Self(u32::MAX - 1);
    /// `name: type`, and no value yet.
    const DECLARED: Self = Self(u32::MAX - 2);
}

/// What every name of a file stands for.
#[derive(Debug)]
pub(crate) struct Written {
    /// By expression.
    meanings: Vec<Meaning>,
    /// By binding: whether no other one of the name was read before it.
    first: Vec<bool>,
}

impl Written {
    /// Reads the programs once; `flow` knows the variable of each name.
    pub(crate) fn new(lowered: &Lowered<'_>, flow: &Flow, exprs: usize) -> Self {
        let mut reading = Reading {
            lowered,
            written: Self { meanings: vec![Meaning::FREE; exprs], first: vec![false; lowered.bindings.len()] },
            current: vec![Meaning::FREE; lowered.vars.len()],
            elsewhere: FxHashMap::default(),
            before_except: FxHashMap::default(),
            program: ScopeId(0),
            branches: 0,
        };
        for &op in &lowered.ops {
            reading.step(op, flow);
        }
        reading.written
    }
}

struct Reading<'l, 'm> {
    lowered: &'l Lowered<'m>,
    written: Written,
    /// By variable.
    current: Vec<Meaning>,
    /// What the running function gave to variables of others, through `global` or `nonlocal`: it alone sees that.
    elsewhere: FxHashMap<Var, Meaning>,
    /// What the names of exceptions that are being handled stood for before.
    before_except: FxHashMap<Var, Meaning>,
    /// The function that is running, or the module.
    program: ScopeId,
    /// How many alternatives are open.
    branches: usize,
}

impl Reading<'_, '_> {
    fn step(&mut self, op: Op, flow: &Flow) {
        match op {
            Op::Enter(scope) => {
                self.program = scope;
                self.branches = 0;
                self.elsewhere.clear();
            }
            Op::Use { name, symbol, scope } => {
                let known = flow.variable(name).map_or(Meaning::FREE, |var| self.meaning(var));
                self.written.meanings[name.index()] =
                    if known.0 < Meaning::DECLARED.0 { known } else { self.look_up(symbol, scope) };
            }
            Op::Bind(binding) => {
                let var = self.lowered.binding_var[binding.index()];
                let before = self.meaning(var);
                self.written.first[binding.index()] = before == Meaning::FREE;
                let meaning = match self.lowered.bindings[binding.index()].kind {
                    BindingKind::Assign { value: None, .. } if before == Meaning::FREE => Meaning::DECLARED,
                    BindingKind::Assign { value: None, .. } => before,
                    BindingKind::Except(_) => {
                        self.before_except.insert(var, before);
                        Meaning(binding.0)
                    }
                    _ => Meaning(binding.0),
                };
                self.set(var, meaning);
            }
            Op::Kill(var) => {
                if let Some(before) = self.before_except.remove(&var) {
                    self.set(var, if before == Meaning::FREE { Meaning::GONE } else { before });
                } else if self.branches == 0 {
                    self.set(var, Meaning::GONE);
                }
            }
            Op::Branch => self.branches += 1,
            Op::Join { .. } => self.branches = self.branches.saturating_sub(1),
            Op::Leave(_) | Op::Arm | Op::Widen { .. } | Op::Stop => {}
        }
    }

    fn meaning(&self, var: Var) -> Meaning {
        self.elsewhere.get(&var).copied().unwrap_or(self.current[var as usize])
    }

    fn set(&mut self, var: Var, meaning: Meaning) {
        let mut owner = self.lowered.vars[var as usize].0;
        while let (ScopeKind::Class(_) | ScopeKind::Comprehension(_), Some(parent)) =
            (self.lowered.scopes[owner.index()].kind, self.lowered.scopes[owner.index()].parent)
        {
            owner = parent;
        }
        if owner == self.program {
            self.current[var as usize] = meaning;
        } else {
            self.elsewhere.insert(var, meaning);
        }
    }

    /// The meaning from the inside out; a name that has none yet in its scope is looked up further out.
    fn look_up(&self, symbol: Symbol, scope: ScopeId) -> Meaning {
        let mut at = Some(scope);
        while let Some(here) = at {
            let info = self.lowered.scopes[here.index()];
            let is_seen = here == scope || !matches!(info.kind, ScopeKind::Class(_));
            if let Some(&var) = self.lowered.var_of.get(&(here, symbol)).filter(|_| is_seen) {
                match self.meaning(var) {
                    Meaning::FREE => {}
                    Meaning::DECLARED if !matches!(info.kind, ScopeKind::Function(_)) => {}
                    Meaning::DECLARED => return Meaning::GONE,
                    meaning => return meaning,
                }
            }
            at = info.parent;
        }
        Meaning::FREE
    }
}

impl FileModel {
    /// The qualified name of an expression as its imports spell it: `subprocess.run` for `sp.run` after
    /// `import subprocess as sp`, `builtins.eval` for a builtin that nothing hides. `None` for what an assignment,
    /// a parameter or a call gave: see [`qualified_names`](Self::qualified_names) for those.
    ///
    /// Where the file knows its own [`ModuleName`], a relative import is resolved, and the file's functions and classes
    /// have names too; otherwise a relative import keeps its dots.
    pub fn written_name(&self, e: ExprId) -> Option<Cow<'_, str>> {
        let mut first = e;
        while let ExprKind::Attribute { value, .. } = self.module().expr(first).kind {
            first = value;
        }
        if !matches!(self.module().expr(first).kind, ExprKind::Name) {
            return None;
        }
        let root = self.written_root(first)?;
        if first == e {
            return Some(root);
        }
        let mut attributes: Vec<&str> = Vec::new();
        let mut at = e;
        while let ExprKind::Attribute { value, attr } = self.module().expr(at).kind {
            attributes.push(self.module().text(attr.span));
            at = value;
        }
        let mut name = root.into_owned();
        for attribute in attributes.iter().rev() {
            name.push('.');
            name.push_str(attribute);
        }
        Some(Cow::Owned(name))
    }

    /// What the one assignment that is read before `name` gave it; `None` after several of them, or anything else.
    pub fn written_value(&self, name: ExprId) -> Option<ExprId> {
        let meaning = self.written.meanings[name.index()];
        if meaning.0 >= Meaning::DECLARED.0 || !self.written.first[meaning.0 as usize] {
            return None;
        }
        match self.binding_info(BindingId(meaning.0)).kind {
            BindingKind::Assign { value, .. } => value,
            BindingKind::Named { value } => Some(value),
            _ => None,
        }
    }

    fn written_root(&self, name: ExprId) -> Option<Cow<'_, str>> {
        let text = self.module().text(self.module().expr(name).span);
        let binding = match self.written.meanings[name.index()] {
            Meaning::FREE => return builtins::is_builtin(text).then(|| Cow::Owned(["builtins.", text].concat())),
            Meaning::GONE | Meaning::DECLARED => return None,
            Meaning(binding) => self.binding_info(BindingId(binding)),
        };
        match binding.kind {
            BindingKind::Import { stmt, alias } => imported(self.module(), &self.name, stmt, alias),
            BindingKind::Function(_) | BindingKind::Class(_) => self.name.member(text).map(Cow::Owned),
            _ => None,
        }
    }
}

fn imported<'m>(module: &'m Module, file: &ModuleName, stmt: StmtId, alias: usize) -> Option<Cow<'m, str>> {
    match &module.stmt(stmt).kind {
        StmtKind::Import(names) => {
            let name = names.get(alias)?;
            let dotted = module.text(name.name);
            Some(Cow::Borrowed(if name.asname.is_some() { dotted } else { dotted.split('.').next()?.trim() }))
        }
        StmtKind::ImportFrom { module: from, level, names } => {
            let name = module.text(names.get(alias)?.name);
            let start = file.relative(*level)?;
            Some(Cow::Owned(match from {
                Some(from) => [&*start, module.text(*from), ".", name].concat(),
                None => [&*start, name].concat(),
            }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// The written name of the function that the file's first call calls.
    fn called(code: &str) -> Option<String> {
        called_in(ModuleName::default(), code)
    }

    fn called_in(name: ModuleName, code: &str) -> Option<String> {
        let file = FileModel::in_module(Arc::new(syntax::parse(code)), name);
        let ExprKind::Call { func, .. } = file.module().expr(*file.calls().first()?).kind else { return None };
        file.written_name(func).map(Cow::into_owned)
    }

    #[test]
    fn imports_and_builtins_have_names() {
        for (code, name) in [
            ("import subprocess as sp\nsp.run(x)", "subprocess.run"),
            ("import xml.sax, xml.dom\nxml.sax.parse(x)", "xml.sax.parse"),
            ("from a.b import c as d\nd(x)", "a.b.c"),
            ("from . import a\na.b(x)", ".a.b"),
            ("eval(x)", "builtins.eval"),
            ("try:\n    import cPickle as p\nexcept ImportError:\n    import pickle as p\np.loads(x)", "pickle.loads"),
            ("def f():\n    p.loads(x)\nimport pickle as p", "pickle.loads"),
            ("import pickle\npickle = pickle.loads(x)", "pickle.loads"),
            ("open(x)\ndef open(): ...", "builtins.open"),
            ("try:\n    pass\nexcept ImportError as open:\n    pass\nimport pickle\npickle.loads(x)", "pickle.loads"),
            ("import pickle\ntry: ...\nexcept E as pickle: ...\npickle.loads(x)", "pickle.loads"),
            ("import pickle\nif y:\n    del pickle\npickle.loads(x)", "pickle.loads"),
            ("import pickle\npickle: object\npickle.loads(x)", "pickle.loads"),
            ("eval: object\neval(x)", "builtins.eval"),
            ("import pickle\ndef f():\n    pickle.loads(x)\n    import json as pickle", "pickle.loads"),
            (
                "import pickle\ndef g():\n    global pickle\n    pickle = 1\ndef f():\n    pickle.loads(x)",
                "pickle.loads",
            ),
            ("class A:\n    import pickle\n    pickle.loads(x)", "pickle.loads"),
            ("def g():\n    def f():\n        pickle.loads(x)\n    import pickle", "pickle.loads"),
        ] {
            assert_eq!(called(code).as_deref(), Some(name), "{code}");
        }
    }

    #[test]
    fn one_assignment_gives_a_value() {
        for (code, value) in [
            ("u = 'a'\nf(u)", Some("'a'")),
            ("u = 'a'\nf(u)\nu = 'b'", Some("'a'")),
            ("def g(h):\n    if h:\n        u: str = 'a'\n    f(u)", Some("'a'")),
            ("u = 'a'\nu = 'b'\nf(u)", None),
            ("def g(u='a'):\n    f(u)", None),
            ("for u in 'a':\n    f(u)", None),
        ] {
            let file = FileModel::new(Arc::new(syntax::parse(code)));
            let found = file.calls().first().and_then(|&call| file.call_args(call).positional(0));
            let found = found.and_then(|name| file.written_value(name));
            assert_eq!(found.map(|e| file.module().text(file.module().expr(e).span)), value, "{code}");
        }
    }

    #[test]
    fn what_is_inferred_has_none() {
        for code in [
            "import subprocess\nrun = subprocess.run\nrun(x)",
            "def f(pickle):\n    pickle.loads(x)",
            "try:\n    import pickle\nexcept ImportError:\n    pickle = None\npickle.loads(x)",
            "import requests\nrequests.Session().get(x)",
            "def eval(y): ...\neval(x)",
            "def f():\n    eval(x)\ndef eval(y): ...",
            "import pickle\ndel pickle\npickle.loads(x)",
            "try: ...\nexcept E as pickle: ...\npickle.loads(x)",
            "def f():\n    eval: object\n    eval(x)",
            "class A:\n    import pickle\n    def f(self):\n        pickle.loads(x)",
            "def f():\n    global pickle\n    pickle.loads(x)",
            "from pickle import *\nloads(x)",
        ] {
            let name = called(code);
            assert!(name.is_none(), "{code}: {name:?}");
        }
    }

    #[test]
    fn a_file_that_knows_its_own_name_completes_others() {
        let html = || ModuleName::packaged("django.utils.html");
        for (name, code, called) in [
            (html(), "from .safestring import mark_safe\nmark_safe(x)", "django.utils.safestring.mark_safe"),
            (html(), "from . import safestring as s\ns.mark_safe(x)", "django.utils.safestring.mark_safe"),
            (html(), "from ..db import models\nmodels.F(x)", "django.db.models.F"),
            (ModuleName::packaged("a.__init__"), "from .b import c\nc(x)", "a.b.c"),
            (ModuleName::script("ftplib"), "class FTP: ...\nFTP(x)", "ftplib.FTP"),
            (html(), "def f(): ...\nf(x)", "django.utils.html.f"),
        ] {
            assert_eq!(called_in(name, code).as_deref(), Some(called), "{code}");
        }
        assert_eq!(called_in(html(), "from ..... import a\na(x)"), None, "there is nothing so far out");
        assert_eq!(called_in(ModuleName::script("a"), "from . import b\nb(x)"), None, "a script is in no package");
    }
}
