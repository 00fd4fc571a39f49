//! How a file's text is written as bytes, so that a fix leaves every byte alone that it does not change.

use std::collections::BTreeMap;

/// A way to write a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// UTF-8 behind a byte order mark.
    Marked,
    /// UTF-16 behind a byte order mark, low byte first or last.
    Utf16 {
        low_first: bool,
    },
    /// One byte for each letter: Latin-1, Windows-1252. Letters other than ASCII are those that the file has.
    Bytes(BTreeMap<char, u8>),
}

impl Encoding {
    /// The one by which `text` was read from `bytes`; `None` if it is another one, or the bytes are those of another text.
    pub(crate) fn of(text: &str, bytes: &[u8]) -> Option<Self> {
        let known = [Self::Utf8, Self::Marked, Self::Utf16 { low_first: true }, Self::Utf16 { low_first: false }];
        let by_letters = || {
            let letters = text.chars().zip(bytes.iter().copied()).filter(|(letter, _)| !letter.is_ascii());
            Some(Self::Bytes(letters.collect()))
        };
        let is_it = |encoding: &Self| encoding.encode(text).is_some_and(|written| written == bytes);
        known.into_iter().find(is_it).or_else(|| by_letters().filter(is_it))
    }

    /// The bytes of a text; `None` if it has a letter that this encoding is not known to have.
    pub(crate) fn encode(&self, text: &str) -> Option<Vec<u8>> {
        Some(match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Marked => ["\u{feff}", text].concat().into_bytes(),
            Self::Utf16 { low_first } => {
                let bytes = |unit: u16| if *low_first { unit.to_le_bytes() } else { unit.to_be_bytes() };
                std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
            }
            Self::Bytes(letters) => {
                let byte =
                    |letter: char| u8::try_from(letter).ok().filter(u8::is_ascii).or(letters.get(&letter).copied());
                text.chars().map(byte).collect::<Option<_>>()?
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_as_it_was() {
        let texts: [&[u8]; 7] = [
            b"plain = 1\n",
            "größer = '🎲'\r\n".as_bytes(),
            b"\xef\xbb\xbfx = 1\n",
            b"\xff\xfex\0 \0=\0",
            b"\xfe\xff\0x\0\xe4",
            b"# coding: latin-1\nx = 'gr\xf6\xdfer'\n",
            b"# coding: cp1252\nx = '\x80\x81\x93'\n",
        ];
        for bytes in texts {
            let text = review::decode(bytes).unwrap();
            let encoding = Encoding::of(&text, bytes).unwrap();
            assert_eq!(encoding.encode(&text).unwrap(), bytes);
            assert!(encoding.encode(&format!("import re\n{text}")).is_some());
        }
    }

    #[test]
    fn what_cannot_be_written_back_is_known() {
        let bytes = b"# coding: latin-1\nx = '\xf6'\n";
        let encoding = Encoding::of(&review::decode(bytes).unwrap(), bytes).unwrap();
        assert_eq!(encoding.encode("\u{e4}"), None);
        assert_eq!(Encoding::of("x = 2\n", b"x = 1\n"), None);
        // Half a letter of UTF-16.
        let broken = b"\xff\xfe\0\xd8x\0";
        assert_eq!(Encoding::of(&review::decode(broken).unwrap(), broken), None);
    }
}
