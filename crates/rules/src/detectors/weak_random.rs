//! S311: whether security rests on a number that can be foreseen.

use model::Confidence;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::scan::one_line;
use crate::usage::{Usage, usage};

pub(crate) struct WeakRandom;

impl Detector for WeakRandom {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        match usage(cx.file, candidate.expr?, false) {
            Usage::Security(name) => {
                candidate.confidence = Some(Confidence::High);
                candidate.message = format!(
                    "`{}` is made with `random`, whose numbers can be foreseen after some of them were seen, so it can \
                     be guessed. Use `secrets` (`secrets.token_urlsafe()`, `secrets.randbelow()`).",
                    one_line(&name)
                );
            }
            Usage::Harmless(name) => {
                candidate.dismissed =
                    Some(format!("the name `{}` shows that no secret rests on this number", one_line(&name)));
            }
            Usage::Unknown => candidate.confidence = Some(Confidence::Low),
        }
        Some(candidate)
    }
}
