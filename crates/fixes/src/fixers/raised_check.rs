//! S101: a check that has to hold is no `assert`, which `python -O` leaves out.

use semantic::BindingKind;
use syntax::ast::{ExprKind, StmtKind, UnaryOp};

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
            _ => format!("not ({text})"),
        };
        fix.before(statement, &[format!("if {condition}:")])?;
        fix.replace_span(stmt.span, format!("{}raise AssertionError{message}", fix.step()));
        Some(())
    }
}
