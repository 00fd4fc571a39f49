//! Private keys in their armour: PEM of every kind, OpenSSH, PGP.

use crate::checks::window;
use crate::{Dismissal, Secret, format, harmless};

pub(crate) const BEGIN: &str = "-----BEGIN ";
/// A key's text is shorter; a limit on what a lonely first line may cost.
const MOST: usize = 32 * 1024;
/// Letters of the smallest key's body: Ed25519 has 64.
const LEAST: usize = 60;
/// An OpenSSH key says behind its magic whether it is encrypted: `none`, or the name of a cipher.
const OPENSSH_PLAIN: &str = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

/// The private key whose first line begins at byte `at`.
pub(crate) fn at(text: &str, at: usize) -> Option<Secret> {
    let rest = text[at..].strip_prefix(BEGIN)?;
    let label_end =
        rest.bytes().take(60).position(|byte| !(byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' '))?;
    let label = &rest[..label_end];
    let body = rest[label_end..].strip_prefix("-----")?;
    if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" {
        return None;
    }
    let start = text.len() - body.len();
    let body = window(text, start, start + MOST);
    // The last line stands again with the label; without one the key goes on as long as it looks like one.
    let end = body.find("-----END ").or_else(|| body.find("-----")).unwrap_or_else(|| lonely(body));
    let body = &body[..end];
    let letters = || body.bytes().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    if body.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').is_empty()
        || letters().count() < 4 && !body.contains("...")
    {
        return None; // the words alone, as code that recognizes keys has them
    }
    let variety = harmless::variety(letters());
    let after = text[start + end..].strip_prefix("-----END ").and_then(|rest| rest.find("-----"));
    let close = after.map_or(start + end, |at| start + end + "-----END ".len() + at + "-----".len());
    let encrypted = label.contains("ENCRYPTED")
        || body.contains("4,ENCRYPTED")
        || label.starts_with("OPENSSH") && !compact(body).starts_with(OPENSSH_PLAIN);
    let format = if encrypted {
        format::named("encrypted-private-key")
    } else if window(text, at.saturating_sub(600), at).contains("\"service_account\"") {
        format::named("google-service-account")
    } else {
        format::named("private-key")
    };
    let dismissal = (letters().count() < LEAST || variety < 20 || body.contains("..."))
        .then_some(Dismissal::readable("the lines between the marks are a placeholder, not a key"));
    Some(Secret::new(at..close, format, dismissal))
}

/// Where a body without a last line ends.
fn lonely(body: &str) -> usize {
    body.find(|c: char| !(c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "+/=\\\"',:;-".contains(c)))
        .unwrap_or(body.len())
}

/// The first letters of a body, line breaks and quotes aside.
fn compact(body: &str) -> String {
    body.replace("\\n", "").bytes().filter(u8::is_ascii_alphanumeric).map(char::from).take(40).collect()
}
