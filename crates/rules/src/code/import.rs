//! Imports of listed modules, however they are written.

use semantic::FileModel;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::matcher::{INDEX, is_named};

/// How many compound statements around an import are looked at.
const MAX_DEPTH: usize = 100;

/// The candidates of an import statement, in the order in which it is written. A `from` is pointed at by its module,
/// whichever of its names is listed.
pub(crate) fn of_statement(file: &FileModel, path: &str, stmt: StmtId) -> Vec<Candidate> {
    let tree = file.module();
    let mut found = Vec::new();
    match &tree.stmt(stmt).kind {
        StmtKind::Import(names) => {
            names.iter().for_each(|alias| add(&mut found, tree.text(alias.name), alias.name));
        }
        StmtKind::ImportFrom { module: Some(module), names, .. } => {
            let from = tree.text(*module);
            add(&mut found, from, *module);
            let names = if found.is_empty() { &names[..] } else { &[] };
            for alias in names {
                // Its row is that of the module.
                let span = Span::new(module.start, alias.name.end);
                add(&mut found, &format!("{from}.{}", tree.text(alias.name)), span);
            }
        }
        StmtKind::ImportFrom { module: None, names, .. } => {
            names.iter().for_each(|alias| add(&mut found, tree.text(alias.name), alias.name));
            go_beyond(&mut found);
        }
        _ => {}
    }
    if found.is_empty() {
        return found;
    }
    if let StmtKind::ImportFrom { level: 1.., .. } = tree.stmt(stmt).kind {
        dismiss(&mut found, "a module of this project that only shares the name");
    } else if path.rsplit('.').next() == Some("pyi") {
        dismiss(&mut found, "a stub file says of which types things are; nothing in it is run");
        go_beyond(&mut found);
    } else if is_for_types_only(file, stmt) {
        dismiss(&mut found, "imported for type checkers only: the program never does it");
        go_beyond(&mut found);
    }
    found
}

/// The candidates of a call that imports the module that a constant names.
pub(crate) fn of_call(file: &FileModel, call: ExprId) -> Vec<Candidate> {
    let mut found = Vec::new();
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return found };
    if !is_named(file, func, &["builtins.__import__", "importlib.import_module", "importlib.__import__"]) {
        return found;
    }
    let module = file.call_args(call).argument(Some(0), Some("name")).and_then(|name| file.constant(name));
    if let Some(module) = module.as_ref().and_then(|module| module.as_str()) {
        add(&mut found, module, file.module().expr(call).span);
        go_beyond(&mut found);
    }
    found
}

/// An import is no expression: its candidate has a span alone, and its block no conditions that ask for more.
fn add(found: &mut Vec<Candidate>, module: &str, span: Span) {
    for entry in INDEX.import(module) {
        let message = entry.block.message.replace("{name}", module);
        let mut candidate = Candidate::new(entry.rule, span, message);
        candidate.confidence = entry.block.confidence;
        candidate.cvss = entry.block.cvss;
        candidate.dismissed = entry.block.dismissed.map(str::to_owned);
        candidate.beyond = entry.block.beyond;
        found.push(candidate);
    }
}

/// Marks what linters leave out.
fn go_beyond(found: &mut [Candidate]) {
    for candidate in found {
        candidate.beyond = true;
    }
}

fn dismiss(found: &mut [Candidate], reason: &str) {
    for candidate in found {
        candidate.dismissed = Some(reason.to_owned());
    }
}

/// Whether the statement stands in the body of an `if TYPE_CHECKING:`.
fn is_for_types_only(file: &FileModel, stmt: StmtId) -> bool {
    let tree = file.module();
    let span = tree.stmt(stmt).span;
    let around = std::iter::successors(file.stmt_parent(stmt), |&parent| file.stmt_parent(parent));
    around.take(MAX_DEPTH).any(|parent| match &tree.stmt(parent).kind {
        StmtKind::If { arms, .. } => arms.iter().any(|arm| {
            is_type_checking(file, arm.test)
                && arm.body.first().is_some_and(|&first| tree.stmt(first).span.start <= span.start)
                && arm.body.last().is_some_and(|&last| span.start <= tree.stmt(last).span.end)
        }),
        _ => false,
    })
}

fn is_type_checking(file: &FileModel, test: ExprId) -> bool {
    let tree = file.module();
    let name = match tree.expr(test).kind {
        ExprKind::Name => tree.expr(test).span,
        ExprKind::Attribute { attr, .. } => attr.span,
        _ => return false,
    };
    tree.text(name) == "TYPE_CHECKING"
}
