//! PV431: bytes that have to be new for every message, and are always the same.

use semantic::Const;

use crate::Candidate;
use crate::code::around::calls_one_of;
use crate::detector::{Context, Detector};

pub(crate) struct FixedBytes;

impl Detector for FixedBytes {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let bytes = *candidate.focus.first()?;
        let place = cx.file.display(bytes).unwrap_or(bytes);
        let is_fixed = matches!(cx.file.constant(place), Some(Const::Bytes(_) | Const::Str(_)))
            || calls_one_of(
                cx.file,
                place,
                &["builtins.bytes", "builtins.bytearray", "bytes.fromhex", "builtins.bytes.fromhex"],
            );
        is_fixed.then_some(candidate)
    }
}
