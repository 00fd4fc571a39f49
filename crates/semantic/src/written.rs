//! Names as the file writes them: imports, builtins and attributes, and nothing that has to be inferred.
//!
//! This is the narrow view that linters take, beside the wide one of [`names`](crate::names): the last binding before a name decides,
//! no assignment is followed, and no call's result has a name.

use std::borrow::Cow;

use syntax::Module;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::lower::{Lowered, Var};
use crate::{Binding, BindingId, BindingKind, FileModel, ScopeKind, builtins};

/// Every variable's bindings, in text order.
#[derive(Debug)]
pub(crate) struct Written(Vec<(Var, BindingId)>);

impl Written {
    pub(crate) fn new(lowered: &Lowered<'_>) -> Self {
        let mut all: Vec<(Var, BindingId)> =
            lowered.binding_var.iter().enumerate().map(|(at, &var)| (var, BindingId(at as u32))).collect();
        all.sort_by_key(|&(var, binding)| (var, lowered.bindings[binding.index()].span.start));
        Self(all)
    }

    fn of(&self, var: Var) -> impl DoubleEndedIterator<Item = BindingId> {
        let start = self.0.partition_point(|&(of, _)| of < var);
        let end = self.0.partition_point(|&(of, _)| of <= var);
        self.0[start..end].iter().map(|&(_, binding)| binding)
    }
}

impl FileModel {
    /// The qualified name of an expression as its imports spell it: `subprocess.run` for `sp.run` after
    /// `import subprocess as sp`, `builtins.eval` for a builtin that nothing hides. `None` for what an assignment,
    /// a parameter or a call gave: see [`qualified_names`](Self::qualified_names) for those. A relative import keeps its dots.
    pub fn written_name(&self, e: ExprId) -> Option<Cow<'_, str>> {
        let mut attributes: Vec<&str> = Vec::new();
        let mut at = e;
        while let ExprKind::Attribute { value, attr } = self.module().expr(at).kind {
            attributes.push(self.module().text(attr.span));
            at = value;
        }
        if !matches!(self.module().expr(at).kind, ExprKind::Name) {
            return None;
        }
        let root = self.written_root(at)?;
        if attributes.is_empty() {
            return Some(root);
        }
        let mut name = root.into_owned();
        for attribute in attributes.iter().rev() {
            name.push('.');
            name.push_str(attribute);
        }
        Some(Cow::Owned(name))
    }

    /// What the one assignment that the text shows before `name` gave it; `None` after several of them, or anything else.
    pub fn written_value(&self, name: ExprId) -> Option<ExprId> {
        let mut seen = self.written_before(name, self.flow.variable(name)?);
        match (seen.next()?.kind, seen.next()) {
            (BindingKind::Assign { value, .. }, None) => value,
            (BindingKind::Named { value }, None) => Some(value),
            _ => None,
        }
    }

    /// The bindings of the variable that the text shows before `name`, the last one first.
    fn written_before(&self, name: ExprId, var: Var) -> impl Iterator<Item = &Binding> {
        let span = self.module().expr(name).span;
        let stmt = self.enclosing_stmt(name);
        self.written.of(var).rev().map(|id| self.binding_info(id)).filter(move |binding| {
            let bare = matches!(binding.kind, BindingKind::Assign { value: None, .. });
            // A function's body runs when the scopes around it are complete.
            !bare
                && (self.is_deferred(name, binding) || (binding.span.start < span.start && !is_made_by(binding, stmt)))
        })
    }

    fn written_root(&self, name: ExprId) -> Option<Cow<'_, str>> {
        let text = self.module().text(self.module().expr(name).span);
        let builtin = || builtins::is_builtin(text).then(|| Cow::Owned(format!("builtins.{text}")));
        let Some(var) = self.flow.variable(name) else { return builtin() };
        let Some(binding) = self.written_before(name, var).next() else { return builtin() };
        match binding.kind {
            BindingKind::Import { stmt, alias } => imported(self.module(), stmt, alias),
            BindingKind::Builtin => builtin(),
            _ => None,
        }
    }

    fn is_deferred(&self, name: ExprId, binding: &Binding) -> bool {
        if binding.kind == BindingKind::Builtin {
            return true;
        }
        let function = self.enclosing_function(name);
        match self.scopes()[binding.scope.index()].kind {
            ScopeKind::Module => function.is_some(),
            ScopeKind::Function(owner) => function != Some(owner),
            ScopeKind::Class(_) | ScopeKind::Lambda(_) | ScopeKind::Comprehension(_) => false,
        }
    }
}

/// Whether the statement itself makes the binding, after its value was looked at: `x = x.y`.
fn is_made_by(binding: &Binding, stmt: Option<StmtId>) -> bool {
    match binding.kind {
        BindingKind::Assign { stmt: made, .. }
        | BindingKind::Unpack { stmt: made, .. }
        | BindingKind::AugAssign(made) => Some(made) == stmt,
        _ => false,
    }
}

fn imported(module: &Module, stmt: StmtId, alias: usize) -> Option<Cow<'_, str>> {
    match &module.stmt(stmt).kind {
        StmtKind::Import(names) => {
            let name = names.get(alias)?;
            let dotted = module.text(name.name);
            Some(Cow::Borrowed(if name.asname.is_some() { dotted } else { dotted.split('.').next()?.trim() }))
        }
        StmtKind::ImportFrom { module: from, level, names } => {
            let name = module.text(names.get(alias)?.name);
            let dots = ".".repeat(*level as usize);
            Some(Cow::Owned(match from {
                Some(from) => format!("{dots}{}.{name}", module.text(*from)),
                None => format!("{dots}{name}"),
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
        let file = FileModel::new(Arc::new(syntax::parse(code)));
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
        ] {
            let name = called(code);
            assert!(name.is_none(), "{code}: {name:?}");
        }
    }
}
