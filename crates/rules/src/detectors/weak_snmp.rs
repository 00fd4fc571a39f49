//! S509: SNMP users without a key to prove who they are, or without one to encrypt with.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct WeakSnmp;

/// How many arguments a user with both keys has at least.
const WITH_BOTH_KEYS: usize = 3;

impl Detector for WeakSnmp {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.beyond |= cx.file.call_args(candidate.expr?).all().len() >= WITH_BOTH_KEYS;
        Some(candidate)
    }
}
