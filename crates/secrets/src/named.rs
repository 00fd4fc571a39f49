//! Values that their name betrays.

use crate::checks::entropy;
use crate::format::{self, Format, formats};
use crate::harmless::{self, harmless};
use crate::names::{is_secret_name, may_hold_secret, words};
use crate::vocabulary::VOCABULARY;
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
    Some((format::named("named-secret"), verdict(harmless(name, value)), confidence(value)))
}

/// A provider's format that shows only together with a name, such as a secret access key of AWS.
fn of_provider(name: &str, value: &str) -> Option<(&'static Format, Option<Dismissal>)> {
    let squashed: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let about = harmless::is_name_about(name);
    formats().iter().filter(|format| !about && format.names.iter().any(|word| squashed.contains(word))).find_map(
        |format| {
            let fits = format.patterns.iter().any(|pattern| pattern.is_all(value.as_bytes()));
            let dismissal = token::decide(format, value, &(0..value.len())).filter(|_| fits)?;
            Some((format, dismissal))
        },
    )
}

fn is_trivial(value: &str) -> bool {
    let number = value.trim_start_matches(['-', '+']);
    matches!(
        value.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "none" | "nil" | "yes" | "no" | "on" | "off" | "~" | "{}" | "[]"
    ) || number.len() < 8 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
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

/// How sure a text under a secret's name is one, by its looks.
pub fn confidence(text: &str) -> Confidence {
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let letters = text.chars().any(char::is_alphabetic);
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    match text.chars().count() {
        8.. if digits && letters => Confidence::High,
        0..4 => Confidence::Low,
        _ if is_name && words(text).iter().all(|word| VOCABULARY.contains(&word.as_str())) => Confidence::Low,
        _ => Confidence::Medium,
    }
}
