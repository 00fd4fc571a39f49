//! Conditions rewritten in place: the same clauses and the same spacing, from a chosen version on.

use std::ops::Range;

use crate::specifier::Specifier;
use crate::{Version, poetry};

/// Where a condition on the version stands, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// In bytes; empty where a condition would be put.
    pub span: Range<usize>,
    /// How it is written.
    pub style: Style,
}

/// How conditions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// PEP 440: `~=1.2, !=1.2.5`
    Pep440,
    /// Poetry's and Pipenv's own signs beside those: `^1.2`, `*`, `1.2.3`
    Poetry,
}

impl Style {
    /// Reads a condition. The error says what is wrong.
    pub(crate) fn read(self, text: &str) -> Result<Specifier, String> {
        // A backslash at the end of a line only continues it.
        let text: String = text.split(['\\', '\n', '\r']).collect();
        match self {
            Self::Pep440 => Specifier::parse(&text),
            Self::Poetry => poetry::constraint(&text),
        }
    }
}

/// A condition that was rewritten.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// As it is to be written.
    pub text: String,
    /// What it allows now.
    pub specifier: Specifier,
}

/// Rewrites a condition so that `to` is the version that is pinned, or the first that is allowed. Clauses that exclude
/// `to` give way: an upper end moves to the next major version, a prefix to that of `to`. `None` if what is `written`
/// has another shape than conditions have.
pub fn raise(written: &str, style: Style, to: &Version) -> Option<Raised> {
    let text = rewritten(written, style, to)?;
    let specifier = style.read(&text).ok()?;
    specifier.contains(to).then_some(Raised { text, specifier })
}

fn rewritten(written: &str, style: Style, to: &Version) -> Option<String> {
    let old = style.read(written).ok()?;
    let all = if written.contains('|') || old.is_any() { Vec::new() } else { pieces(written) };
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return Some(format!(">={}", to.public()));
    };
    let pinned = old.pin().is_some();
    let mut has_lower = pinned;
    let mut kept = String::new();
    let mut before = first.start;
    for piece in &all {
        let text = if pinned { piece.pinned(style, to) } else { piece.ranged(style, to, &mut has_lower) };
        if let Some(text) = text {
            if !kept.is_empty() {
                kept.push_str(&written[before..piece.start]);
            }
            kept.push_str(&text);
        }
        before = piece.end;
    }
    if !has_lower {
        let comma = if kept.is_empty() {
            ""
        } else if written.contains(", ") {
            ", "
        } else {
            ","
        };
        kept = format!(">={}{comma}{kept}", to.public());
    }
    Some(format!("{}{kept}{}", &written[..first.start], &written[last.end..]))
}

/// One comparison, as it is written.
struct Piece<'t> {
    start: usize,
    end: usize,
    /// `>=`; nothing where Poetry writes a bare version.
    sign: &'t str,
    /// What stands between sign and version.
    gap: &'t str,
    version: &'t str,
}

fn pieces(written: &str) -> Vec<Piece<'_>> {
    let is_space = |c: char| c.is_whitespace() || c == '\\';
    let mut pieces = Vec::new();
    let mut at = 0;
    loop {
        let rest = &written[at..];
        let start = at + rest.len() - rest.trim_start_matches(|c| is_space(c) || c == ',').len();
        let rest = &written[start..];
        if rest.is_empty() {
            return pieces;
        }
        let behind = rest.trim_start_matches(['<', '>', '=', '!', '~', '^']);
        let sign = &rest[..rest.len() - behind.len()];
        let version = behind.trim_start_matches(is_space);
        let gap = &behind[..behind.len() - version.len()];
        let version = version.split(|c| is_space(c) || c == ',').next().unwrap_or(version);
        let end = start + sign.len() + gap.len() + version.len();
        pieces.push(Piece { start, end, sign, gap, version });
        at = end;
    }
}

