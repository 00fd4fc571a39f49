//! PV380: the flags of Pyramid's cookies.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct PyramidCookie;

impl Detector for PyramidCookie {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        if args.has_double_star() {
            return None;
        }
        let is_off = |value| cx.file.constant(value).is_some_and(|value| !value.truthy());
        let lacks = |words: [&str; 2]| words.iter().find_map(|word| args.keyword(word)).is_none_or(is_off);
        let any_site = args.keyword("samesite").is_some_and(is_off);
        (lacks(["secure", "cookie_secure"]) || lacks(["http_only", "httponly"]) || any_site).then_some(candidate)
    }
}
