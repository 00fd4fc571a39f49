//! Which names are seen from a place, and what they stand for.

use semantic::{Binding, BindingKind, FileModel, ScopeKind};
use syntax::ast::{Alias, StmtId, StmtKind};

/// An imported name: what it stands for. `import a.b` binds `a`, and stands for the module `a`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Imported<'a> {
    Module(&'a str),
    From { module: &'a str, name: &'a str },
}

/// What an import binding brings in; `None` for other bindings, and for relative imports.
pub(crate) fn imported<'a>(file: &'a FileModel, binding: &Binding) -> Option<Imported<'a>> {
    let BindingKind::Import { stmt, alias } = binding.kind else { return None };
    let tree = file.module();
    match &tree.stmt(stmt).kind {
        StmtKind::Import(names) => {
            let Alias { name, asname } = names.get(alias)?;
            let dotted = tree.text(*name);
            let bound = if asname.is_some() { dotted } else { dotted.split('.').next().unwrap_or(dotted) };
            Some(Imported::Module(bound))
        }
        StmtKind::ImportFrom { module: Some(module), level: 0, names } => {
            Some(Imported::From { module: tree.text(*module), name: tree.text(names.get(alias)?.name) })
        }
        _ => None,
    }
}

/// The bindings whose names are seen from byte `at`, of the scopes around it; builtins aside.
pub(crate) fn visible(file: &FileModel, at: u32) -> impl Iterator<Item = &Binding> {
    let tree = file.module();
    let around: Vec<bool> = file
        .scopes()
        .iter()
        .map(|scope| match scope.kind {
            ScopeKind::Module => true,
            ScopeKind::Class(stmt) | ScopeKind::Function(stmt) => holds(tree.stmt(stmt).span, at),
            ScopeKind::Lambda(expr) | ScopeKind::Comprehension(expr) => holds(tree.expr(expr).span, at),
        })
        .collect();
    let is_seen = move |binding: &&Binding| {
        binding.kind != BindingKind::Builtin && around.get(binding.scope.index()).copied().unwrap_or(false)
    };
    file.bindings().iter().filter(is_seen)
}

fn holds(span: syntax::Span, at: u32) -> bool {
    span.start <= at && at < span.end
}

/// The name that a binding gives a value to.
pub(crate) fn text<'a>(file: &'a FileModel, binding: &Binding) -> &'a str {
    file.module().text(binding.span)
}

/// Whether a statement runs whenever its function or file does: no block is around it.
pub(crate) fn is_unconditional(file: &FileModel, stmt: StmtId) -> bool {
    file.stmt_parent(stmt).is_none_or(|around| matches!(file.module().stmt(around).kind, StmtKind::Function(_)))
}
