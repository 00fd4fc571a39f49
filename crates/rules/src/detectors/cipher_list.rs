//! PV439: lists of TLS ciphers, as OpenSSL reads them.

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct CipherList;

impl Detector for CipherList {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let list = candidate.focus.first().copied().or_else(|| args.positional(0))?;
        let list = cx.file.constant(list)?;
        list.as_str().is_some_and(allows_weak).then_some(candidate)
    }
}

/// Whether the list allows ciphers that are broken, or that encrypt or check nothing.
fn allows_weak(list: &str) -> bool {
    const BROKEN: [&str; 12] =
        ["NULL", "eNULL", "aNULL", "EXP", "EXPORT", "LOW", "RC4", "DES", "MD5", "ADH", "AECDH", "3DES"];
    let mut parts = list.split([':', ',', ' ']);
    let excludes = |name: &str| list.split([':', ',', ' ']).any(|part| part.strip_prefix(['!', '-']) == Some(name));
    parts.any(|part| {
        let everything = part == "ALL" && !excludes("aNULL") && !excludes("ADH");
        let broken = !part.starts_with(['!', '-']) && part.split(['+', '-']).any(|word| BROKEN.contains(&word));
        everything || broken || part.ends_with("@SECLEVEL=0")
    })
}

#[cfg(test)]
mod tests {
    use super::allows_weak;

    #[test]
    fn lists_are_read_as_openssl_does() {
        for list in ["ALL", "HIGH:RC4-SHA", "DEFAULT@SECLEVEL=0", "ECDHE+DES", "aNULL"] {
            assert!(allows_weak(list), "{list}");
        }
        for list in ["HIGH:!aNULL:!RC4:!MD5", "ALL:!aNULL:!eNULL", "ECDHE+AESGCM", "DEFAULT", "HIGH:-DES"] {
            assert!(!allows_weak(list), "{list}");
        }
    }
}
