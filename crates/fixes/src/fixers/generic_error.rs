//! PV216: what an exception says goes to the log, and the visitor is told that something failed.

use syntax::Span;
use syntax::ast::{ExprId, ExprKind, Handler, StmtId, StmtKind};

use super::logged_exception;
use crate::fix::{Fix, Fixer};
use crate::logged::{literal, logger};

pub(crate) struct GenericError;

/// Note and comment where the log is told already.
const NO_LOG: (&str, &str) = (
    "The visitor is told that something failed, and the log has the rest; a message that is meant for the visitor has to be a text of your own.",
    "the log says what failed, the visitor does not read it",
);

impl Fixer for GenericError {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let handler = logged_exception::handler(fix);
        if handler.is_some_and(|handler| is_for_visitor(fix, handler)) {
            return None;
        }
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
        if handler.is_some_and(|handler| is_logged(fix, handler, statement)) {
            fix.explain(NO_LOG.0, NO_LOG.1);
            return Some(());
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

/// Whether what is caught was raised to be told: exceptions of the program's own, and those about a value that was given. Which of
/// their texts are for everybody, their author knows.
fn is_for_visitor(fix: &Fix<'_>, handler: &Handler) -> bool {
    const ABOUT_VALUES: [&str; 3] = ["ValueError", "TypeError", "KeyError"];
    // What the `try` raises itself is written for whoever reads it.
    if raises_itself(fix, handler) {
        return true;
    }
    let Some(caught) = handler.types else { return false };
    let classes: Vec<ExprId> = match fix.kind(caught) {
        ExprKind::Tuple(classes) => classes.to_vec(),
        _ => vec![caught],
    };
    classes.iter().all(|&class| {
        let names: Vec<&str> = fix.file.qualified_names(class).collect();
        let is_builtin = names.iter().any(|name| name.starts_with("builtins."));
        let is_own = names.is_empty() || names.iter().any(|name| name.starts_with(['.', '/']));
        let word = names.first().and_then(|name| name.rsplit('.').next()).unwrap_or_default();
        is_own || if is_builtin { ABOUT_VALUES.contains(&word) } else { word.ends_with("ValidationError") }
    })
}

/// Whether the `try` of the handler has a `raise` with a text of its own.
fn raises_itself(fix: &Fix<'_>, handler: &Handler) -> bool {
    let mut tries = fix.tree().stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Try { handlers, .. } if handlers.iter().any(|own| own.span == handler.span) => {
            Some(Span::new(stmt.span.start, handlers.first().map_or(stmt.span.end, |first| first.span.start)))
        }
        _ => None,
    });
    let Some(body) = tries.next() else { return false };
    fix.tree()
        .stmts()
        .any(|(_, stmt)| matches!(stmt.kind, StmtKind::Raise { exc: Some(_), .. }) && body.contains(stmt.span))
}

/// Whether the handler tells the log of the exception itself, before or behind `statement`.
fn is_logged(fix: &Fix<'_>, handler: &Handler, statement: StmtId) -> bool {
    const LEVELS: [&str; 5] = ["warning", "warn", "error", "exception", "critical"];
    handler.body.iter().filter(|&&stmt| stmt != statement).any(|&stmt| {
        let StmtKind::Expr(shown) = fix.tree().stmt(stmt).kind else { return false };
        let Some((func, _)) = fix.parts(shown) else { return false };
        let is_level =
            matches!(fix.kind(func), ExprKind::Attribute { attr, .. } if LEVELS.contains(&fix.tree().text(attr.span)));
        let name = handler.name.map_or("", |name| fix.tree().text(name.span));
        let names_it = fix.tree().exprs().any(|(e, expr)| {
            matches!(expr.kind, ExprKind::Name) && fix.text(e) == name && fix.span(shown).contains(expr.span)
        });
        let has_trace =
            fix.file.call_args(shown).keyword("exc_info").is_some() || fix.text(func).ends_with(".exception");
        is_level && (names_it || has_trace)
    })
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
