//! S612: configurations taken from a socket, where nobody checks them.

use semantic::Const;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct LogListen;

impl Detector for LogListen {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let check = cx.file.call_args(candidate.expr?).positional(1);
        if check.is_some_and(|check| cx.file.constant(check) != Some(Const::None)) {
            candidate.dismissed = Some("the second argument is the function that checks what arrives".to_owned());
        }
        Some(candidate)
    }
}
