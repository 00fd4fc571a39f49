//! PV460: secrets in messages of the log.

use syntax::ast::Argument;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::shown::{is_secret, shows};

pub(crate) struct SecretInLog;

impl Detector for SecretInLog {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let value = |argument: &Argument| match *argument {
            Argument::Keyword { name, value } => {
                (!matches!(cx.tree().text(name.span), "exc_info" | "stack_info" | "stacklevel")).then_some(value)
            }
            _ => Some(argument.value()),
        };
        args.all().iter().filter_map(value).any(|value| shows(cx, value, &is_secret)).then_some(candidate)
    }
}
