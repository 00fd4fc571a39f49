//! S504: sockets wrapped without a version, by keyword or as the sixth argument.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct TlsNoVersion;

/// Less harm: a server asks nobody for a certificate, and whoever connects refuses old versions today.
const OF_A_SERVER: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N";

impl Detector for TlsNoVersion {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if cx.file.call_args(candidate.expr?).positional(5).is_some() {
            candidate.dismissed = Some("the version is given as the sixth argument".to_owned());
        }
        let serves = cx.file.call_args(candidate.expr?).keyword("server_side").and_then(|side| cx.file.constant(side));
        if serves.is_some_and(|side| side.truthy()) {
            candidate.cvss = Some(OF_A_SERVER);
        }
        Some(candidate)
    }
}
