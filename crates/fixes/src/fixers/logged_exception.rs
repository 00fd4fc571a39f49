//! S110, S112: an exception that is dropped leaves a trace in the log.

use semantic::BindingKind;
use syntax::ast::{Handler, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::names;
use crate::strings;

pub(crate) struct LoggedException;

impl Fixer for LoggedException {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let handler = handler(fix)?;
        let &[only] = &*handler.body else { return None };
        let log = log(fix, "an exception was ignored");
        match &fix.tree().stmt(only).kind {
            StmtKind::Continue => fix.before(only, &[log]),
            StmtKind::Pass | StmtKind::Expr(_) => {
                fix.replace_span(fix.tree().stmt(only).span, log);
                Some(())
            }
            _ => None,
        }
    }
}

/// A statement that writes the exception at hand to the file's log.
pub(crate) fn log(fix: &mut Fix<'_>, text: &str) -> String {
    let logger = logger(fix).map_or_else(|| format!("{}.getLogger(__name__)", fix.module("logging")), str::to_owned);
    format!("{logger}.exception({})", strings::literal(text, strings::quote(fix)))
}

/// What the file calls its log, where that is settled at its top: `log = logging.getLogger(__name__)`.
fn logger<'a>(fix: &Fix<'a>) -> Option<&'a str> {
    let at = fix.site.span.start;
    let is_log = |binding: &&semantic::Binding| {
        let BindingKind::Assign { stmt, value: Some(value) } = binding.kind else { return false };
        let makes_log = fix.parts(value).is_some_and(|(func, _)| fix.is_named(func, &["logging.getLogger"]));
        makes_log && fix.file.enclosing_function_of(stmt).is_none() && names::is_unconditional(fix.file, stmt)
    };
    let name = names::visible(fix.file, at).find(is_log).map(|binding| names::text(fix.file, binding))?;
    let same = names::visible(fix.file, at).filter(|binding| names::text(fix.file, binding) == name).count();
    (same == 1 && !name.contains('.')).then_some(name)
}

/// The `except` that the site is, or stands in.
pub(crate) fn handler<'a>(fix: &Fix<'a>) -> Option<&'a Handler> {
    let handlers = fix.tree().stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Try { handlers, .. } => Some(handlers),
        _ => None,
    });
    let around = handlers.flatten().filter(|handler| handler.span.contains(fix.site.span));
    around.min_by_key(|handler| handler.span.end - handler.span.start)
}
