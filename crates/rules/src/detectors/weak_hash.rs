//! S324: whether security rests on a broken digest.

use model::Confidence;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::scan::one_line;
use crate::usage::{Usage, usage};

pub(crate) struct WeakHash;

impl Detector for WeakHash {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        match usage(cx.file, candidate.expr?, true) {
            Usage::Security(name) => {
                candidate.confidence = Some(Confidence::High);
                candidate.message =
                    format!("{} The name `{}` says that security rests on it.", candidate.message, one_line(&name));
            }
            Usage::Harmless(name) => {
                candidate.dismissed = Some(format!(
                    "the name `{}` shows that no security rests on this digest; `usedforsecurity=False` would say so",
                    one_line(&name)
                ));
            }
            Usage::Unknown => candidate.confidence = Some(Confidence::Low),
        }
        Some(candidate)
    }
}
