//! PV915: where a connection's time limit is said elsewhere, or not needed.

use crate::detector::{Context, Detector};
use crate::{Candidate, code::testing};

pub(crate) struct ConnectionTimeout;

/// This machine's own names.
const HERE: [&str; 4] = ["localhost", "127.0.0.1", "::1", ""];

impl Detector for ConnectionTimeout {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        let host = args.argument(Some(0), Some("host")).and_then(|host| cx.file.constant(host));
        let is_here = host.is_some_and(|host| host.as_str().is_some_and(|host| HERE.contains(&host)));
        // Whatever is passed with `**` may hold it.
        let is_open = args.has_double_star();
        (!is_here && !is_open && !cx.facts().limits_sockets && !testing::is_test_file(cx.path)).then_some(candidate)
    }
}
