//! Facts of a whole file that several places ask for, gathered once.

use std::collections::HashMap;

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

/// What is known of the file as a whole.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Whether the program changes where programs are looked for.
    pub(crate) changes_path: bool,
    /// Values of `name += value`, by the function around it and the name, in the text's order.
    additions: HashMap<(Option<StmtId>, String), Vec<ExprId>>,
}

impl Facts {
    /// One pass over the file's statements and calls.
    pub(crate) fn new(file: &FileModel) -> Self {
        let mut facts = Self::default();
        let tree = file.module();
        let is_path = |target: ExprId| match tree.expr(target).kind {
            ExprKind::Subscript { value, index } => {
                file.qualified_names(value).any(|name| name == "os.environ") && is_text(file, index, "PATH")
            }
            _ => false,
        };
        for (id, stmt) in tree.stmts() {
            match &stmt.kind {
                StmtKind::Assign { targets, .. } => facts.changes_path |= targets.iter().any(|&target| is_path(target)),
                StmtKind::AugAssign { target, value, .. } => {
                    facts.changes_path |= is_path(*target);
                    if matches!(tree.expr(*target).kind, ExprKind::Name) {
                        let name = tree.text(tree.expr(*target).span).to_owned();
                        facts.additions.entry((file.enclosing_function_of(id), name)).or_default().push(*value);
                    }
                }
                _ => {}
            }
        }
        for &call in file.calls() {
            let ExprKind::Call { func, .. } = tree.expr(call).kind else { continue };
            let sets = file.qualified_names(func).any(|name| {
                matches!(name, "os.putenv" | "os.environ.update" | "os.environ.setdefault" | "os.environ.__setitem__")
            });
            if sets {
                let args = file.call_args(call);
                let first =
                    args.positional(0).is_some_and(|first| is_text(file, first, "PATH") || has_key(file, first));
                facts.changes_path |= first || args.keyword("PATH").is_some();
            }
        }
        facts
    }

    /// The values that are added to `name` with `+=` in the same function.
    pub(crate) fn additions(&self, file: &FileModel, name: ExprId) -> &[ExprId] {
        let text = file.module().text(file.module().expr(name).span).to_owned();
        self.additions.get(&(file.enclosing_function(name), text)).map_or(&[], Vec::as_slice)
    }
}

fn is_text(file: &FileModel, e: ExprId, text: &str) -> bool {
    file.constant(e).is_some_and(|value| value.as_str() == Some(text))
}

fn has_key(file: &FileModel, dict: ExprId) -> bool {
    match &file.module().expr(dict).kind {
        ExprKind::Dict(entries) => entries.iter().any(|(key, _)| key.is_some_and(|key| is_text(file, key, "PATH"))),
        _ => false,
    }
}
