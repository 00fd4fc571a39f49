//! PV120: what an unsafe parser is given to read.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct LxmlParser;

impl Detector for LxmlParser {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let parser = candidate.expr?;
        if candidate.focus.is_empty() {
            candidate.focus = cx.facts().read_by_lxml(cx.file, parser).to_vec();
        }
        // `iterparse` is parser and call in one.
        if candidate.focus.is_empty() && cx.file.qualified_names(parser).any(|name| name.contains(".iterparse")) {
            candidate.focus.extend(cx.file.call_args(parser).positional(0));
        }
        Some(candidate)
    }
}
