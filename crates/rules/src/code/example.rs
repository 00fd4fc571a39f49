//! Values that stand in the code to show what such a value looks like, or to try the code out.

use secrets::words;
use semantic::{FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

/// Words of keys, keywords and functions around an example.
const EXAMPLE: [&str; 12] = [
    "example",
    "examples",
    "sample",
    "samples",
    "placeholder",
    "placeholders",
    "dummy",
    "illustration",
    "docs",
    "documentation",
    "demo",
    "preview",
];
/// How many expressions around a value are looked at.
const MAX_DEPTH: usize = 40;
/// How many statements are looked at for an `assert`.
const MAX_STATEMENTS: usize = 400;

/// Why a value at `e` is no secret of the program: what stands around it says that it is an example, or a program that
/// tries itself out.
pub(crate) fn not_in_use(file: &FileModel, e: ExprId) -> Option<&'static str> {
    if is_example(file, e) {
        Some("the names around it say that it is an example")
    } else if is_tried_out(file, e) {
        Some("the code tries itself out with it: an `assert` beside it looks at the result")
    } else {
        None
    }
}

/// Whether a text is a documentation string: a statement of its own.
pub(crate) fn is_docstring(file: &FileModel, e: ExprId) -> bool {
    matches!(file.parent(e), Node::Stmt(stmt) if matches!(file.module().stmt(stmt).kind, StmtKind::Expr(_)))
}

/// Whether a key, a keyword or a function that the value is given to is called an example.
fn is_example(file: &FileModel, e: ExprId) -> bool {
    let tree = file.module();
    let says_so = |name: &str| words(name).iter().any(|word| EXAMPLE.contains(&&**word));
    let last = |func: ExprId| match tree.expr(func).kind {
        ExprKind::Name => tree.text(tree.expr(func).span),
        ExprKind::Attribute { attr, .. } => tree.text(attr.span),
        _ => "",
    };
    let mut at = e;
    for _ in 0..MAX_DEPTH {
        let Node::Expr(around) = file.parent(at) else { return false };
        let is_one = match &tree.expr(around).kind {
            ExprKind::Dict(entries) => {
                // `{"username": test_username, "password": "test"}`
                let for_test = |e: ExprId| last(e).split('_').next() == Some("test");
                entries
                    .iter()
                    .find(|(_, value)| *value == at)
                    .and_then(|(key, _)| file.constant((*key)?))
                    .is_some_and(|key| key.as_str().is_some_and(says_so))
                    || at == e && entries.iter().any(|(_, value)| for_test(*value))
            }
            ExprKind::Call { func, args } if *func != at => {
                says_so(last(*func))
                    || args.iter().any(|arg| match *arg {
                        Argument::Keyword { name, value } => value == at && says_so(tree.text(name.span)),
                        _ => false,
                    })
            }
            _ => false,
        };
        if is_one {
            return true;
        }
        at = around;
    }
    false
}

/// Whether the value is given to a name that an `assert` of the same function compares with something, or stands in a program's
/// `if __name__ == "__main__":` that asserts something.
fn is_tried_out(file: &FileModel, e: ExprId) -> bool {
    let tree = file.module();
    let Some(stmt) = file.enclosing_stmt(e) else { return false };
    let asserts = |stmt: &StmtId| matches!(tree.stmt(*stmt).kind, StmtKind::Assert { .. });
    if main_block(file, stmt).is_some_and(|block| below(file, block).iter().any(asserts)) {
        return true;
    }
    let StmtKind::Assign { targets, .. } = &tree.stmt(stmt).kind else { return false };
    let [target] = **targets else { return false };
    let name = tree.text(tree.expr(target).span);
    let Some(function) = file.enclosing_function_of(stmt) else { return false };
    below(file, function).iter().any(|other| match tree.stmt(*other).kind {
        StmtKind::Assert { test, .. } => match &tree.expr(test).kind {
            ExprKind::Compare { left, rest } => {
                let is_it = |side: ExprId| tree.text(tree.expr(side).span) == name;
                is_it(*left) || rest.iter().any(|(_, side)| is_it(*side))
            }
            _ => false,
        },
        _ => false,
    })
}

/// The `if __name__ == "__main__":` that a statement stands in.
fn main_block(file: &FileModel, stmt: StmtId) -> Option<StmtId> {
    let tree = file.module();
    let mut at = stmt;
    for _ in 0..MAX_DEPTH {
        at = file.stmt_parent(at)?;
        if let StmtKind::If { arms, .. } = &tree.stmt(at).kind
            && let Some(ExprKind::Compare { left, .. }) = arms.first().map(|arm| &tree.expr(arm.test).kind)
            && tree.text(tree.expr(*left).span) == "__name__"
        {
            return Some(at);
        }
    }
    None
}

/// The statements inside of one.
fn below(file: &FileModel, stmt: StmtId) -> Vec<StmtId> {
    let mut found = Vec::new();
    let mut pending = vec![stmt];
    while let Some(at) = pending.pop()
        && found.len() < MAX_STATEMENTS
    {
        found.push(at);
        file.module().stmt_children(at, &mut |child| pending.push(child));
    }
    found
}
