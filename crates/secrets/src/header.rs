//! `Authorization` headers that are written out.

use crate::checks::{base64, window};
use crate::{Confidence, Secret, connection, format, harmless};

pub(crate) const NAME: &str = "authorization";

/// The credentials of the header whose name begins at byte `at`.
pub(crate) fn at(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let name = bytes.get(at..at + NAME.len())?;
    if !name.eq_ignore_ascii_case(NAME.as_bytes()) {
        return None;
    }
    // `Authorization: `, `"Authorization": "`, `["Authorization"] = f"`, `'Authorization', '`
    let mut from = at + NAME.len();
    from += bytes[from..]
        .iter()
        .take(12)
        .take_while(|byte| matches!(byte, b'"' | b'\'' | b']' | b')' | b':' | b'=' | b',' | b' ' | b'\\'))
        .count();
    from += usize::from(bytes[from..].starts_with(b"f\"") || bytes[from..].starts_with(b"b\"")) * 2;
    let rest = window(text, from, from + 2048);
    let (scheme, value) = rest.split_once(' ')?;
    let start = from + scheme.len() + 1;
    let length = value.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.~".contains(byte)).count();
    let (value, next) = value.split_at(length);
    // What goes on with `{` or `$` is put together when the program runs.
    if next.starts_with(['{', '$', '<', '%', '*']) {
        return None;
    }
    let span = start..start + length;
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(base64(value)?).ok()?;
        let (user, password) = decoded.split_once(':')?;
        if password.is_empty() || password.chars().any(char::is_control) {
            return None;
        }
        let dismissal = connection::placeholder(user, password, "");
        return Some(Secret::new(span, format::named("basic-authorization"), dismissal));
    }
    if !["bearer", "token", "apikey"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) || length < 16 {
        return None;
    }
    let letters_only = value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.'));
    let dismissal = harmless::made_up(value).or_else(|| letters_only.then_some(harmless::WORDS));
    let mut secret = Secret::new(span, format::named("bearer-authorization"), dismissal);
    secret.confidence = Confidence::Medium;
    Some(secret)
}
