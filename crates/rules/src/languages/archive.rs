//! Archives that are unpacked: whether the program looks at the names of the entries first.

use semantic::{BindingKind, FileModel};
use syntax::Span;
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, calls_one_of};

/// Functions and methods that ask where a path lies. `os.path.commonprefix` is none: it compares letters, so `/srv/data-other` begins
/// with `/srv/data`, and asks nothing of links.
const ASKS: [&str; 9] = [
    "startswith",
    "is_relative_to",
    "relative_to",
    "commonpath",
    "isabs",
    "is_absolute",
    "is_within_directory",
    "data_filter",
    "tar_filter",
];

/// What checks the entries that `call` unpacks: the function that chooses them, or a loop before it which asks of each
/// entry where it lies, and leaves.
pub(crate) fn checks_entries(file: &FileModel, call: ExprId, members: Option<ExprId>) -> bool {
    if let Some(members) = members
        && let ExprKind::Call { func, .. } = file.module().expr(file.display(members).unwrap_or(members)).kind
        && let Some(function) = own_function(file, func)
    {
        return asks(file, file.module().stmt(function).span);
    }
    let Some(function) = file.enclosing_function(call) else { return false };
    let place = file.module().expr(call).span;
    let before = Span::new(file.module().stmt(function).span.start, place.start);
    // A loop over the entries that stands before the call, or around it.
    let loops = file.module().stmts().filter(|(_, stmt)| {
        matches!(stmt.kind, StmtKind::For { .. })
            && before.contains(Span::new(stmt.span.start, stmt.span.start))
            && file.module().stmt(function).span.contains(stmt.span)
    });
    loops.into_iter().any(|(_, stmt)| leaves(file, stmt.span) && asks(file, stmt.span))
}

/// Whether the function around `call` hands the entries to one of the library's own filters before it comes there.
pub(crate) fn filters_entries(file: &FileModel, call: ExprId) -> bool {
    let Some(function) = file.enclosing_function(call) else { return false };
    let place = file.module().expr(call).span;
    calls_in(file, file.module().stmt(function).span)
        .take_while(|&other| file.module().expr(other).span.start < place.start)
        .any(|other| calls_one_of(file, other, &["tarfile.data_filter", "tarfile.tar_filter"]))
}

/// The function of this file that a call is one of.
fn own_function(file: &FileModel, func: ExprId) -> Option<StmtId> {
    match file.binding_info(file.binding(func)?).kind {
        BindingKind::Function(function) => Some(function),
        _ => None,
    }
}

/// Whether code in `span` asks where a path lies: a call of one of [`ASKS`], or a look for `..`.
fn asks(file: &FileModel, span: Span) -> bool {
    let tree = file.module();
    tree.exprs().any(|(_, expr)| match &expr.kind {
        _ if !span.contains(expr.span) => false,
        ExprKind::Call { func, .. } => match tree.expr(*func).kind {
            ExprKind::Attribute { attr, .. } => ASKS.contains(&tree.text(attr.span)),
            ExprKind::Name => own_function(file, *func).map_or_else(
                || ASKS.contains(&tree.text(tree.expr(*func).span)),
                |function| {
                    let inner = tree.stmt(function).span;
                    // One level: the check in a helper of its own.
                    !inner.contains(span) && asks_directly(file, inner)
                },
            ),
            _ => false,
        },
        ExprKind::Compare { left, rest } => {
            rest.iter().any(|(op, _)| matches!(op, CompareOp::In | CompareOp::NotIn))
                && file.constant(*left).is_some_and(|piece| piece.as_str() == Some(".."))
        }
        _ => false,
    })
}

fn asks_directly(file: &FileModel, span: Span) -> bool {
    let tree = file.module();
    file.calls().iter().any(|&call| match tree.expr(call).kind {
        ExprKind::Call { func, .. } => {
            span.contains(tree.expr(call).span)
                && matches!(tree.expr(func).kind, ExprKind::Attribute { attr, .. } if ASKS.contains(&tree.text(attr.span)))
        }
        _ => false,
    })
}

/// Whether code in `span` leaves an entry out, or gives up.
fn leaves(file: &FileModel, span: Span) -> bool {
    file.module().stmts().any(|(_, stmt)| {
        span.contains(stmt.span)
            && matches!(stmt.kind, StmtKind::Raise { .. } | StmtKind::Continue | StmtKind::Return(_) | StmtKind::Break)
    })
}
