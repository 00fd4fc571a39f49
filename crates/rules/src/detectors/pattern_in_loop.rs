//! PV913: the same pattern is compiled in every turn of a loop.

use crate::Candidate;
use crate::code::loops;
use crate::detector::{Context, Detector};

pub(crate) struct PatternInLoop;

impl Detector for PatternInLoop {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let around = loops::around(cx.file, call)?;
        let pattern = cx.file.call_args(call).argument(Some(0), Some("pattern"))?;
        (!around.decides(cx.file, pattern) && !around.is_short(cx.file)).then_some(candidate)
    }
}
