//! The table of formats, made from `formats.toml`.

use crate::checks::Check;
use crate::pattern::{Part, Pattern};

/// How a secret is recognized; those that say more of themselves come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A provider's token, by its prefix and shape.
    Token,
    /// A private key in its armour.
    PrivateKey,
    /// A JSON web token.
    Jwt,
    /// A password in an address, a connection string or a header.
    Connection,
    /// A value that its name betrays.
    Named,
}

/// One format of secrets.
#[derive(Debug)]
pub struct Format {
    /// Unique, lower case: `github-token`.
    pub name: &'static str,
    /// With its article: `a GitHub token`.
    pub title: &'static str,
    /// How it is recognized.
    pub kind: Kind,
    /// Why it does less harm than others.
    pub lesser: Option<&'static str>,
    /// What to do with an exposed one: a sentence.
    pub revoke: &'static str,
    /// Where its form is documented.
    pub source: &'static str,
    pub(crate) patterns: &'static [Pattern],
    pub(crate) contains: Option<&'static str>,
    pub(crate) names: &'static [&'static str],
    pub(crate) check: Check,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

#[allow(clippy::unreadable_literal)] // a class of characters is a number of 128 bits
mod table {
    use super::{Check, Format, Kind, Part, Pattern};

    include!(concat!(env!("OUT_DIR"), "/formats.rs"));
}
use table::{DISPATCH, FORMATS};

/// All formats, in the order of `formats.toml`.
pub fn formats() -> &'static [Format] {
    FORMATS
}

/// The patterns whose first literal begins with these two bytes. Most bytes of a text begin a literal of some format;
/// most pairs begin none. A literal of one byte begins with every pair.
pub(crate) fn beginning_with(first: u8, second: u8) -> impl Iterator<Item = (&'static Format, &'static Pattern)> {
    let list = DISPATCH.get(usize::from(first)).copied().unwrap_or_default();
    list.iter().filter(move |(wanted, ..)| *wanted == second || *wanted == 0).filter_map(|&(_, format, pattern)| {
        let format = FORMATS.get(usize::from(format))?;
        Some((format, format.patterns.get(usize::from(pattern))?))
    })
}

/// The format of this name. The names that code asks for are checked by a test; another gives the last format.
pub(crate) fn named(name: &str) -> &'static Format {
    FORMATS.iter().find(|format| format.name == name).unwrap_or(&FORMATS[FORMATS.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_everything() {
        for format in formats() {
            assert!(
                format.title.starts_with("a ") || format.title.starts_with("an ") || format.title.starts_with("the ")
            );
            assert!(format.revoke.ends_with('.') && !format.source.is_empty(), "{}", format.name);
        }
        assert!(formats().len() >= 40);
    }

    #[test]
    fn every_format_that_the_code_names_is_there() {
        let sources = [
            include_str!("pem.rs"),
            include_str!("jwt.rs"),
            include_str!("connection.rs"),
            include_str!("header.rs"),
            include_str!("named.rs"),
        ];
        let mut asked = 0;
        for part in sources.iter().flat_map(|source| source.split("named(\"").skip(1)) {
            let name = part.split('"').next().unwrap_or_default();
            assert_eq!(named(name).name, name);
            asked += 1;
        }
        assert!(asked >= 8);
    }
}
