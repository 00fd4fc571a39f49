//! PV216: what an exception says goes to the log, and the visitor is told that something failed.

use syntax::ast::{ExprId, ExprKind};

use super::logged_exception;
use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct GenericError;

impl Fixer for GenericError {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let handler = logged_exception::handler(fix)?;
        let name = handler.name.map(|name| fix.tree().text(name.span));
        let mut told: Vec<ExprId> = Vec::new();
        // Children have smaller ids than their parents: the widest expression comes last and is met first.
        for (e, _) in fix.tree().exprs().collect::<Vec<_>>().into_iter().rev() {
            let span = fix.span(e);
            let is_new = fix.site.focus.iter().any(|&focus| fix.span(focus).contains(span))
                && !told.iter().any(|&outer| fix.span(outer).contains(span));
            if is_new && tells(fix, e, name) {
                told.push(e);
            }
        }
        let &first = told.first()?;
        let statement = fix.anchor(first)?;
        if !handler.span.contains(fix.tree().stmt(statement).span) {
            return None;
        }
        let text = strings::literal("an internal error occurred", strings::quote(fix));
        for e in told {
            fix.replace(e, text.clone());
        }
        let log = logged_exception::log(fix, "the request failed");
        fix.before(statement, &[log])
    }
}

/// Whether the expression is the text of the exception that is called `name`, or of the trace at hand.
fn tells(fix: &Fix<'_>, e: ExprId, name: Option<&str>) -> bool {
    let is_exception = |e: ExprId| matches!(fix.kind(e), ExprKind::Name) && Some(fix.text(e)) == name;
    match fix.kind(e) {
        ExprKind::FString(_) => {
            let inside = fix.tree().exprs().filter(|(inner, _)| fix.span(e).contains(fix.span(*inner)));
            inside.map(|(inner, _)| inner).any(is_exception)
        }
        ExprKind::Call { func, args } => {
            let is_trace = fix.is_named(*func, &["traceback.format_exc", "traceback.format_exception"]);
            let is_text = fix.is_named(*func, &["builtins.str", "builtins.repr"]);
            is_trace || is_text && args.first().is_some_and(|argument| is_exception(argument.value()))
        }
        _ => false,
    }
}
