//! S113: where a request's time limit is said, or not.

use syntax::ast::ExprKind;

use crate::detector::{Context, Detector};
use crate::{
    Candidate,
    code::{testing, written},
};

pub(crate) struct NoTimeout;

impl Detector for NoTimeout {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        if testing::is_test_file(cx.path) {
            candidate.dismissed = Some("this is a test: nobody waits for it but the test runner".to_owned());
        }
        let Some(value) = cx.file.call_args(call).keyword("timeout") else { return Some(candidate) };
        let is_none = cx.file.constant(value) == Some(semantic::Const::None);
        match written::keyword_and_value(cx.file, call, "timeout") {
            Some((span, value)) if is_none => {
                candidate.beyond |= !matches!(cx.tree().expr(value).kind, ExprKind::None);
                candidate.span = span;
            }
            Some(_) => return None,
            None if is_none => {}
            None => candidate.dismissed = Some("the limit is among the options that are passed with `**`".to_owned()),
        }
        Some(candidate)
    }
}
