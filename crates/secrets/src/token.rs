//! Tokens that their prefix and shape give away.

use std::ops::Range;

use crate::checks::{self, Outcome};
use crate::format::{self, Format};
use crate::{Dismissal, Secret, harmless};

/// The token whose literal stands at byte `at`; of several readings the longest.
pub(crate) fn at(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let &[first, second, ..] = bytes.get(at..)? else { return None };
    let readings = format::beginning_with(first, second).filter_map(|(format, pattern)| {
        let span = pattern.around(bytes, at)?;
        let token = text.get(span.clone())?;
        let holds = format.contains.is_none_or(|marker| token.contains(marker));
        let dismissal = decide(format, text, &span).filter(|_| holds)?;
        Some((span, format, dismissal))
    });
    let (span, format, dismissal) = readings.max_by_key(|(span, ..)| span.len())?;
    Some(Secret::new(span, format, dismissal))
}

/// `None` if it is not of this format after all, otherwise why it is no secret, if so.
#[allow(clippy::option_option)] // the outer one is "not of this format"
pub(crate) fn decide(format: &Format, text: &str, span: &Range<usize>) -> Option<Option<Dismissal>> {
    let token = text.get(span.clone())?;
    // A token that was made up would fail its check as well; the placeholder is the better reason.
    if let Some(dismissal) = harmless::made_up(token) {
        return Some(Some(dismissal));
    }
    match checks::check(format.check, text, span) {
        Outcome::Holds => Some(None),
        Outcome::Fails(reason) => Some(Some(Dismissal::hidden(reason))),
        Outcome::Other => None,
    }
}
