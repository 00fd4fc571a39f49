//! The lines that a finding shows, with secrets masked.

use fixes::Replace;
use model::Evidence;
use syntax::{LineIndex, Span};

use crate::telling::mask::{MASK, Mask};

/// Lines shown before and after a finding.
const AROUND: u32 = 2;
/// Lines shown of a long finding.
const MAX_LINES: u32 = 12;
/// Characters shown of a long line.
const MAX_COLUMNS: usize = 240;
/// The secrets of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets {
    /// Spans of what stands between the quotes, in order and not overlapping.
    spans: Vec<Span>,
    mask: Mask,
}

impl Secrets {
    /// Takes the spans of secrets in `text`, with or without their quotes.
    pub(crate) fn new(text: &str, spans: impl IntoIterator<Item = Span>) -> Self {
        let mut secrets = Self::default();
        let mut spans: Vec<Span> = spans.into_iter().map(|span| inside_quotes(part(text, span), span)).collect();
        spans.sort();
        for span in spans {
            if span.is_empty() || secrets.spans.last().is_some_and(|last| last.end > span.start) {
                continue;
            }
            secrets.spans.push(span);
        }
        secrets.mask = Mask::new(secrets.spans.iter().map(|span| part(text, *span)));
        secrets
    }

    /// A sentence of ours without any of the secrets.
    pub(crate) fn mask(&self, text: String) -> String {
        self.mask.hide_in_prose(text)
    }

    /// What somebody else wrote without any of the secrets.
    pub(crate) fn hide(&self, text: String) -> String {
        self.mask.hide(text)
    }

    /// Whether `text` has one of the secrets in it.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.mask.hide(text.to_owned()) != text
    }

    /// The secrets that may be looked for in other files too: no ordinary words, which would be hidden there.
    pub(crate) fn distinct(&self) -> impl Iterator<Item = &str> {
        let ordinary =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b' '));
        self.mask.secrets().filter(move |text| text.len() >= 8 && !(ordinary(text) && text.len() < 32))
    }

    /// The whole of the file's text, each secret in it replaced.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.masked_region(text, Span::new(0, text.len() as u32))
    }

    /// The text of a region, each secret in it replaced.
    fn masked_region(&self, text: &str, region: Span) -> String {
        let mut out = String::new();
        let mut at = region.start;
        for secret in &self.spans {
            if secret.end <= at || secret.start >= region.end {
                continue;
            }
            out.push_str(part(text, Span::new(at, secret.start.max(at))));
            out.push_str(MASK);
            // A secret of several lines keeps their number.
            out.extend(part(text, *secret).matches('\n'));
            at = secret.end.min(region.end);
        }
        out.push_str(part(text, Span::new(at, region.end.max(at))));
        self.hide(out)
    }
}

/// The lines that [`lines`] gives for the same place, after those of `edits` (in source order) that lie in them.
pub(crate) fn fixed_lines(
    text: &str,
    index: &LineIndex,
    (first, last): (u32, u32),
    secrets: &Secrets,
    edits: &[Replace],
) -> String {
    let region = region(text, index, first, last);
    let mut out = String::new();
    let mut at = region.start;
    for edit in edits.iter().filter(|edit| region.contains(edit.span)) {
        out.push_str(&secrets.masked_region(text, Span::new(at, edit.span.start.max(at))));
        out.push_str(&secrets.hide(edit.text.clone()));
        at = edit.span.end;
    }
    out.push_str(&secrets.masked_region(text, Span::new(at, region.end.max(at))));
    out.lines().map(shorten).collect::<Vec<_>>().join("\n")
}

/// The bytes of the lines that are shown of a finding.
fn region(text: &str, index: &LineIndex, first: u32, last: u32) -> Span {
    let count = index.line_count(text).max(1);
    let from = first.saturating_sub(AROUND).max(1);
    let to = last.saturating_add(AROUND).min(count).min(from + MAX_LINES - 1);
    Span::new(index.line_span(from, text).start, index.line_span(to, text).end)
}

/// The bytes of `span`; nothing if they are no whole characters of this text.
fn part(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// The part of a literal between its prefix and quotes; the span itself if there are none.
fn inside_quotes(text: &str, span: Span) -> Span {
    let Some(quote_at) = text.find(['"', '\'']).filter(|at| *at <= 2) else { return span };
    if !text[..quote_at].bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return span;
    }
    let quoted = &text[quote_at..];
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| quoted.starts_with(quote)).unwrap_or("\"");
    let start = quote_at + quote.len();
    if text.len() >= start + quote.len() && text.ends_with(quote) {
        Span::new(span.start + start as u32, span.end - quote.len() as u32)
    } else {
        span
    }
}

/// The lines of `text` around the finding from 1-based line `first` to `last`.
pub(crate) fn lines(text: &str, index: &LineIndex, first: u32, last: u32, secrets: &Secrets) -> Evidence {
    let masked = secrets.masked_region(text, region(text, index, first, last));
    let code: Vec<String> = masked.lines().map(shorten).collect();
    Evidence { first_line: first.saturating_sub(AROUND).max(1), code: code.join("\n") }
}

fn shorten(line: &str) -> String {
    match line.char_indices().nth(MAX_COLUMNS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(text: &str, parts: &[&str]) -> Secrets {
        let spans: Vec<Span> = parts
            .iter()
            .filter_map(|part| text.find(part).map(|at| Span::new(at as u32, (at + part.len()) as u32)))
            .collect();
        Secrets::new(text, spans)
    }

    #[test]
    fn masks_inside_the_quotes() {
        let text = "a = 1\npassword = \"hunter2\"\nb = 2\n";
        let secrets = secrets(text, &["\"hunter2\""]);
        let evidence = lines(text, &LineIndex::new(text), 2, 2, &secrets);
        assert_eq!(evidence.first_line, 1);
        assert_eq!(evidence.code, "a = 1\npassword = \"********\"\nb = 2");
        assert_eq!(secrets.mask("it is hunter2!".to_owned()), "it is ********!");
    }

    #[test]
    fn a_secret_that_occurs_again_is_masked_there_too() {
        let text = "k = 'abcdefgh'\nuse('abcdefgh')\n";
        assert_eq!(
            lines(text, &LineIndex::new(text), 2, 2, &secrets(text, &["'abcdefgh'"])).code,
            "k = '********'\nuse('********')"
        );
    }

    #[test]
    fn long_lines_and_long_findings_are_cut() {
        let text = format!("x = '{}'\n", "é".repeat(500));
        assert_eq!(
            lines(&text, &LineIndex::new(&text), 1, 1, &Secrets::default()).code.chars().count(),
            MAX_COLUMNS + 1
        );
        let many = "f(\n".repeat(40);
        assert_eq!(
            lines(&many, &LineIndex::new(&many), 1, 40, &Secrets::default()).code.lines().count(),
            MAX_LINES as usize
        );
    }
}
