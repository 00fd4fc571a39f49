//! S112: exceptions that end one turn of a loop and are dropped.

use syntax::ast::{StmtId, StmtKind};

use crate::Candidate;
use crate::code::handler::{self, Catches};
use crate::detector::{Context, Detector};

pub(crate) struct ExceptContinue;

const MESSAGE: &str = "Every exception makes the loop go on with the next item: which items were left out, and why, \
                       nobody can tell. Catch the exceptions that are expected, and log each item that is skipped.";

impl Detector for ExceptContinue {
    fn attempt(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Try { body, handlers, .. } = &cx.tree().stmt(stmt).kind else { return };
        for handler in handlers {
            let [only] = *handler.body else { continue };
            let catches = handler::catches(cx, handler);
            let typed = cx.settings.check_typed_exception;
            if !matches!(cx.tree().stmt(only).kind, StmtKind::Continue) || (catches == Catches::Named && !typed) {
                continue;
            }
            let mut candidate = Candidate::new(cx.rule, handler.span, MESSAGE.to_owned());
            candidate.beyond = catches == Catches::EverythingRenamed && !typed;
            candidate.dismissed = handler::harmless(cx, stmt, body).map(str::to_owned);
            cx.report(candidate);
        }
    }
}
