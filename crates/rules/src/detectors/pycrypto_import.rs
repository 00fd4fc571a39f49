//! S413: which of the two libraries called `Crypto` the file is written for.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct PycryptoImport;

impl Detector for PycryptoImport {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if candidate.dismissed.is_none()
            && let Some(name) = cx.facts().pycryptodome(cx.file)
        {
            candidate.dismissed =
                Some(format!("`{name}` exists only in PyCryptodome, the maintained library of the same name"));
        }
        Some(candidate)
    }
}
