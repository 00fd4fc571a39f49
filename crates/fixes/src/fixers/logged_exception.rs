//! S110, S112: an exception that is dropped leaves a trace in the log.

use syntax::ast::{Handler, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::logged::{literal, logger};

pub(crate) struct LoggedException;

impl Fixer for LoggedException {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let handler = handler(fix)?;
        let &[only] = &*handler.body else { return None };
        // Seen, and no alarm: an exception that was dropped may be an everyday one.
        let log = format!("{}.warning({}, exc_info=True)", logger(fix), literal(fix, "an exception was ignored"));
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

/// The `except` that the site is, or stands in.
pub(crate) fn handler<'a>(fix: &Fix<'a>) -> Option<&'a Handler> {
    let handlers = fix.tree().stmts().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Try { handlers, .. } => Some(handlers),
        _ => None,
    });
    let around = handlers.flatten().filter(|handler| handler.span.contains(fix.site.span));
    around.min_by_key(|handler| handler.span.end - handler.span.start)
}
