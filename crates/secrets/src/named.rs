//! Values that their name betrays.

use crate::checks::entropy;
use crate::format::{self, Format, formats};
use crate::harmless::{self, harmless, is_hash};
use crate::names::{SECRET, is_password_name, is_secret_name, may_hold_secret, words};
use crate::vocabulary::{SAMPLE, VOCABULARY};
use crate::{Confidence, Dismissal, Verdict, token};

/// What the text `value` is under `name`: its format, whether it is a secret, and how sure that is. `None` if the name
/// has nothing to do with secrets, or the value is nothing: empty, a number of few digits, `true`.
pub fn judge(name: &str, value: &str) -> Option<(&'static Format, Verdict, Confidence)> {
    let value = value.trim();
    // `Authorization: Bearer …` as the value of a setting.
    let value = value
        .split_once(' ')
        .filter(|(scheme, _)| matches!(*scheme, "Bearer" | "Token" | "bearer"))
        .map_or(value, |(_, rest)| rest);
    if value.is_empty() || is_trivial(value) {
        return None;
    }
    let verdict = |dismissal: Option<Dismissal>| dismissal.map_or(Verdict::Live, Verdict::Dismissed);
    if let Some((format, dismissal)) = of_provider(name, value) {
        return Some((format, verdict(dismissal), Confidence::High));
    }
    let telling = is_secret_name(name) || may_hold_secret(name) && is_random(value);
    if !telling {
        return None;
    }
    Some((format::named("named-secret"), verdict(harmless(name, value)), confidence(name, value)))
}

/// A provider's format that shows only together with a name, such as a secret access key of AWS.
fn of_provider(name: &str, value: &str) -> Option<(&'static Format, Option<Dismissal>)> {
    let squashed: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let mut named =
        formats().iter().filter(|format| format.names.iter().any(|word| squashed.contains(word))).peekable();
    // Most names are those of no provider.
    named.peek().filter(|_| !harmless::is_name_about(name))?;
    named.find_map(|format| {
        let fits = format.patterns.iter().any(|pattern| pattern.is_all(value.as_bytes()));
        let dismissal = token::decide(format, value, &(0..value.len())).filter(|_| fits)?;
        Some((format, dismissal))
    })
}

/// Values that say that there is none, or what anything may be set to.
const NOTHING: [&str; 12] = ["true", "false", "null", "none", "nil", "yes", "no", "on", "off", "~", "{}", "[]"];

fn is_trivial(value: &str) -> bool {
    let number = value.trim_start_matches(['-', '+']);
    NOTHING.iter().any(|nothing| nothing.eq_ignore_ascii_case(value))
        || number.len() < 8 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Whether a value is too irregular to have been written by a person.
fn is_random(value: &str) -> bool {
    let token = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.~".contains(&byte));
    let hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let least = if hex { 3.0 } else { 3.7 };
    // Words joined by signs have long runs of small letters.
    let longest = value.split(|c: char| !c.is_ascii_lowercase()).map(str::len).max().unwrap_or(0);
    value.len() >= 20 && token && digits && letters && (hex || longest <= 8) && entropy(value) >= least
}

/// How likely the value is one.
pub fn confidence(name: &str, value: &str) -> Confidence {
    let digits = value.chars().any(|c| c.is_ascii_digit());
    let letters = value.chars().any(char::is_alphabetic);
    let is_name = value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_some_key = !words(name).iter().any(|word| SECRET.contains(&&**word)) && !is_password_name(name);
    match value.chars().count() {
        8.. if digits && letters && !is_hash(value) => Confidence::High,
        0..4 => Confidence::Low,
        ..8 if !letters => Confidence::Low,
        _ if is_hash(value) || (is_some_key && !digits) => Confidence::Low,
        _ if is_name && words(value).iter().all(|word| VOCABULARY.contains(&&**word)) => Confidence::Low,
        _ => Confidence::Medium,
    }
}

/// Whether a program made the value up: no person chooses such a text for a test.
pub fn looks_generated(value: &str) -> bool {
    const SHORTEST: usize = 20;
    let mut distinct: Vec<char> = value.chars().collect();
    let length = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    let is_sample = words(value).iter().any(|word| SAMPLE.iter().any(|sample| word.contains(sample)));
    length >= SHORTEST
        && distinct.len() * 2 > length.min(24)
        && distinct.iter().any(char::is_ascii_digit)
        && distinct.iter().any(|c| c.is_alphabetic())
        && !value.contains(char::is_whitespace)
        && !is_sample
        && !is_hash(value)
        && !has_row(value)
}

/// `abcdef`, `123456`: five signs that follow each other.
fn has_row(value: &str) -> bool {
    value
        .as_bytes()
        .windows(5)
        .any(|five| five[0].is_ascii_alphanumeric() && five.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)))
}

#[cfg(test)]
mod tests {
    use super::{Confidence, confidence, looks_generated};

    #[test]
    fn a_value_says_how_likely_it_is_a_secret() {
        for (name, value, expected) in [
            ("password", "Heron-slate-404", Confidence::High),
            ("password", "hunter", Confidence::Medium),
            ("password", "abc", Confidence::Low),
            ("password", "331.1", Confidence::Low),
            ("password", "$5$ZcZqm15X$exHN2m6yrPKpYhGArK3Vml3ZjNb", Confidence::Low),
            ("service_key", "TSM-SSH", Confidence::Low),
            ("service_key", "9f8Kq2LmZx71TbVw3RnYp0", Confidence::High),
        ] {
            assert_eq!(confidence(name, value), expected, "{name} = {value}");
        }
    }

    #[test]
    fn what_programs_make_up_is_told_from_what_people_do() {
        for value in ["9f8Kq2LmZx71TbVw3RnYp0", "c4d77c62-6196-4f17-a06b-c462cffae87a"] {
            assert!(looks_generated(value), "{value}");
        }
        for value in [
            "Heron-slate-404",
            "1bcdefghij2bcdefghij3bcdefghij",
            "my-test-password-2024-x9",
            "*4DF33B3B12E43384677050A818327877FAB2F4BA",
            "aaaaaaaaaaaaaaaaaaaaaaa1",
        ] {
            assert!(!looks_generated(value), "{value}");
        }
    }
}
