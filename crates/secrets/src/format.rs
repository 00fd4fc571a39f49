//! The table of formats, made from `formats.toml`.

use std::sync::LazyLock;

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

/// The first three bytes of what `scan` reads with code of its own, in either case: `-----BEGIN`, `eyJ`, `://`, the names of
/// [fields](crate::connection::FIELDS) and of the [header](crate::header::NAME).
const OTHERS: [&[u8; 3]; 8] = [b"---", b"eyJ", b"://", b"pas", b"pwd", b"acc", b"sha", b"aut"];

/// A set of bytes, one bit each.
type Bytes = [u64; 4];

const fn has(set: &Bytes, byte: u8) -> bool {
    set[(byte >> 6) as usize] >> (byte & 63) & 1 == 1
}

/// With which bytes something begins that [`scan`](crate::scan) looks at: for each first byte the second and the third ones.
pub(crate) struct Beginnings {
    seconds: [Bytes; 256],
    thirds: [Bytes; 256],
}

impl Beginnings {
    /// The table, to be asked for once for a text.
    pub(crate) fn table() -> &'static Self {
        &BEGINNINGS
    }

    /// The next place from `from` on where anything may begin: nearly everywhere in a text nothing does.
    pub(crate) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let rest = bytes.get(from..)?;
        let pair = |first: u8, second: u8| has(&self.seconds[usize::from(first)], second);
        let begins = |((&first, &second), &third): ((&u8, &u8), &u8)| {
            pair(first, second) && has(&self.thirds[usize::from(first)], third)
        };
        // Near the end no more than two bytes are left.
        let at_end = || {
            let places = rest.len().saturating_sub(2)..rest.len();
            places.into_iter().find(|&at| pair(rest[at], rest.get(at + 1).copied().unwrap_or_default()))
        };
        let behind = |bytes: usize| rest.get(bytes..).unwrap_or_default();
        rest.iter().zip(behind(1)).zip(behind(2)).position(begins).or_else(at_end).map(|at| from + at)
    }

    fn add(&mut self, first: u8, second: Option<u8>, third: Option<u8>) {
        for (sets, byte) in [(&mut self.seconds, second), (&mut self.thirds, third)] {
            let set = &mut sets[usize::from(first)];
            match byte {
                Some(byte) => set[usize::from(byte >> 6)] |= 1 << (byte & 63),
                None => *set = [u64::MAX; 4],
            }
        }
    }
}

static BEGINNINGS: LazyLock<Beginnings> = LazyLock::new(|| {
    let mut table = Beginnings { seconds: [[0; 4]; 256], thirds: [[0; 4]; 256] };
    // What is no format of the table: keys, addresses, tokens, fields, headers.
    for [first, second, third] in OTHERS {
        for first in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
            table.add(first, Some(second.to_ascii_lowercase()), Some(third.to_ascii_lowercase()));
            table.add(first, Some(second.to_ascii_uppercase()), Some(third.to_ascii_uppercase()));
        }
    }
    for pattern in FORMATS.iter().filter(|format| format.names.is_empty()).flat_map(|format| format.patterns) {
        if let Some(Part::Literal(literal)) = pattern.parts.get(pattern.anchor)
            && let [first, rest @ ..] = literal.as_bytes()
        {
            table.add(*first, rest.first().copied(), rest.get(1).copied());
        }
    }
    table
});

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
    fn every_name_that_is_read_may_begin() {
        let fields = crate::connection::FIELDS.iter().map(|(name, _)| *name);
        for name in fields.chain([crate::header::NAME, crate::pem::BEGIN, "://", "eyJ"]) {
            for name in [name.to_owned(), name.to_ascii_uppercase()] {
                assert_eq!(Beginnings::table().next(name.as_bytes(), 0), Some(0), "{name}");
            }
        }
        assert_eq!(Beginnings::table().next(b"e e", 0), None);
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
