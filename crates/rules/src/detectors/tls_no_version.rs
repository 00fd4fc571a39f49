//! S504: sockets wrapped without a version, by keyword or as the sixth argument.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct TlsNoVersion;

impl Detector for TlsNoVersion {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if cx.file.call_args(candidate.expr?).positional(5).is_some() {
            candidate.dismissed = Some("the version is given as the sixth argument".to_owned());
        }
        Some(candidate)
    }
}
