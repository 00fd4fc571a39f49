//! PV209: patterns into which data of a request is inserted.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct OutsidePattern;

impl Detector for OutsidePattern {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.focus.retain(|&pattern| !cx.file.is_constant(pattern));
        candidate.callers_decide =
            Some("a function may be meant to be given a pattern; each caller is judged where it is".to_owned());
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}
