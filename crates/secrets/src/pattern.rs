//! Shapes of tokens: literals and classes of characters, matched without going back.

use std::ops::Range;

/// A shape.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// Index of the literal that is looked for.
    pub(crate) anchor: usize,
    pub(crate) parts: &'static [Part],
}

/// A piece of a shape.
#[derive(Debug)]
pub(crate) enum Part {
    Literal(&'static str),
    /// Characters of a class, one bit each, as many as there are.
    Class {
        mask: u128,
        least: u16,
        most: u16,
    },
}

impl Pattern {
    /// Where the shape is, if its literal stands at byte `at`.
    pub(crate) fn around(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let (before, behind) = self.parts.split_at_checked(self.anchor)?;
        let [Part::Literal(literal), ..] = behind else { return None };
        if !text[at..].starts_with(literal.as_bytes()) {
            return None;
        }
        let mut start = at;
        for part in before.iter().rev() {
            let Part::Class { mask, least, most } = part else { return None };
            let run = text[..start].iter().rev().take(usize::from(*most)).take_while(|&&byte| has(*mask, byte)).count();
            if run < usize::from(*least) {
                return None;
            }
            start -= run;
        }
        let more = |mask: u128| start > 0 && has(mask, text[start - 1]);
        let continues = match before.first() {
            Some(Part::Class { mask, .. }) => more(*mask),
            _ => false,
        };
        // A literal such as `.webhook` may follow a word.
        if continues || (text[start].is_ascii_alphanumeric() && follows_word(text, start)) {
            return None;
        }
        Some(start..forward(behind, text, at)?)
    }

    /// Whether the shape is all of `text`.
    pub(crate) fn is_all(&self, text: &[u8]) -> bool {
        forward(self.parts, text, 0) == Some(text.len())
    }
}

/// The end of `parts`, which begin at byte `at`.
fn forward(parts: &[Part], text: &[u8], mut at: usize) -> Option<usize> {
    for part in parts {
        match part {
            Part::Literal(literal) => {
                if !text.get(at..)?.starts_with(literal.as_bytes()) {
                    return None;
                }
                at += literal.len();
            }
            Part::Class { mask, least, most } => {
                let run = text.get(at..)?.iter().take(usize::from(*most)).take_while(|&&byte| has(*mask, byte)).count();
                if run < usize::from(*least) {
                    return None;
                }
                at += run;
            }
        }
    }
    let next = text.get(at).copied().unwrap_or(b' ');
    let continues = match parts.last() {
        Some(Part::Class { mask, .. }) => has(*mask, next),
        _ => false,
    };
    (!continues && !is_word(next)).then_some(at)
}

fn has(mask: u128, byte: u8) -> bool {
    byte < 128 && mask >> byte & 1 == 1
}

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128
}

/// Whether byte `at` continues a word. The letter of an escape such as `\n` is no part of one.
pub(crate) fn follows_word(text: &[u8], at: usize) -> bool {
    text[..at].last().is_some_and(|&byte| is_word(byte)) && !is_escape(text, at)
}

/// Whether byte `at` stands behind an escape such as `\n`.
pub(crate) fn is_escape(text: &[u8], at: usize) -> bool {
    matches!(text[..at], [.., b'\\', b'n' | b'r' | b't'])
}