impl Piece<'_> {
    fn allows(&self, style: Style, to: &Version) -> bool {
        style.read(&format!("{}{}", self.sign, self.version)).is_ok_and(|clause| clause.contains(to))
    }

    fn with(&self, sign: &str, version: &str) -> String {
        format!("{sign}{}{version}", self.gap)
    }

    fn as_it_is(&self) -> String {
        self.with(self.sign, self.version)
    }

    /// Beside a pin, what contradicts it goes.
    fn pinned(&self, style: Style, to: &Version) -> Option<String> {
        let is_pin = matches!(self.sign, "" | "==" | "===") && !self.version.ends_with('*');
        if is_pin {
            return Some(self.with(self.sign, &to.to_string()));
        }
        self.allows(style, to).then(|| self.as_it_is())
    }

    /// `has_lower` tells and learns whether the condition already begins with `to`.
    fn ranged(&self, style: Style, to: &Version, has_lower: &mut bool) -> Option<String> {
        let public = to.public().to_string();
        match self.sign {
            ">=" | ">" if *has_lower => None,
            ">=" | ">" => {
                *has_lower = true;
                Some(self.with(">=", &public))
            }
            "^" => {
                *has_lower = true;
                Some(self.with("^", &public))
            }
            "<" | "<=" if !self.allows(style, to) => {
                let major = to.release().first().copied().unwrap_or_default().saturating_add(1);
                Some(self.with("<", &Version::of_release(to.epoch(), vec![major]).to_string()))
            }
            "~=" | "~" | "==" | "" => {
                let star = if self.version.ends_with(".*") { ".*" } else { "" };
                let old = Version::parse(self.version.trim_end_matches(".*"))?;
                let length = old.release().len();
                if star.is_empty() && length == to.release().len() {
                    *has_lower = true;
                    return Some(self.with(self.sign, &public));
                }
                if self.allows(style, to) {
                    return Some(self.as_it_is());
                }
                let mut release = to.release().to_vec();
                release.resize(length, 0);
                let moved = Version::of_release(to.epoch(), release);
                *has_lower |= moved == *to;
                Some(self.with(self.sign, &format!("{moved}{star}")))
            }
            _ => Some(self.as_it_is()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_begin_with_the_version() {
        for (style, written, to, expected) in [
            (Style::Pep440, "==1.11", "4.2.1", "==4.2.1"),
            (Style::Pep440, " == 1.11 ", "4.2.1", " == 4.2.1 "),
            (Style::Pep440, "===2.2.2", "2.2.3", "===2.2.3"),
            (Style::Pep440, "==2.10,>=2.0", "2.10.1", "==2.10.1,>=2.0"),
            (Style::Pep440, "==2.10, <3", "3.1", "==3.1"),
            (Style::Pep440, "<3, ==2.10", "3.1", "==3.1"),
            (Style::Pep440, "", "4.2.1", ">=4.2.1"),
            (Style::Pep440, ">=3.2,<4", "3.2.25", ">=3.2.25,<4"),
            (Style::Pep440, ">=3.2, <4", "4.2.1", ">=4.2.1, <5"),
            (Style::Pep440, ">3.2,!=3.3", "4.2.1", ">=4.2.1,!=3.3"),
            (Style::Pep440, "<=3.9", "4.2", ">=4.2,<5"),
            (Style::Pep440, "<5", "4.2", ">=4.2,<5"),
            (Style::Pep440, "~=1.4.2", "1.4.5", "~=1.4.5"),
            (Style::Pep440, "~=1.4", "1.5.3", ">=1.5.3,~=1.4"),
            (Style::Pep440, "~=1.4", "2.1.3", ">=2.1.3,~=2.1"),
            (Style::Pep440, "~=1.4.2", "2.0", "~=2.0.0"),
            (Style::Pep440, "==5.*", "5.4", ">=5.4,==5.*"),
            (Style::Pep440, "==5.*", "6.0.1", ">=6.0.1,==6.*"),
            (Style::Pep440, "==5.*", "6.0", "==6.*"),
            (Style::Pep440, ">=1!1.0,<1!2", "1!2.1", ">=1!2.1,<1!3"),
            (Style::Pep440, "\\\n  ==1.11 \\\n", "4.2.1", "\\\n  ==4.2.1 \\\n"),
            (Style::Poetry, "*", "4.2.1", ">=4.2.1"),
            (Style::Poetry, "1.11", "4.2.1", "4.2.1"),
            (Style::Poetry, "^1.2", "1.5.3", "^1.5.3"),
            (Style::Poetry, "~1.2", "1.2.7", ">=1.2.7,~1.2"),
            (Style::Poetry, "~1.2.3", "1.4.7", "~1.4.7"),
            (Style::Poetry, "1.2.*", "1.2.7", ">=1.2.7,1.2.*"),
            (Style::Poetry, ">= 1.2, < 1.5", "1.6", ">= 1.6, < 2"),
            (Style::Poetry, ">=1.2 <1.5", "1.4", ">=1.4 <1.5"),
            (Style::Poetry, "^1.0 || ^3", "3.1", ">=3.1"),
        ] {
            let to = Version::parse(to).unwrap();
            let raised = raise(written, style, &to).map(|raised| raised.text);
            assert_eq!(raised.as_deref(), Some(expected), "{written} to {to}");
        }
    }

    #[test]
    fn what_is_no_condition_is_left_alone() {
        let to = Version::parse("2.0").unwrap();
        for text in ["1.0", ">=", "==x", "^1"] {
            assert_eq!(raise(text, Style::Pep440, &to), None, "{text}");
        }
    }
}
