//! Versions as PEP 440 reads and orders them.

use std::cmp::Ordering;
use std::fmt;

/// A version. Equality and order are PEP 440's: `1.0` equals `1.0.0`, `1.0rc1` stands before it.
#[derive(Clone, Debug)]
pub struct Version {
    epoch: u64,
    release: Box<[u64]>,
    pre: Option<(Stage, u64)>,
    post: Option<u64>,
    dev: Option<u64>,
    local: Box<[Part]>,
}

/// What kind of pre-release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Alpha,
    Beta,
    Candidate,
}

/// A part of a local version; numbers stand above text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Text(Box<str>),
    Number(u64),
}

impl Version {
    /// Reads a version in any spelling that PEP 440 allows; white space around it does not count. `None` if it is
    /// none, or if a number in it passes 64 bits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let mut rest = Rest { text: text.strip_prefix('v').unwrap_or(&text), overflow: false };
        let mut first = rest.number()?;
        let mut epoch = 0;
        if let Some(behind) = rest.text.strip_prefix('!') {
            epoch = first;
            rest.text = behind;
            first = rest.number()?;
        }
        let mut release = vec![first];
        while let Some(number) = rest.number_behind('.') {
            release.push(number);
        }
        let pre = rest.tagged(&[
            ("alpha", Stage::Alpha),
            ("a", Stage::Alpha),
            ("beta", Stage::Beta),
            ("b", Stage::Beta),
            ("preview", Stage::Candidate),
            ("pre", Stage::Candidate),
            ("c", Stage::Candidate),
            ("rc", Stage::Candidate),
        ]);
        // A post-release may do without a word: `1.0-1`.
        let post = rest.number_behind('-').map(|number| ((), number));
        let post = post.or_else(|| rest.tagged(&[("post", ()), ("rev", ()), ("r", ())]));
        let dev = rest.tagged(&[("dev", ())]);
        let local = rest.local()?;
        let complete = rest.text.is_empty() && !rest.overflow;
        complete.then(|| Self {
            epoch,
            release: release.into(),
            pre,
            post: post.map(|((), number)| number),
            dev: dev.map(|((), number)| number),
            local: local.into(),
        })
    }

    /// Whether it is a pre-release or a development release.
    pub fn is_prerelease(&self) -> bool {
        self.pre.is_some() || self.dev.is_some()
    }

    /// Whether it is a post-release.
    pub fn is_postrelease(&self) -> bool {
        self.post.is_some()
    }

    /// Whether it has a local part: `+cu124`.
    pub fn has_local(&self) -> bool {
        !self.local.is_empty()
    }

    /// The version without its local part.
    #[must_use]
    pub fn public(&self) -> Self {
        Self { local: Box::default(), ..self.clone() }
    }

    /// Epoch and release alone.
    #[must_use]
    pub fn base(&self) -> Self {
        Self::of_release(self.epoch, self.release.to_vec())
    }

    /// The numbers between the dots, as written.
    pub fn release(&self) -> &[u64] {
        &self.release
    }

    /// The epoch, 0 for nearly all.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// A final release.
    pub fn of_release(epoch: u64, release: Vec<u64>) -> Self {
        let release = if release.is_empty() { vec![0] } else { release };
        Self { epoch, release: release.into(), pre: None, post: None, dev: None, local: Box::default() }
    }

    /// Whether epoch and the first numbers of the release are those of `prefix` (`==1.2.*`).
    pub fn has_prefix(&self, prefix: &Self) -> bool {
        let padded = |at: usize| self.release.get(at).copied().unwrap_or_default();
        self.epoch == prefix.epoch && prefix.release.iter().enumerate().all(|(at, number)| padded(at) == *number)
    }

    /// The order of the version without its local part, and `other` as it is.
    pub fn cmp_as_public(&self, other: &Self) -> Ordering {
        let none: &[Part] = &[];
        (self.key().0, none).cmp(&other.key())
    }

    /// Whether a local version counts as `other`, which has none: `1.0+cu1` as `1.0`.
    pub fn same_public(&self, other: &Self) -> bool {
        self.key().0 == other.key().0
    }

    fn trimmed(&self) -> &[u64] {
        let end = self.release.iter().rposition(|number| *number != 0).map_or(0, |at| at + 1);
        &self.release[..end]
    }

    /// What the order looks at: the public part, then the local one.
    #[allow(clippy::type_complexity, reason = "the tuple is the rule of PEP 440, read from left to right")]
    fn key(&self) -> ((u64, &[u64], (u8, Option<(Stage, u64)>), Option<u64>, (bool, u64)), &[Part]) {
        // A development release of a final one stands before its pre-releases; a final one stands behind them.
        let pre = match (self.pre, self.post, self.dev) {
            (None, None, Some(_)) => (0, None),
            (Some(pre), ..) => (1, Some(pre)),
            (None, ..) => (2, None),
        };
        let dev = (self.dev.is_none(), self.dev.unwrap_or_default());
        ((self.epoch, self.trimmed(), pre, self.post, dev), &self.local)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Version {
    /// The normal form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.epoch > 0 {
            write!(f, "{}!", self.epoch)?;
        }
        for (at, number) in self.release.iter().enumerate() {
            write!(f, "{}{number}", if at == 0 { "" } else { "." })?;
        }
        if let Some((stage, number)) = self.pre {
            let letter = match stage {
                Stage::Alpha => "a",
                Stage::Beta => "b",
                Stage::Candidate => "rc",
            };
            write!(f, "{letter}{number}")?;
        }
        if let Some(number) = self.post {
            write!(f, ".post{number}")?;
        }
        if let Some(number) = self.dev {
            write!(f, ".dev{number}")?;
        }
        for (at, part) in self.local.iter().enumerate() {
            f.write_str(if at == 0 { "+" } else { "." })?;
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Number(number) => write!(f, "{number}")?,
            }
        }
        Ok(())
    }
}

