//! Answers that a guard gives and its caller hands back: `response = require_login(…)`, and `if response: return response` below it.

use semantic::FileModel;
use syntax::ast::{Block, CompareOp, ExprId, ExprKind, StmtKind};

use super::guard_names::is_guard;

/// Statements at the beginning of a function that are looked at.
const MAX_STATEMENTS: usize = 12;

/// Where each stands, and the guard.
pub(super) fn handed_back<'f>(file: &'f FileModel, body: &'f Block) -> impl Iterator<Item = (u32, ExprId)> + 'f {
    let module = file.module();
    let text = |e: ExprId| module.text(module.expr(e).span);
    body.windows(2).take(MAX_STATEMENTS).filter_map(move |pair| {
        let StmtKind::Assign { targets, value } = &module.stmt(pair[0]).kind else { return None };
        let StmtKind::If { arms, .. } = &module.stmt(pair[1]).kind else { return None };
        let ([answer], [arm]) = (&**targets, &**arms) else { return None };
        let ([back], ExprKind::Name) = (&*arm.body, &module.expr(*answer).kind) else { return None };
        let is_returned =
            matches!(module.stmt(*back).kind, StmtKind::Return(Some(given)) if text(given) == text(*answer));
        let call = match module.expr(*value).kind {
            ExprKind::Await(inner) => inner,
            _ => *value,
        };
        let ExprKind::Call { func, .. } = module.expr(call).kind else { return None };
        (is_returned && says_there_is(file, arm.test, text(*answer)) && is_guard(text(func)))
            .then(|| (module.stmt(pair[1]).span.end, func))
    })
}

/// Whether a test asks whether the name stands for something.
fn says_there_is(file: &FileModel, test: ExprId, name: &str) -> bool {
    let module = file.module();
    let asked = match &module.expr(test).kind {
        ExprKind::Compare { left, rest } => match **rest {
            [(CompareOp::IsNot, other)] if matches!(module.expr(other).kind, ExprKind::None) => *left,
            _ => return false,
        },
        _ => test,
    };
    module.text(module.expr(asked).span) == name
}
