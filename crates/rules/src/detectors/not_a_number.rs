//! PV349: texts of a request that become numbers, `nan` among them.

use crate::Candidate;
use crate::code::around::{calls_in, last_word};
use crate::detector::{Context, Detector};

pub(crate) struct NotANumber;

impl Detector for NotANumber {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let function = cx.file.enclosing_function(candidate.expr?)?;
        let is_checked = calls_in(cx.file, cx.tree().stmt(function).span)
            .any(|call| matches!(last_word(cx.file, call), Some("isfinite" | "isnan" | "isinf")));
        candidate.callers_decide = Some("nothing shows that the caller's text comes from a request".to_owned());
        (!is_checked).then_some(candidate)
    }
}
