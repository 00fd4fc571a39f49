//! PV910: calls that make a whole event loop wait.

use crate::Candidate;
use crate::code::around::is_in_lambda;
use crate::code::testing;
use crate::detector::{Context, Detector};

pub(crate) struct BlockingInAsync;

impl Detector for BlockingInAsync {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let function = cx.file.enclosing_function(call)?;
        let is_async = cx.file.function(function)?.is_async;
        // What a lambda holds is mostly handed to a thread.
        (is_async && !is_in_lambda(cx.file, call) && !testing::is_test_file(cx.path)).then_some(candidate)
    }
}
