//! S308: texts that stand in the code, which linters leave out and triage dismisses.

use syntax::ast::{Argument, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct MarkSafe;

impl Detector for MarkSafe {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let mut positional =
            cx.file.call_args(candidate.expr?).all().iter().filter(|arg| !matches!(arg, Argument::Keyword { .. }));
        if let (Some(Argument::Positional(text)), None) = (positional.next(), positional.next()) {
            candidate.beyond |= matches!(cx.tree().expr(*text).kind, ExprKind::Str(_));
        }
        Some(candidate)
    }
}
