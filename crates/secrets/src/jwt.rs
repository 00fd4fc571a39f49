//! JSON web tokens: three parts in base 64, of which the first names the algorithm.

use crate::checks::base64;
use crate::{Confidence, Dismissal, Secret, format};

/// Longest part of a token that is read.
const MOST: usize = 16 * 1024;

/// The token that begins at byte `at`.
pub(crate) fn at(text: &str, at: usize) -> Option<Secret> {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    // Every header begins with `{"`.
    if !bytes[at..].starts_with(b"eyJ") || at > 0 && is_part(&bytes[at - 1]) && !crate::pattern::is_escape(bytes, at) {
        return None;
    }
    let part = |from: usize| {
        let length = bytes.get(from..)?.iter().take(MOST).take_while(|byte| is_part(byte)).count();
        (length > 0).then_some(from..from + length)
    };
    let header = part(at)?;
    let claims = (bytes.get(header.end) == Some(&b'.')).then(|| part(header.end + 1))??;
    let signature = (bytes.get(claims.end) == Some(&b'.')).then(|| part(claims.end + 1))??;
    if signature.len() < 20 {
        return None;
    }
    let json = |range: std::ops::Range<usize>| {
        let decoded = String::from_utf8(base64(&text[range])?).ok()?;
        decoded.starts_with('{').then(|| decoded.split_whitespace().collect::<String>())
    };
    let header_text = json(header)?;
    if !header_text.contains("\"alg\":\"") {
        return None;
    }
    let claims = json(claims)?;
    let dismissal = if header_text.contains("\"enc\":") {
        None
    } else if claims.contains("\"sub\":\"1234567890\"") || claims.contains("\"JohnDoe\"") {
        Some(Dismissal::hidden("it is the example that documentation of JSON web tokens shows"))
    } else if claims.contains("\"role\":\"anon\"") {
        Some(Dismissal::hidden("it is a key for visitors who have not signed in, which every browser gets"))
    } else {
        None
    };
    let mut secret = Secret::new(at..signature.end, format::named("json-web-token"), dismissal);
    // It may have expired: there is no clock here.
    if !claims.contains("\"role\":\"service_role\"") {
        secret.confidence = Confidence::Medium;
    }
    Some(secret)
}
