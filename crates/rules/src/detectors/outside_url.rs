//! PV102: requests whose host is not fixed.

use syntax::ast::ExprKind;

use crate::Candidate;
use crate::address::has_host;
use crate::detector::{Context, Detector};
use crate::parameter::callers_beginning;

pub(crate) struct OutsideUrl;

impl Detector for OutsideUrl {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let mut address = *candidate.focus.first()?;
        // `(host, port)`
        if let ExprKind::Tuple(items) = &cx.tree().expr(cx.file.display(address).unwrap_or(address)).kind {
            address = *items.first()?;
            candidate.focus = vec![address];
        }
        if cx.file.is_constant(address) {
            return None;
        }
        if has_host(&cx.facts().known_start(cx.file, address)) {
            candidate.dismissed = Some("the code fixes the host; only what follows it varies".to_owned());
        } else if let Some(function) = callers_beginning(cx.file, address) {
            candidate.callers_decide = Some(format!(
                "the caller of `{function}` gives the address from its beginning; each caller is judged where it makes the address"
            ));
        }
        Some(candidate)
    }
}
