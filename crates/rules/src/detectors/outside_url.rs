//! PV102: requests whose host is not fixed.

use crate::Candidate;
use crate::address::has_host;
use crate::detector::{Context, Detector};
use crate::parameter::callers_choice;

pub(crate) struct OutsideUrl;

impl Detector for OutsideUrl {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &address = candidate.focus.first()?;
        if cx.file.is_constant(address) {
            return None;
        }
        if has_host(&cx.facts().known_start(cx.file, address)) {
            candidate.dismissed = Some("the code fixes the host; only what follows it varies".to_owned());
        } else if let Some(function) = callers_choice(cx.file, address) {
            candidate.callers_decide = Some(format!(
                "the caller of `{function}` gives the whole address; each caller is judged where it makes the address"
            ));
        }
        Some(candidate)
    }
}
