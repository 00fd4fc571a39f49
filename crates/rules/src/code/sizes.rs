//! How large and how branched the functions of a file are.

use rustc_hash::FxHashMap;
use semantic::FileModel;
use syntax::ast::{PatternKind, StmtId, StmtKind};

/// What a person has to keep in mind to understand a function. Functions inside of it are counted by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Statements of all depths, documentation left out.
    pub(crate) statements: u32,
    /// Places where the way forks: `if`, `elif`, loops, `except`, and every `case` that may not be taken.
    forks: u32,
}

impl Size {
    /// The cyclomatic number: how many independent ways lead through the function. Counted as linters count it (`C901`): by statements,
    /// so an `and` in a condition is not a fork of its own.
    pub(crate) const fn complexity(self) -> u32 {
        self.forks + 1
    }
}

/// From how many ways on a function is called complex.
pub(crate) const COMPLEX: u32 = 10;

/// The sizes of all functions of a file, in one pass over its statements.
pub(crate) fn of_functions(file: &FileModel) -> FxHashMap<StmtId, Size> {
    let mut sizes: FxHashMap<StmtId, Size> = FxHashMap::default();
    for (id, stmt) in file.module().stmts() {
        let Some(function) = file.enclosing_function_of(id) else { continue };
        let size = sizes.entry(function).or_default();
        size.statements += u32::from(!is_text(file, &stmt.kind));
        size.forks += forks(file, &stmt.kind);
    }
    sizes
}

/// A statement that is a text alone documents something.
fn is_text(file: &FileModel, kind: &StmtKind) -> bool {
    use syntax::ast::ExprKind;
    matches!(kind, StmtKind::Expr(value) if matches!(file.module().expr(*value).kind, ExprKind::Str(_)))
}

fn forks(file: &FileModel, kind: &StmtKind) -> u32 {
    let count = match kind {
        StmtKind::If { arms, .. } => arms.len(),
        StmtKind::For { .. } | StmtKind::While { .. } => 1,
        StmtKind::Try { handlers, .. } => handlers.len(),
        StmtKind::Match { cases, .. } => cases
            .iter()
            .filter(|case| {
                let pattern = &file.module().pattern(case.pattern).kind;
                case.guard.is_some() || !matches!(pattern, PatternKind::As { pattern: None, .. })
            })
            .count(),
        _ => 0,
    };
    count as u32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use semantic::FileModel;

    use super::of_functions;

    fn complexity(body: &str) -> u32 {
        let file = FileModel::new(Arc::new(syntax::parse(Arc::from(format!("def f(x):\n{body}")))));
        let function = file.functions()[0];
        of_functions(&file)[&function].complexity()
    }

    #[test]
    fn every_fork_counts_once() {
        assert_eq!(complexity("    return x\n"), 1);
        assert_eq!(complexity("    if x:\n        y()\n    elif x > 2:\n        z()\n    else:\n        w()\n"), 3);
        assert_eq!(complexity("    for y in x:\n        while y:\n            y -= 1\n    else:\n        z()\n"), 3);
        assert_eq!(
            complexity(
                "    try:\n        y()\n    except ValueError:\n        pass\n    except KeyError:\n        pass\n"
            ),
            3
        );
        // The last case takes whatever is left.
        let cases = "    match x:\n        case 1:\n            y()\n        case [a, b]:\n            z()\n        case _:\n            w()\n";
        assert_eq!(complexity(cases), 3);
        assert_eq!(complexity("    return [y for y in x if y and x]\n"), 1);
    }

    #[test]
    fn an_inner_function_has_its_own_number() {
        assert_eq!(
            complexity(
                "    if x:\n        y()\n    def g():\n        if x:\n            if x:\n                y()\n    return g\n"
            ),
            2
        );
    }
}
