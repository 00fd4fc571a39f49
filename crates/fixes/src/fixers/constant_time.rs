//! PV407: secrets are compared in a time that tells nothing.

use semantic::Node;
use syntax::ast::{Argument, CompareOp, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct ConstantTime;

impl Fixer for ConstantTime {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let comparison = fix.site.expr?;
        let ExprKind::Compare { left, rest } = fix.kind(comparison) else { return None };
        let [(op, right)] = **rest else { return None };
        let sides = [present(fix, *left), present(fix, right)];
        let function = fix.name("hmac", "compare_digest");
        let call = format!("{function}({}, {})", sides[0], sides[1]);
        let text = match op {
            CompareOp::Eq => call,
            CompareOp::NotEq if is_operand(fix, comparison) => format!("(not {call})"),
            CompareOp::NotEq => format!("not {call}"),
            _ => return None,
        };
        fix.replace(comparison, text);
        Some(())
    }
}

/// A side that is never `None`, which `compare_digest` refuses: `headers.get("X-Token")` gives an empty text instead.
fn present(fix: &Fix<'_>, side: ExprId) -> String {
    let text = strings::alone(fix, side);
    let ExprKind::Call { func, args } = fix.kind(side) else { return text };
    let is_get = matches!(fix.kind(*func), ExprKind::Attribute { attr, .. } if fix.tree().text(attr.span) == "get");
    match (&**args, text.strip_suffix(')')) {
        ([Argument::Positional(_)], Some(open)) if is_get && !open.ends_with(',') => {
            let quote = strings::quote(fix);
            format!("{open}, {quote}{quote})")
        }
        _ => text,
    }
}

/// Whether the comparison is an operand of what binds tighter than `not`.
fn is_operand(fix: &Fix<'_>, comparison: ExprId) -> bool {
    let Node::Expr(parent) = fix.file.parent(comparison) else { return false };
    matches!(
        fix.kind(parent),
        ExprKind::Binary { .. } | ExprKind::Unary { .. } | ExprKind::Compare { .. } | ExprKind::Await(_)
    )
}
