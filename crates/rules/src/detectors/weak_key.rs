//! S505: key sizes that are too small.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::parameter::passed;
use crate::detector::{Context, Detector};

pub(crate) struct WeakKey;

/// The least size of an RSA or DSA key, in bits (NIST SP 800-131A).
const LEAST_BITS: i128 = 2048;

impl Detector for WeakKey {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // Curves are matched by name and have no size to look at.
        let Some(&size) = candidate.focus.first() else { return Some(candidate) };
        candidate.beyond |= !matches!(cx.tree().expr(size).kind, ExprKind::Int);
        let is_small =
            |size: ExprId| matches!(cx.file.constant(size), Some(Const::Int(bits)) if (1..LEAST_BITS).contains(&bits));
        (is_small(size) || passed(cx.file, size).into_iter().any(is_small)).then_some(candidate)
    }
}
