//! PV110: characters that reorder the text around them on the screen.

use syntax::Span;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct Bidi;

/// All of them begin with this byte, which few lines hold.
const FIRST_BYTE: u8 = 0xe2;

/// What a character does to the text behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Control {
    /// Shows it in an order of its own, until [`Pop`](Control::Pop).
    Embedding,
    /// Shows every letter of it in one direction, until [`Pop`](Control::Pop).
    Override,
    /// Shows it in an order of its own, cut off from what is around, until [`PopIsolate`](Control::PopIsolate).
    Isolate,
    Pop,
    PopIsolate,
    /// Counts as one letter of a script that is written from right to left.
    Mark,
}

const fn control(letter: char) -> Option<Control> {
    Some(match letter {
        '\u{202a}' | '\u{202b}' => Control::Embedding,
        '\u{202d}' | '\u{202e}' => Control::Override,
        '\u{2066}' | '\u{2067}' | '\u{2068}' => Control::Isolate,
        '\u{202c}' => Control::Pop,
        '\u{2069}' => Control::PopIsolate,
        '\u{200f}' => Control::Mark,
        _ => return None,
    })
}

impl Detector for Bidi {
    /// One candidate for each line: it points at the line's first such character that does harm.
    fn module(&self, cx: &mut Context<'_>) {
        let text = cx.tree().source().clone();
        if !text.as_bytes().contains(&FIRST_BYTE) {
            return;
        }
        let enclosing = Enclosing::new(cx);
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            for part in line.split_inclusive('\r') {
                report(cx, part, start, &enclosing);
                start += part.len();
            }
        }
    }
}

fn report(cx: &mut Context<'_>, line: &str, start: usize, enclosing: &Enclosing) {
    let mut dismissed: Option<Candidate> = None;
    if !line.as_bytes().contains(&FIRST_BYTE) {
        return;
    }
    for (at, letter) in line.char_indices() {
        let Some(control) = control(letter) else { continue };
        let Ok(from) = u32::try_from(start + at) else { return };
        let span = Span::new(from, from + 3);
        let message = format!(
            "U+{:04X} reorders this line on the screen, so a reviewer reads something other than what Python runs. \
             Remove it, or write it as an escape.",
            u32::from(letter)
        );
        let mut candidate = Candidate::new(cx.rule, span, message);
        candidate.dismissed = harmless(line, start, control, enclosing.around(from));
        if candidate.dismissed.is_none() {
            return cx.report(candidate);
        }
        dismissed = dismissed.or(Some(candidate));
    }
    if let Some(candidate) = dismissed {
        cx.report(candidate);
    }
}

/// Why the character changes nothing that a reviewer relies on.
fn harmless(line: &str, start: usize, control: Control, token: Option<Span>) -> Option<String> {
    if control == Control::Mark {
        return line.chars().any(is_right_to_left).then(|| {
            "a direction mark in a line with letters of a script that is written from right to left, as it is meant to \
             be used"
                .to_owned()
        });
    }
    let token = token?;
    let from = (token.start as usize).saturating_sub(start);
    let to = (token.end as usize).saturating_sub(start).min(line.len());
    is_closed(line.get(from..to)?)
        .then(|| "what it reorders ends within the same text, on the same line: nothing outside of it moves".to_owned())
}

/// Whether every embedding and isolate of a text is closed in it, in order, and none is an override that shows letters
/// backwards.
fn is_closed(text: &str) -> bool {
    let mut open = Vec::new();
    for control in text.chars().filter_map(control) {
        let closes = match control {
            Control::Mark => continue,
            Control::Override => return false,
            Control::Embedding | Control::Isolate => {
                open.push(control);
                continue;
            }
            Control::Pop => Control::Embedding,
            Control::PopIsolate => Control::Isolate,
        };
        if open.pop() != Some(closes) {
            return false;
        }
    }
    open.is_empty()
}

/// Hebrew, Arabic and their neighbours, with their presentation forms.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The texts and comments of a file, in source order.
struct Enclosing(Vec<Span>);

impl Enclosing {
    fn new(cx: &Context<'_>) -> Self {
        let mut spans: Vec<Span> = cx.tree().comments().iter().map(|comment| comment.span).collect();
        for (_, expr) in cx.tree().exprs() {
            match &expr.kind {
                ExprKind::Str(tokens) | ExprKind::Bytes(tokens) => spans.extend(tokens.iter().map(|token| token.span)),
                // Values between the pieces are code: each piece is a text of its own.
                ExprKind::FString(parts) | ExprKind::TString(parts) => {
                    spans.extend(parts.iter().filter_map(|part| match part {
                        syntax::ast::FPart::Literal { span, .. } => Some(*span),
                        syntax::ast::FPart::Interpolation { .. } => None,
                    }));
                }
                _ => {}
            }
        }
        spans.sort();
        Self(spans)
    }

    /// The text or comment that holds the byte.
    fn around(&self, at: u32) -> Option<Span> {
        let behind = self.0.partition_point(|span| span.start <= at);
        self.0.get(behind.checked_sub(1)?).copied().filter(|span| at < span.end)
    }
}
