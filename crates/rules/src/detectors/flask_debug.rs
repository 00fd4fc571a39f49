//! S201: debug mode that only a development machine reaches.

use model::Confidence;
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct FlaskDebug;

/// What programs call the environment of a developer's own machine.
const DEVELOPMENT: [&str; 5] = ["development", "dev", "local", "debug", "testing"];

/// How many enclosing statements are looked at.
const MAX_DEPTH: usize = 50;

impl Detector for FlaskDebug {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if is_for_development(cx, candidate.expr?) {
            candidate.confidence = Some(Confidence::Low);
            candidate.cvss = Some("CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N");
            candidate.message = format!("{} A condition limits this call to development.", candidate.message);
        }
        Some(candidate)
    }
}

/// Whether an `if` around the call compares something with the name of a development environment.
fn is_for_development(cx: &Context<'_>, call: ExprId) -> bool {
    let tree = cx.tree();
    let place = tree.expr(call).span;
    let mut at = cx.file.enclosing_stmt(call);
    for _ in 0..MAX_DEPTH {
        let Some(stmt) = at else { return false };
        if let StmtKind::If { arms, .. } = &tree.stmt(stmt).kind {
            let arm = arms.iter().find(|arm| arm.body.iter().any(|&inner| tree.stmt(inner).span.contains(place)));
            if arm.is_some_and(|arm| names_development(cx, arm.test)) {
                return true;
            }
        }
        at = cx.file.stmt_parent(stmt);
    }
    false
}

fn names_development(cx: &Context<'_>, test: ExprId) -> bool {
    let ExprKind::Compare { left, ref rest } = cx.tree().expr(test).kind else { return false };
    let [(CompareOp::Eq, right)] = **rest else { return false };
    [left, right].into_iter().any(|side| {
        cx.file.constant(side).and_then(|value| value.as_str().map(|text| DEVELOPMENT.contains(&text))) == Some(true)
    })
}
