//! PV391: connections of `multiprocessing` that ask for no key.

use model::Confidence;
use semantic::Const;
use syntax::ast::ExprId;

use crate::Candidate;
use crate::code::around::last_word;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};

pub(crate) struct PickledConnection;

/// Less harm: the other end may be on this machine.
const ANYWHERE: &str = "CVSS:3.1/AV:A/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N";

/// Whether the file takes objects from a connection.
fn is_read(cx: &Context<'_>, made: ExprId) -> bool {
    let is_connection = called(cx.file, made).is_some_and(|func| {
        is_named(cx.file, func, &["multiprocessing.connection.Listener", "multiprocessing.connection.Client"])
    });
    is_connection && cx.file.calls().iter().any(|&call| last_word(cx.file, call) == Some("recv"))
}

impl Detector for PickledConnection {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let is_none = |value| matches!(cx.file.constant(value), Some(Const::None));
        let has_key = args.keyword("authkey").is_some_and(|key| !is_none(key)) || args.has_double_star();
        let address = args.argument(Some(0), Some("address"))?;
        // A path is a socket of this machine, which the file's mode protects.
        let Some(known) = cx.file.constant(address) else {
            // Where it leads is said elsewhere: perhaps to this machine, and a socket's file.
            candidate.confidence = Some(Confidence::Low);
            candidate.cvss = Some(ANYWHERE);
            return (!has_key && is_read(cx, candidate.expr?)).then_some(candidate);
        };
        let is_local = match known {
            Const::Tuple(parts) => {
                parts.first().is_some_and(|host| matches!(host.as_str(), Some("127.0.0.1" | "localhost" | "::1")))
            }
            _ => true,
        };
        (!has_key && !is_local).then_some(candidate)
    }
}
