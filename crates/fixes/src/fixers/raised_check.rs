//! S101: a check that has to hold is no `assert`, which `python -O` leaves out.

use semantic::BindingKind;
use syntax::Span;
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtKind, UnaryOp};

use crate::fix::{Fix, Fixer};
use crate::names;

pub(crate) struct RaisedCheck;

impl Fixer for RaisedCheck {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let asserted = fix.tree().stmts().find(|(_, stmt)| {
            stmt.span == fix.site.span
                || matches!(stmt.kind, StmtKind::Assert { .. }) && stmt.span.contains(fix.site.span)
        });
        let (statement, stmt) = asserted?;
        let StmtKind::Assert { test, message } = stmt.kind else { return None };
        if fix.has_comment(stmt.span) || fix.tree().text(stmt.span).contains('\n') {
            return None;
        }
        let is_own = |binding: &semantic::Binding| {
            names::text(fix.file, binding) == "AssertionError" && !matches!(binding.kind, BindingKind::Param { .. })
        };
        if names::visible(fix.file, stmt.span.start).any(is_own) {
            return None;
        }
        let message = message.map(|message| format!("({})", fix.text(message))).unwrap_or_default();
        // `assert False` says that nobody gets here.
        if matches!(fix.kind(test), ExprKind::False) {
            fix.replace_span(stmt.span, format!("raise AssertionError{message}"));
            return Some(());
        }
        let text = fix.text(test);
        let condition = match *fix.kind(test) {
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Call { .. } | ExprKind::Subscript { .. } => {
                format!("not {text}")
            }
            ExprKind::Unary { op: UnaryOp::Not, operand } => fix.text(operand).to_owned(),
            _ => opposite(fix, test).unwrap_or_else(|| format!("not ({text})")),
        };
        fix.before(statement, &[format!("if {condition}:")])?;
        fix.replace_span(stmt.span, format!("{}raise AssertionError{message}", fix.step()));
        Some(())
    }
}

/// `x is None` for `x is not None`: the comparisons whose opposite is another operator, whatever the values are.
fn opposite(fix: &Fix<'_>, test: ExprId) -> Option<String> {
    let ExprKind::Compare { left, ref rest } = *fix.kind(test) else { return None };
    let &[(op, second)] = &**rest else { return None };
    let op = match op {
        CompareOp::Is => "is not",
        CompareOp::IsNot => "is",
        CompareOp::In => "not in",
        CompareOp::NotIn => "in",
        _ => return None,
    };
    let between = fix.tree().text(Span::new(fix.span(left).end, fix.span(second).start));
    // Parentheses around the values stay.
    let (open, close) = (
        between.find(|letter: char| letter.is_ascii_alphabetic())?,
        between.rfind(|letter: char| letter.is_ascii_alphabetic())?,
    );
    let whole = fix.text(test);
    let start = (fix.span(left).end - fix.span(test).start) as usize;
    Some(format!("{}{op}{}", whole.get(..start + open)?, whole.get(start + close + 1..)?))
}
