//! Texts without the secrets that were found: what every output says of them.

use rustc_hash::FxHashMap;

/// What stands in place of a secret.
pub(crate) const MASK: &str = "********";
/// A secret shorter than this is not searched for: `a` would be masked in every word.
const SHORTEST: usize = size_of::<u32>();
/// How much of a quotation that was cut is looked at for the beginning of a secret.
const CUT: usize = 400;

/// Secrets to be hidden, by their first bytes: however many there are, a text is read once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mask(FxHashMap<u32, Vec<String>>);

impl Mask {
    /// Takes the secrets; those of several lines are hidden line by line, because messages quote them on one line.
    pub(crate) fn new<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Self {
        let mut mask = Self::default();
        for secret in secrets.into_iter().flat_map(str::lines).map(str::trim) {
            if let Some(head) = head(secret) {
                mask.0.entry(head).or_default().push(secret.to_owned());
            }
        }
        for texts in mask.0.values_mut() {
            // Longer ones first, so that a secret inside another does not leave the rest of it.
            texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            texts.dedup();
        }
        mask
    }

    /// All secrets, in no order.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(String::as_str)
    }

    /// `text` without any of the secrets, and without the beginning of one where a quotation was cut (`…`).
    pub(crate) fn hide(&self, text: String) -> String {
        self.hidden(text, false)
    }

    /// A sentence of ours without any of the secrets: one that is a word like others is hidden only in what the sentence quotes.
    pub(crate) fn hide_in_prose(&self, text: String) -> String {
        // Of quotations that do not end nobody knows what is ours.
        let is_plain = !text.contains("``") && text.bytes().filter(|byte| *byte == b'`').count() % 2 == 0;
        self.hidden(text, is_plain)
    }

    fn hidden(&self, text: String, is_prose: bool) -> String {
        if self.0.is_empty() {
            return text;
        }
        let mut out = String::new();
        let mut copied = 0;
        let mut at = 0;
        let mut quote = None;
        while at < text.len() {
            match text.as_bytes()[at] {
                byte @ (b'`' | b'"') if quote.is_none_or(|open| open == byte) => {
                    quote = if quote.is_none() { Some(byte) } else { None };
                }
                _ => {}
            }
            let is_own = |length: &usize| is_prose && quote.is_none() && is_word(&text[at..at + length]);
            match self.length_at(&text, at).filter(|length| !is_own(length)) {
                Some(length) => {
                    out.push_str(&text[copied..at]);
                    out.push_str(MASK);
                    at += length;
                    copied = at;
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        if copied == 0 {
            return text;
        }
        out.push_str(&text[copied..]);
        out
    }

    /// How much of `text` at byte `at` is a secret.
    fn length_at(&self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        let known = self.0.get(&head(rest)?)?;
        known.iter().find(|secret| rest.starts_with(secret.as_str())).map(String::len).or_else(|| {
            let cut = rest[..rest.floor_char_boundary(CUT)].find('…')?;
            known.iter().any(|secret| secret.starts_with(&rest[..cut])).then_some(cut)
        })
    }
}

/// Whether a secret is written like a word of any sentence.
fn is_word(secret: &str) -> bool {
    /// Longer words stand in no sentence of ours.
    const LONGEST: usize = 14;
    secret.len() <= LONGEST && secret.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The first bytes of a text, as a number: they are looked up for every letter of a text.
fn head(text: &str) -> Option<u32> {
    text.as_bytes().first_chunk::<SHORTEST>().map(|bytes| u32::from_ne_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[test]
    fn hides_the_longest_first_and_everywhere() {
        let mask = Mask::new(["hunter2", "hunter2-and-more", "abc"]);
        assert_eq!(mask.hide("hunter2-and-more, hunter2!".to_owned()), "********, ********!");
        assert_eq!(mask.hide("abc".to_owned()), "abc", "too short to be looked for");
    }

    #[test]
    fn hides_what_a_cut_left() {
        let mask = Mask::new(["correct horse battery"]);
        assert_eq!(mask.hide("the constant \"correct hor…\"".to_owned()), "the constant \"********…\"");
        assert_eq!(mask.hide("é correct is a word…".to_owned()), "é correct is a word…");
    }

    #[test]
    fn leaves_words_of_a_sentence() {
        let mask = Mask::new(["password", "hunter2"]);
        let told = "this is a password: `login(\"password\")` sends hunter2, and \"password\" is in it";
        let hidden = "this is a password: `login(\"********\")` sends ********, and \"********\" is in it";
        assert_eq!(mask.hide_in_prose(told.to_owned()), hidden);
        assert_eq!(mask.hide_in_prose("password `x".to_owned()), "******** `x");
        assert_eq!(mask.hide("connect(password)".to_owned()), "connect(********)");
    }

    #[test]
    fn hides_each_line() {
        let mask = Mask::new(["-----BEGIN\nAAAABBBB\n-----END"]);
        assert_eq!(mask.hide("x AAAABBBB y".to_owned()), "x ******** y");
    }
}
