//! S106: secrets that are passed to a call, by keyword or by their place.

use syntax::Span;
use syntax::ast::{Argument, ExprId};

use crate::code::credentials;
use crate::code::secret::{self, Given};
use crate::detector::{Context, Detector};

pub(crate) struct PasswordArgument;

impl Detector for PasswordArgument {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        for argument in cx.file.call_args(call).all() {
            let Argument::Keyword { name, value } = *argument else { continue };
            let text = cx.tree().text(name.span);
            let given = Given { name: text, value, what: || format!("The argument `{text}`"), looked_at: true };
            if let Some(mut candidate) = secret::candidate(cx, given) {
                candidate.span = Span::new(name.span.start, candidate.span.end);
                cx.report(candidate);
            } else if let Some(value) = credentials::of_pair(cx.file, text, value) {
                let what = || format!("The password in `{text}`");
                let given = Given { name: "password", value, what, looked_at: false };
                if let Some(candidate) = secret::candidate(cx, given) {
                    cx.report(candidate);
                }
            }
        }
        for (name, value) in credentials::by_place(cx.file, call) {
            let what = || format!("What is passed for `{name}`");
            let given = Given { name: &name, value, what, looked_at: false };
            if let Some(candidate) = secret::candidate(cx, given) {
                cx.report(candidate);
            }
        }
    }
}
