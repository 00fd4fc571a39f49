//! PV319: the empty text as a password.

use syntax::ast::ExprId;

use crate::Candidate;
use crate::code::around::{last_word, parameter_default};
use crate::detector::{Context, Detector};
use crate::detectors::password_unchecked::compares_passwords;

pub(crate) struct EmptyPassword;

impl Detector for EmptyPassword {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        if cx.file.enclosing_function(candidate.expr?).is_some_and(|function| compares_passwords(cx, function)) {
            return None;
        }
        let args = cx.file.call_args(candidate.expr?);
        let password = match last_word(cx.file, candidate.expr?) {
            Some("set_password") => args.argument(Some(0), Some("raw_password"))?,
            _ => args.argument(Some(2), Some("password"))?,
        };
        let place = cx.file.display(password).unwrap_or(password);
        let default = parameter_default(cx.file, place).or_else(|| looked_up(cx, place)).unwrap_or(place);
        cx.file.constant(default).is_some_and(|text| text.as_str() == Some("")).then_some(candidate)
    }
}

/// The default of `data.get("password", default)`.
fn looked_up(cx: &Context<'_>, place: ExprId) -> Option<ExprId> {
    let is_look_up = matches!(last_word(cx.file, place), Some("get" | "pop"));
    is_look_up.then(|| cx.file.call_args(place).argument(Some(1), Some("default")))?
}
