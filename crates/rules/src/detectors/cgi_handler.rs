//! S412: handlers of CGI, reported once.

use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct CgiHandler;

impl Detector for CgiHandler {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let Some(call) = candidate.expr else { return Some(candidate) };
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return Some(candidate) };
        // A plain name comes from an import of the handler itself, which is a finding of its own.
        if matches!(cx.tree().expr(func).kind, ExprKind::Name) {
            candidate.dismissed = Some("the same weakness is reported at the import".to_owned());
        }
        Some(candidate)
    }
}
