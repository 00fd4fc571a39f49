//! Where a program refuses to start with the key that everybody knows.

use semantic::FileModel;
use syntax::Span;
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtKind};

use crate::code::around::{calls_in, function_of};
use crate::matcher::is_named;

/// Whether the file asks whether `SECRET_KEY` is still a value that everybody knows, and ends the program then:
/// `if app.config["SECRET_KEY"] == CHANGE_ME: sys.exit(1)`.
pub fn refuses_known_key(file: &FileModel) -> bool {
    let tree = file.module();
    if !tree.source().contains("SECRET_KEY") {
        return false;
    }
    let ends = |span: Span| {
        tree.stmts().any(|(_, stmt)| matches!(stmt.kind, StmtKind::Raise { .. }) && span.contains(stmt.span))
            || calls_in(file, span).filter_map(|call| function_of(file, call)).any(|func| {
                is_named(file, func, &["sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit"])
            })
    };
    tree.stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::If { arms, .. } => arms
            .iter()
            .any(|arm| asks_for_known(file, arm.test) && arm.body.iter().any(|&stmt| ends(tree.stmt(stmt).span))),
        _ => false,
    })
}

/// `config["SECRET_KEY"] == DEFAULT_KEY`, `settings.SECRET_KEY in KNOWN_KEYS`, also as a part of the test.
fn asks_for_known(file: &FileModel, test: ExprId) -> bool {
    let tree = file.module();
    match &tree.expr(test).kind {
        ExprKind::BoolOp { values, .. } => values.iter().any(|&value| asks_for_known(file, value)),
        ExprKind::Compare { left, rest } => match **rest {
            [(CompareOp::Eq, right)] => {
                is_key(file, *left) && is_known(file, right) || is_key(file, right) && is_known(file, *left)
            }
            [(CompareOp::In, right)] => is_key(file, *left) && is_known(file, right),
            _ => false,
        },
        _ => false,
    }
}

/// A value that stands in the code: here, or under a name for constants.
fn is_known(file: &FileModel, e: ExprId) -> bool {
    let is_constants_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || b"_0123456789".contains(&byte));
    match file.constant(e) {
        Some(known) => known.truthy(),
        None => match file.module().expr(e).kind {
            ExprKind::Name => is_constants_name(file.module().text(file.module().expr(e).span)),
            ExprKind::Attribute { attr, .. } => is_constants_name(file.module().text(attr.span)),
            _ => false,
        },
    }
}

fn is_key(file: &FileModel, e: ExprId) -> bool {
    match file.module().expr(e).kind {
        ExprKind::Subscript { index, .. } => {
            file.constant(index).is_some_and(|name| name.as_str() == Some("SECRET_KEY"))
        }
        _ => crate::code::written::last_word(file, e).is_some_and(|name| name.eq_ignore_ascii_case("secret_key")),
    }
}
