//! PV408: signed texts that are read however old they are.

use model::Confidence;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct LinkExpiry;

impl Detector for LinkExpiry {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        if args.has_double_star() || args.has_star() {
            return None;
        }
        candidate.confidence = Some(Confidence::Medium);
        Some(candidate)
    }
}
