//! PV912: a text that grows in a loop is copied in every turn.

use semantic::{BindingKind, Const};
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::loops;
use crate::detector::{Context, Detector};

pub(crate) struct StringInLoop;

impl Detector for StringInLoop {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::AugAssign { target, op: BinaryOp::Add, value } = cx.tree().stmt(stmt).kind else { return };
        if !matches!(cx.tree().expr(target).kind, ExprKind::Name) || !is_text(cx, value) {
            return;
        }
        let Some(around) = loops::around_statement(cx.file, stmt) else { return };
        // A text that each turn begins anew does not grow.
        let begins_before = cx.file.reaching(target).iter().any(|&binding| {
            let binding = cx.file.binding_info(binding);
            let is_text = matches!(binding.kind, BindingKind::Assign { value: Some(value), .. } if is_text(cx, value));
            is_text && (binding.span.start < around.span.start || binding.span.start >= around.span.end)
        });
        let begins_inside = around.may_hold(cx.file, |inner| sets(cx, inner, target));
        if !begins_before || begins_inside || around.is_short(cx.file) {
            return;
        }
        let message = format!(
            "`{}` is copied as a whole in every turn of the loop of line {}, so the time grows with the square of its length. \
             Gather the parts in a list and join them after the loop.",
            cx.text(target),
            cx.tree().lines().line(around.span.start)
        );
        let mut candidate = Candidate::new(cx.rule, cx.tree().stmt(stmt).span, message);
        candidate.expr = Some(value);
        cx.report(candidate);
    }
}

/// Whether the expression is surely a text: a literal, an f-string, `str(…)`, or a sum with one of them.
fn is_text(cx: &Context<'_>, e: ExprId) -> bool {
    const MAX_PARTS: usize = 32;
    let mut open = vec![e];
    for _ in 0..MAX_PARTS {
        let Some(at) = open.pop() else { return false };
        match &cx.tree().expr(at).kind {
            ExprKind::Str(_) | ExprKind::FString(_) => return true,
            ExprKind::Binary { left, op: BinaryOp::Add, right } => open.extend([*left, *right]),
            ExprKind::Binary { left, op: BinaryOp::Mod, .. } => open.push(*left),
            ExprKind::Call { func, .. } if cx.file.qualified_name(*func) == Some("builtins.str") => return true,
            ExprKind::Name if matches!(cx.file.constant(at), Some(Const::Str(_))) => return true,
            _ => {}
        }
    }
    false
}

/// Whether the statement gives the name a new value.
fn sets(cx: &Context<'_>, stmt: StmtId, name: ExprId) -> bool {
    let StmtKind::Assign { targets, .. } = &cx.tree().stmt(stmt).kind else { return false };
    targets.iter().any(|&target| cx.text(target) == cx.text(name))
}
