//! PV914: a list is searched from its beginning in every turn of a loop.

use semantic::BindingKind;
use syntax::ast::{CompareOp, ComprehensionKind, ExprId, ExprKind, StmtKind};

use crate::code::loops::{self, Loop};
use crate::detector::{Context, Detector};

pub(crate) struct ListInLoop;

/// A display of so many elements is searched as fast as a set.
const SMALL: usize = 16;

impl Detector for ListInLoop {
    fn comparison(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Compare { rest, .. } = &cx.tree().expr(expr).kind else { return };
        let [(CompareOp::In | CompareOp::NotIn, list)] = **rest else { return };
        let Some(around) = loops::around(cx.file, expr) else { return };
        if around.is_short(cx.file) || !is_long_list(cx, list, &around) || is_changed(cx, list, &around) {
            return;
        }
        let message = format!(
            "The list `{}` is searched from its beginning in every turn of the loop of line {}: the time grows with the product of \
             both lengths. Make a set of it before the loop.",
            crate::scan::one_line(cx.text(list)),
            cx.tree().lines().line(around.span.start)
        );
        let candidate = cx.candidate(expr, message);
        cx.report(candidate);
    }
}

/// Whether the name was given one list before the loop, and it is not small.
fn is_long_list(cx: &Context<'_>, list: ExprId, around: &Loop) -> bool {
    if !matches!(cx.tree().expr(list).kind, ExprKind::Name) {
        return false;
    }
    let [binding] = cx.file.reaching(list)[..] else { return false };
    let binding = cx.file.binding_info(binding);
    let BindingKind::Assign { value: Some(value), .. } = binding.kind else { return false };
    if around.span.start <= binding.span.start && binding.span.end <= around.span.end {
        return false;
    }
    match &cx.tree().expr(value).kind {
        ExprKind::List(items) => items.len() > SMALL,
        ExprKind::Comprehension { kind: ComprehensionKind::List { .. }, .. } => true,
        ExprKind::Call { func, args } => {
            !args.is_empty()
                && cx.file.qualified_names(*func).any(|name| matches!(name, "builtins.list" | "builtins.sorted"))
                || matches!(cx.tree().expr(*func).kind, ExprKind::Attribute { attr, .. }
                    if matches!(cx.tree().text(attr.span), "readlines" | "splitlines" | "fetchall"))
        }
        _ => false,
    }
}

/// Whether the loop changes the list: then its order may matter, and a set would have to follow.
fn is_changed(cx: &Context<'_>, list: ExprId, around: &Loop) -> bool {
    let name = cx.text(list);
    around.may_hold(cx.file, |stmt| {
        let StmtKind::Expr(call) = cx.tree().stmt(stmt).kind else { return false };
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
        matches!(cx.tree().expr(func).kind, ExprKind::Attribute { value, .. } if cx.text(value) == name)
    })
}
