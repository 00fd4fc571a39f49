//! PV216: what an exception says goes to the log, and the visitor is told that something failed.

use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use super::logged_exception;
use crate::fix::{Fix, Fixer};
use crate::logged::{literal, logger};

pub(crate) struct GenericError;

impl Fixer for GenericError {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let handler = logged_exception::handler(fix);
        let (name, around) = match handler {
            Some(handler) => (handler.name.map(|name| fix.tree().text(name.span)), handler.span),
            None => error_handler(fix)?,
        };
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
        if !around.contains(fix.tree().stmt(statement).span) {
            return None;
        }
        let text = literal(fix, "the request failed");
        for e in told {
            fix.replace(e, text.clone());
        }
        // Outside of an `except` the log has to be told which exception is meant.
        let which = match (handler, name) {
            (None, Some(name)) => format!(", exc_info={name}"),
            _ => String::new(),
        };
        let log = format!("{}.exception({text}{which})", logger(fix));
        fix.before(statement, &[log])
    }
}

/// The exception's name and the function that a framework calls with it: `@app.errorhandler(Exception)`,
/// `@app.exception_handler(Exception)`.
fn error_handler<'a>(fix: &Fix<'a>) -> Option<(Option<&'a str>, Span)> {
    const MARKS: [&str; 3] = ["errorhandler", "app_errorhandler", "exception_handler"];
    let stmt = fix.file.enclosing_function(fix.site.expr?)?;
    let function = fix.file.function(stmt)?;
    let is_mark = |&decorator: &ExprId| {
        let Some((func, _)) = fix.parts(decorator) else { return false };
        matches!(fix.kind(func), ExprKind::Attribute { attr, .. } if MARKS.contains(&fix.tree().text(attr.span)))
    };
    let last = function.decorators.iter().any(is_mark).then(|| function.params.params.last()).flatten()?;
    Some((Some(fix.tree().text(last.name.span)), fix.tree().stmt(stmt).span))
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
