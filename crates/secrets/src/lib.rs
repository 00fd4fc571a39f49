//! Secrets in texts: what they look like, which of them are real, and what only looks like one.
//!
//! Formats are data (`formats.toml`, read at build time): a prefix and a shape, a checksum where the format has one, and
//! what to do with an exposed secret. [`scan`] finds those that show themselves, [`scan_settings`] also those that only
//! their name betrays in files of names and values, [`judge`] decides about one name and value. Every scan is one pass
//! over the text with a bounded look around each start.
//!
//! *Absent by design:* Python, files, rules, and regular expressions, which would weigh more than all of this.

mod checks;
mod connection;
mod format;
mod harmless;
mod header;
mod jwt;
mod named;
mod names;
mod pattern;
mod pem;
mod settings;
mod token;
mod vocabulary;

use std::collections::BTreeMap;
use std::ops::Range;

use model::Confidence;

use format::Beginnings;
pub use format::{Format, Kind, formats};
pub use harmless::harmless;
pub use named::{confidence, judge, looks_generated};
pub use names::{Word, is_password_name, is_secret_name, words};

/// A secret, or what looks like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The bytes to hide.
    pub span: Range<usize>,
    /// What it is.
    pub format: &'static Format,
    /// Whether it is one.
    pub verdict: Verdict,
    /// How sure the scan is that it is one.
    pub confidence: Confidence,
}

/// Whether something that looks like a secret is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is, as far as the text shows.
    Live,
    /// It is not.
    Dismissed(Dismissal),
}

/// Why something is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// A clause, such as `the value is a placeholder`.
    pub reason: &'static str,
    /// Whether everyone may read it: a placeholder, or the name of the place where the secret is kept.
    pub readable: bool,
}

impl Dismissal {
    const fn hidden(reason: &'static str) -> Self {
        Self { reason, readable: false }
    }

    const fn readable(reason: &'static str) -> Self {
        Self { reason, readable: true }
    }
}

impl Secret {
    fn new(span: Range<usize>, format: &'static Format, dismissal: Option<Dismissal>) -> Self {
        let confidence = if format.lesser.is_some() { Confidence::Low } else { Confidence::High };
        Self { span, format, verdict: dismissal.map_or(Verdict::Live, Verdict::Dismissed), confidence }
    }
}

/// The secrets of a text that show by themselves what they are, in order and not overlapping.
pub fn scan(text: &str) -> Vec<Secret> {
    settle(evident(text))
}

/// The secrets of a file of names and values (`.env`, YAML, TOML, INI, JSON, properties): the evident ones and those
/// that stand behind a secret's name, in order and not overlapping.
pub fn scan_settings(text: &str) -> Vec<Secret> {
    let mut found = evident(text);
    found.extend(settings::scan(text));
    settle(found)
}

/// One pass: every byte is looked up once, and most begin nothing.
fn evident(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let beginnings = Beginnings::table();
    let mut from = 0;
    while let Some(at) = beginnings.next(bytes, from) {
        let secret = match bytes[at] {
            b'-' => pem::at(text, at),
            b'e' => jwt::at(text, at),
            b':' => connection::url_at(text, at),
            b'p' | b'P' | b'S' | b's' => connection::field_at(text, at),
            b'a' | b'A' => connection::field_at(text, at).or_else(|| header::at(text, at)),
            _ => None,
        };
        found.extend(secret);
        // A token is read as a whole; nothing else begins inside it.
        from = match token::at(text, at) {
            Some(token) => {
                let end = token.span.end.max(at + 1);
                found.push(token);
                end
            }
            None => at + 1,
        };
    }
    found
}

/// Keeps one of those that overlap: the one whose format says most.
fn settle(mut found: Vec<Secret>) -> Vec<Secret> {
    found.sort_by_key(|secret| (secret.format.kind, secret.span.start));
    let mut kept: BTreeMap<usize, Secret> = BTreeMap::new();
    for secret in found {
        let before = kept.range(..secret.span.end).next_back();
        if before.is_none_or(|(_, before)| before.span.end <= secret.span.start) {
            kept.insert(secret.span.start, secret);
        }
    }
    kept.into_values().collect()
}
