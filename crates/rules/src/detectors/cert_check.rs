//! S501 and S323: options that switch the check of the server's certificate off, and contexts without it.

use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::languages::tls;

pub(crate) struct CertCheck;

impl Detector for CertCheck {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let chosen = candidate.focus.first().is_some_and(|&option| tls::is_chosen_by_setting(cx, option));
        let option = candidate.focus.first().map(|&option| &cx.tree().expr(option).kind);
        if chosen || candidate.expr.is_some_and(|call| tls::is_asked_for(cx, call)) {
            candidate.cvss = Some(tls::BY_A_SETTING);
        }
        candidate.focus.clear();
        // `0` switches it off as well; Ruff looks for `False`.
        candidate.beyond |= option.is_some_and(|option| !matches!(option, ExprKind::False));
        Some(candidate)
    }
}
