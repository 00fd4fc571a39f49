//! S106: secrets that are passed by keyword.

use syntax::Span;
use syntax::ast::{Argument, ExprId};

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
            }
        }
    }
}
