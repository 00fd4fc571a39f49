//! What has to be so where a place is reached: conditions around it, and conditions before it behind which the function leaves.

use syntax::ast::{ExprId, ExprKind, StmtKind, UnaryOp};

use crate::detector::Context;

/// Parts of one condition that are looked at.
const WIDTH: usize = 32;

/// Whether a condition of the function around `place` decides that it is reached, and a part of it is what `is_asked` looks for: the
/// place stands below `if part`, or the function leaves before it where `not part`.
pub(crate) fn is_asked_before(cx: &Context<'_>, place: ExprId, is_asked: impl Fn(ExprId) -> bool) -> bool {
    let tree = cx.tree();
    let Some(function) = cx.file.enclosing_function(place) else { return false };
    let asks = |test: ExprId, negated: bool| {
        let mut open = vec![(test, false)];
        for _ in 0..WIDTH {
            let Some((e, under)) = open.pop() else { return false };
            let under = match tree.expr(e).kind {
                ExprKind::Unary { op: UnaryOp::Not, .. } => !under,
                _ => under,
            };
            if under == negated && is_asked(e) {
                return true;
            }
            tree.children(e, &mut |child| open.push((child, under)));
        }
        false
    };
    let span = tree.expr(place).span;
    let around = tree.stmt(function).span;
    tree.stmts().filter(|(_, stmt)| around.contains(stmt.span) && stmt.span.start < span.start).any(|(id, stmt)| {
        let StmtKind::If { arms, .. } = &stmt.kind else { return false };
        arms.iter().any(|arm| {
            let holds = arm.body.iter().any(|&inner| tree.stmt(inner).span.contains(span));
            let leaves = arm.body.last().is_some_and(|&last| {
                matches!(
                    tree.stmt(last).kind,
                    StmtKind::Raise { .. } | StmtKind::Return(_) | StmtKind::Continue | StmtKind::Break
                )
            });
            // What refuses has to lie in a block that the place is in as well.
            let is_before = || cx.file.stmt_parent(id).is_none_or(|block| tree.stmt(block).span.contains(span));
            holds && asks(arm.test, false) || leaves && !holds && is_before() && asks(arm.test, true)
        })
    })
}
