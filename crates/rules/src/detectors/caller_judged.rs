//! Functions that are meant to be given a text: the call that brings it from a request is judged, not the function.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct CallerJudged;

impl Detector for CallerJudged {
    fn refine(&self, _cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.callers_decide = Some(
            "nothing shows that the caller's value comes from a request; each caller is judged where it is".to_owned(),
        );
        Some(candidate)
    }
}
