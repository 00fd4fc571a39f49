//! PV201: redirects whose host is not fixed.

use crate::Candidate;
use crate::address::keeps_browser_here;
use crate::detector::{Context, Detector};

pub(crate) struct OutsideRedirect;

impl Detector for OutsideRedirect {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.focus.retain(|&address| !cx.file.is_constant(address));
        let &address = candidate.focus.first()?;
        if keeps_browser_here(&cx.facts().known_start(cx.file, address)) {
            candidate.dismissed = Some("the code fixes the host; only what follows it varies".to_owned());
        }
        Some(candidate)
    }
}
