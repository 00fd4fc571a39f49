//! What changed since an earlier review: read, counted, listed.

use model::{Closed, Compared, Comparison, Earlier, How, SCHEMA};

use crate::drawing::{Drawing, line};
use crate::md;

/// Entries of each list that are shown; the JSON report has all.
const LISTED: usize = 50;

/// Reads an earlier review's JSON (contract `pyvigil/1`). Fails with what is wrong and what to do.
pub fn earlier(json: &str) -> Result<Earlier, String> {
    let advice = "give the JSON that an earlier review wrote (`--format json`)";
    let earlier: Earlier = serde_json::from_str(json.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("this is no review that can be compared: {error}; {advice}"))?;
    if earlier.schema == SCHEMA {
        Ok(earlier)
    } else {
        Err(format!("this is of another version ({}); {advice}", md::one_line(&earlier.schema)))
    }
}

/// `since 2026-11-01: 2 new, 1 fixed, 5 unchanged`, and what else is no longer open.
pub(crate) fn tally(comparison: &Comparison) -> String {
    let count = |how: How| comparison.closed.iter().filter(|closed| closed.how == how).count();
    let mut parts = vec![
        format!("{} new", comparison.new.len()),
        format!("{} fixed", count(How::Fixed)),
        format!("{} unchanged", comparison.unchanged.len()),
    ];
    for how in [How::Suppressed, How::Dismissed, How::NotReviewed] {
        if count(how) > 0 {
            parts.push(format!("{} {}", count(how), word(how)));
        }
    }
    parts.join(", ")
}

/// What became of something, in words.
pub(crate) const fn word(how: How) -> &'static str {
    match how {
        How::Fixed => "fixed",
        How::Suppressed => "now suppressed",
        How::Dismissed => "now dismissed",
        How::NotReviewed => "not reviewed this time",
    }
}

/// The new and the closed ones for a terminal, without line ends.
pub(crate) fn lines(comparison: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    let shown = |label: &str, what: &Compared| {
        let place = format!("{}:{}", md::one_line(&what.file), what.line);
        format!("{label:<11} {place}  {}  {}", md::one_line(&what.rule), md::one_line(&what.title))
    };
    lines.extend(comparison.new.iter().take(LISTED).map(|what| shown("new", what)));
    lines.extend(more(comparison.new.len(), "new"));
    lines.extend(comparison.closed.iter().take(LISTED).map(|closed| shown(word(closed.how), &closed.what)));
    lines.extend(more(comparison.closed.len(), "closed"));
    lines
}

fn more(count: usize, word: &str) -> Option<String> {
    (count > LISTED).then(|| format!("and {} more {word}: all are in json", count - LISTED))
}

/// The section of the Markdown report; nothing without an earlier review.
pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    let Some(comparison) = &drawing.review.comparison else { return };
    line!(out, "## Changes Since the Earlier Review");
    line!(out);
    line!(out, "Compared with the review of {}: {}.", md::text(&comparison.date), tally(comparison));
    line!(out);
    let shown = |label: &str, what: &Compared| {
        let place = md::code(&format!("{}:{}", what.file, what.line));
        format!("- **{label}**: {} {} at {place}", md::code(&what.rule), md::text(&what.title))
    };
    for what in comparison.new.iter().take(LISTED) {
        line!(out, "{}", shown("new", what));
    }
    for Closed { what, how } in comparison.closed.iter().take(LISTED) {
        line!(out, "{}", shown(word(*how), what));
    }
    for left in more(comparison.new.len(), "new").into_iter().chain(more(comparison.closed.len(), "closed")) {
        line!(out, "- {left}");
    }
    if !comparison.new.is_empty() || !comparison.closed.is_empty() {
        line!(out);
    }
}
