//! S102: Python 2's `exec` statement; calls of `exec` are matched by the page.

use syntax::ast::{StmtId, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct ExecStatement;

impl Detector for ExecStatement {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Exec { body, .. } = cx.tree().stmt(stmt).kind else { return };
        let message = "The `exec` statement runs text as a program; whoever controls the text controls this process. \
                       Choose from functions that the code names.";
        let mut candidate = Candidate::new(cx.rule, cx.tree().stmt(stmt).span, message.to_owned());
        candidate.focus = vec![body];
        cx.report(candidate);
    }
}
