//! S611: `RawSQL` with a statement that is not written where it is passed.

use crate::Candidate;
use crate::code::written::is_text;
use crate::detector::{Context, Detector};

pub(crate) struct RawSql;

impl Detector for RawSql {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.beyond |= candidate.focus.first().is_some_and(|&sql| is_text(cx.file, sql));
        Some(candidate)
    }
}
