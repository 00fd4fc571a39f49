//! S110, S112: an exception that is dropped leaves a trace in the log.

use syntax::ast::{Handler, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::logged::{literal, logger};

pub(crate) struct LoggedException;

impl Fixer for LoggedException {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let handler = handler(fix)?;
        let &[only] = &*handler.body else { return None };
        if is_meant(fix, handler) {
            return None;
        }
        // Seen by who looks, and no alarm: an exception that was dropped may be an everyday one.
        let log = format!("{}.debug({}, exc_info=True)", logger(fix), literal(fix, "an exception was ignored"));
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

/// Whether a comment in the handler says why nothing is done: its author has decided.
fn is_meant(fix: &Fix<'_>, handler: &Handler) -> bool {
    const OF_TOOLS: [&str; 6] = ["noqa", "nosec", "pragma", "pylint", "type:", "nosem"];
    // A comment may stand behind the last statement.
    let end = fix.tree().lines().line_span(fix.tree().lines().line(handler.span.end), fix.tree().source()).end;
    let inside = fix.tree().comments().iter().filter(|c| handler.span.start <= c.span.start && c.span.start < end);
    inside.map(|comment| fix.tree().text(comment.span).trim_start_matches(['#', ' ', ':'])).any(|text| {
        let is_of_tool = OF_TOOLS.iter().any(|tool| text.starts_with(tool));
        // `# noqa: S110 - nothing to do` has a reason, too.
        let said = if is_of_tool { text.split_once(" - ").map_or("", |(_, why)| why) } else { text };
        said.split_whitespace().count() > 1
    })
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