/// What is left to read.
struct Rest<'a> {
    text: &'a str,
    /// Whether a number did not fit.
    overflow: bool,
}

impl Rest<'_> {
    /// The digits that are next, of which there must be one.
    fn number(&mut self) -> Option<u64> {
        let end = self.text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.text.split_at(end);
        if digits.is_empty() {
            return None;
        }
        self.text = rest;
        let number = digits.parse().ok();
        self.overflow |= number.is_none();
        Some(number.unwrap_or_default())
    }

    /// `sign`, then digits; otherwise nothing is read.
    fn number_behind(&mut self, sign: char) -> Option<u64> {
        let rest = self.text.strip_prefix(sign).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
        self.text = rest;
        self.number()
    }

    /// A separator, one of `words`, a separator and a number, of which only the word must be there.
    fn tagged<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<(T, u64)> {
        let separators = ['-', '_', '.'];
        let rest = self.text.strip_prefix(separators).unwrap_or(self.text);
        let longest = words.iter().filter(|(word, _)| rest.starts_with(word)).max_by_key(|(word, _)| word.len());
        let (word, value) = longest?;
        let rest = &rest[word.len()..];
        self.text = rest.strip_prefix(separators).unwrap_or(rest);
        Some((*value, self.number().unwrap_or_default()))
    }

    /// What stands behind a `+`; `None` if that is no local version.
    fn local(&mut self) -> Option<Vec<Part>> {
        let Some(text) = self.text.strip_prefix('+') else { return Some(Vec::new()) };
        self.text = "";
        let part = |part: &str| {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            let number = part.bytes().all(|byte| byte.is_ascii_digit());
            if number { part.parse().ok().map(Part::Number) } else { Some(Part::Text(part.into())) }
        };
        text.split(['.', '-', '_']).map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn spellings_are_normalized() {
        for (text, normal) in [
            ("1.0", "1.0"),
            (" v1.0-alpha.1 ", "1.0a1"),
            ("1.0C4", "1.0rc4"),
            ("1.0-5", "1.0.post5"),
            ("1.0.post", "1.0.post0"),
            ("1.0r4", "1.0.post4"),
            ("1!2.0.dev", "1!2.0.dev0"),
            ("2.6.0+CU124", "2.6.0+cu124"),
            ("1.0+ubuntu-1", "1.0+ubuntu.1"),
            ("1.0a2.post3.dev4", "1.0a2.post3.dev4"),
            ("01.02.03", "1.2.3"),
        ] {
            assert_eq!(version(text).to_string(), normal, "{text}");
        }
    }

    #[test]
    fn what_is_no_version() {
        for text in ["", "a", "1.", "1..0", "1.0+", "1.0+a_", "1.0.x", "1.*", "3.0.3-NA", "99999999999999999999", "1!"]
        {
            assert!(Version::parse(text).is_none(), "{text}");
        }
    }

    /// The order of PEP 440's "Summary of permitted suffixes and relative ordering".
    #[test]
    fn order() {
        let sorted = [
            "1.dev0",
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.15",
            "1.1.dev1",
            "1!0.1",
        ];
        for pair in sorted.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_eq!(version("1.0"), version("1.0.0"));
    }
}
