//! A finding's identity from one review to the next.

use std::collections::BTreeMap;

use model::Fnv;

/// Bytes of a statement that count: thousands of findings in one endless statement must not each read all of it.
const MAX_CODE: usize = 4096;

/// Gives each finding of one file its fingerprint: the same one as long as the rule, the file and the code of the
/// statement stay, wherever the lines move. Equal statements are told apart by their order.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints {
    seen: BTreeMap<u64, u32>,
}

impl Fingerprints {
    /// The fingerprint of the next finding: 16 hexadecimal digits. `code` is the statement's text.
    pub(crate) fn next(&mut self, rule: &str, path: &str, code: &str) -> String {
        let mut hash = Fnv::default();
        hash.part(rule.bytes());
        hash.part(path.bytes());
        // White space aside: a formatter must not make a finding new.
        hash.part(code.bytes().filter(|byte| !byte.is_ascii_whitespace()).take(MAX_CODE));
        let count = self.seen.entry(hash.value()).or_default();
        let occurrence = *count;
        *count += 1;
        hash.part(occurrence.to_le_bytes());
        hash.hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_apart_what_differs_and_nothing_else() {
        let mut all = Fingerprints::default();
        let first = all.next("S307", "a.py", "eval(x)");
        let again = all.next("S307", "a.py", "eval( x )");
        assert_ne!(first, again, "the second of two equal statements");
        let mut other = Fingerprints::default();
        assert_eq!(other.next("S307", "a.py", "eval( x )"), first, "white space does not count");
        assert_ne!(other.next("S307", "b.py", "eval(x)"), first);
        assert_ne!(other.next("S102", "a.py", "eval(x)"), first);
        assert_eq!(first.len(), 16);
    }
}
