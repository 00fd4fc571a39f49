//! PV391: connections of `multiprocessing` that ask for no key.

use semantic::Const;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct PickledConnection;

impl Detector for PickledConnection {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let is_none = |value| matches!(cx.file.constant(value), Some(Const::None));
        let has_key = args.keyword("authkey").is_some_and(|key| !is_none(key)) || args.has_double_star();
        let address = args.argument(Some(0), Some("address"))?;
        // A path is a socket of this machine, which the file's mode protects.
        let is_local = match cx.file.constant(address)? {
            Const::Tuple(parts) => {
                parts.first().is_some_and(|host| matches!(host.as_str(), Some("127.0.0.1" | "localhost" | "::1")))
            }
            _ => true,
        };
        (!has_key && !is_local).then_some(candidate)
    }
}
