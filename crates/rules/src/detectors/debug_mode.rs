//! PV364: debug mode of an application that only a development machine reaches.

use crate::Candidate;
use crate::code::development::is_for_development;
use crate::detector::{Context, Detector};

pub(crate) struct DebugMode;

impl Detector for DebugMode {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if candidate.expr.is_some_and(|call| is_for_development(cx, call)) {
            candidate.dismissed = Some("a condition around it limits the debug mode to development".to_owned());
        }
        Some(candidate)
    }
}
