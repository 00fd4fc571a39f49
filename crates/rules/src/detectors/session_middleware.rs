//! PV363: the cookie of Starlette's sessions.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct SessionMiddleware;

impl Detector for SessionMiddleware {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let is_off = |value| cx.file.constant(value).is_some_and(|value| !value.truthy());
        let unprotected = args.keyword("https_only").map_or(!args.has_double_star(), is_off);
        unprotected.then_some(candidate)
    }
}
