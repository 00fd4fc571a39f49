//! PV344: a development server that starts when its module is loaded.

use syntax::ast::{ExprKind, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct DevelopmentServer;

/// How many enclosing statements are looked at.
const MAX_DEPTH: usize = 50;

impl Detector for DevelopmentServer {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        if cx.file.enclosing_function(call).is_some() {
            return None;
        }
        let mut at = cx.file.enclosing_stmt(call);
        for _ in 0..MAX_DEPTH {
            let Some(stmt) = at else { return Some(candidate) };
            if let StmtKind::If { arms, .. } = &cx.tree().stmt(stmt).kind
                && arms.iter().any(|arm| asks_for_main(cx, arm.test))
            {
                return None;
            }
            at = cx.file.stmt_parent(stmt);
        }
        None
    }
}

/// `__name__ == "__main__"`, alone or with more.
fn asks_for_main(cx: &Context<'_>, test: syntax::ast::ExprId) -> bool {
    match &cx.tree().expr(test).kind {
        ExprKind::Compare { left, rest } => {
            std::iter::once(*left).chain(rest.iter().map(|&(_, right)| right)).any(|side| cx.text(side) == "__name__")
        }
        ExprKind::BoolOp { values, .. } => {
            values.iter().any(|&value| matches!(cx.tree().expr(value).kind, ExprKind::Compare { left, .. } if cx.text(left) == "__name__"))
        }
        _ => false,
    }
}
