//! S311: whether security rests on a number that can be foreseen.

use model::Confidence;

use semantic::Node;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::usage::{Usage, usage};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::scan::one_line;

pub(crate) struct WeakRandom;

impl Detector for WeakRandom {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if candidate.dismissed.is_some() {
            return Some(candidate);
        }
        match usage(cx.file, place, false) {
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
            Usage::Unknown if is_base(cx, place) => {
                candidate.dismissed = Some("a class only builds on it here: no number is made".to_owned());
            }
            Usage::Unknown if has_fixed_seed(cx, place) => {
                candidate.dismissed = Some("the seed is fixed: the same numbers are wanted every time".to_owned());
            }
            Usage::Unknown => candidate.confidence = Some(Confidence::Low),
        }
        Some(candidate)
    }
}

fn is_base(cx: &Context<'_>, place: ExprId) -> bool {
    matches!(cx.file.parent(place), Node::Stmt(stmt) if cx.file.class(stmt).is_some())
}

/// Whether a generator is made from a constant.
fn has_fixed_seed(cx: &Context<'_>, place: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(place).kind else { return false };
    is_named(cx.file, func, &["random.Random"])
        && cx.file.call_args(place).argument(Some(0), Some("x")).is_some_and(|seed| cx.file.is_constant(seed))
}
