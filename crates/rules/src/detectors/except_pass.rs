//! S110: exceptions that are caught and dropped.

use syntax::ast::{ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::handler::{self, Catches};
use crate::detector::{Context, Detector};
use crate::scan::one_line;

pub(crate) struct ExceptPass;

const MESSAGE: &str = "Every exception is caught here and dropped: an attack, a fault or a lost record leaves no trace. \
                       Catch the exceptions that are expected, and log the others.";

impl Detector for ExceptPass {
    fn attempt(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Try { body, handlers, orelse, .. } = &cx.tree().stmt(stmt).kind else { return };
        for handler in handlers {
            // `...` does as little as `pass`; Ruff looks for the latter.
            let dots = match *handler.body {
                [only] => match cx.tree().stmt(only).kind {
                    StmtKind::Pass => false,
                    StmtKind::Expr(value) if matches!(cx.tree().expr(value).kind, ExprKind::Ellipsis) => true,
                    _ => continue,
                },
                _ => continue,
            };
            let catches = handler::catches(cx, handler);
            if catches == Catches::Named && !cx.settings.check_typed_exception {
                continue;
            }
            let mut candidate = Candidate::new(cx.rule, handler.span, MESSAGE.to_owned());
            candidate.beyond = dots || (catches == Catches::EverythingRenamed && !cx.settings.check_typed_exception);
            if let Some(guard) = handler::drops_a_refusal(cx, body, orelse) {
                candidate.message = format!(
                    "`{}` refuses by raising an exception, and that exception is dropped here: whoever is refused gets \
                     through. Let the exception end the request.",
                    one_line(guard)
                );
                candidate.cvss = Some("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N");
            }
            candidate.dismissed = handler::harmless(cx, stmt, body).map(str::to_owned);
            cx.report(candidate);
        }
    }
}
