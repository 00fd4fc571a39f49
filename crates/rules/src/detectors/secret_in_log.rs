//! PV460: secrets in messages of the log.

use syntax::ast::Argument;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::shown::{is_secret, shown};

pub(crate) struct SecretInLog;

impl Detector for SecretInLog {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let value = |argument: &Argument| match *argument {
            Argument::Keyword { name, value } => {
                (!matches!(cx.tree().text(name.span), "exc_info" | "stack_info" | "stacklevel")).then_some(value)
            }
            _ => Some(argument.value()),
        };
        candidate.focus = args.all().iter().filter_map(value).flat_map(|value| shown(cx, value, &is_secret)).collect();
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}
