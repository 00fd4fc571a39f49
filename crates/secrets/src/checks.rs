//! What a format asks for beyond its shape: checksums, and structure that chance does not give.

use std::ops::Range;

/// A format's check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// The shape is enough.
    Nothing,
    /// Behind the first four letters nothing but base 32.
    Base32Tail,
    /// The last six characters are the CRC-32 of the thirty before them, in base 62.
    Crc32Base62,
    /// The checksum of BIP 173.
    Bech32,
    /// A macaroon made by PyPI.
    PypiMacaroon,
    /// The first part is a number in base 64.
    Discord,
    /// Capitals, small letters and digits.
    Mixed,
    /// Capitals and small letters.
    MixedLetters,
    /// Letters and digits.
    LettersDigits,
    /// Part of a query with the fields of a shared access signature.
    Sas,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is of the format.
    Holds,
    /// It has the format's shape and cannot be one; the reason.
    Fails(&'static str),
    /// It is something else.
    Other,
}

/// Checks the part `span` of `text`.
pub(crate) fn check(check: Check, text: &str, span: &Range<usize>) -> Outcome {
    let token = &text[span.clone()];
    let any = |test: fn(&u8) -> bool| token.as_bytes().iter().any(test);
    let is = |holds: bool| if holds { Outcome::Holds } else { Outcome::Other };
    match check {
        Check::Nothing => Outcome::Holds,
        Check::Base32Tail => {
            if token.bytes().skip(4).all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')) {
                Outcome::Holds
            } else {
                Outcome::Fails("no AWS key identifier holds the digits 0, 1, 8 or 9")
            }
        }
        Check::Crc32Base62 => {
            let body = token.split_once('_').map_or("", |(_, body)| body);
            let holds = body.len() == 36 && base62(crc32(&body.as_bytes()[..30])) == body.as_bytes()[30..];
            if holds {
                Outcome::Holds
            } else {
                Outcome::Fails("the token's own checksum is wrong, so it never was one")
            }
        }
        Check::Bech32 => {
            if bech32(token) {
                Outcome::Holds
            } else {
                Outcome::Fails("the key's own checksum is wrong, so it never was one")
            }
        }
        Check::PypiMacaroon => {
            let bytes = base64(token.strip_prefix("pypi-").unwrap_or_default()).unwrap_or_default();
            // Version 2, then a field of type 1, its length, and where the token is for.
            let location = bytes.strip_prefix(&[2, 1]).and_then(|rest| rest.get(1..1 + usize::from(*rest.first()?)));
            match location {
                Some(b"pypi.org" | b"test.pypi.org") => Outcome::Holds,
                _ => Outcome::Fails("the text behind `pypi-` is no macaroon, so it never was a token"),
            }
        }
        Check::Discord => {
            let first = token.split('.').next().unwrap_or_default();
            is(base64(first).is_some_and(|id| (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit)))
        }
        Check::Mixed => is(any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase) && any(u8::is_ascii_digit)),
        Check::MixedLetters => is(any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase)),
        Check::LettersDigits => is(any(u8::is_ascii_alphabetic) && any(u8::is_ascii_digit)),
        Check::Sas => {
            let around = window(text, span.start.saturating_sub(400), span.end + 400);
            is(around.contains("sv=") && ["se=", "si="].iter().any(|field| around.contains(field)))
        }
    }
}

/// `text` from byte `start` to byte `end`, both moved inward to borders of characters.
pub(crate) fn window(text: &str, start: usize, end: usize) -> &str {
    let (start, end) = (text.ceil_char_boundary(start), text.floor_char_boundary(end.min(text.len())));
    text.get(start..end).unwrap_or_default()
}

/// CRC-32 as zlib computes it.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

/// Six digits of base 62: digits, capitals, small letters.
fn base62(mut number: u32) -> [u8; 6] {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(number % 62) as usize];
        number /= 62;
    }
    digits
}

/// Whether the checksum of a Bech32 text holds (BIP 173).
fn bech32(text: &str) -> bool {
    const CHARSET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let text = text.to_ascii_lowercase();
    let Some((prefix, data)) = text.rsplit_once('1') else { return false };
    let data: Option<Vec<u8>> =
        data.bytes().map(|byte| CHARSET.iter().position(|&known| known == byte).map(|at| at as u8)).collect();
    let Some(data) = data else { return false };
    let high = prefix.bytes().map(|byte| byte >> 5);
    let low = prefix.bytes().map(|byte| byte & 31);
    let sum = high.chain([0]).chain(low).chain(data).fold(1_u32, |sum, value| {
        let top = sum >> 25;
        let sum = (sum & 0x1ff_ffff) << 5 ^ u32::from(value);
        GENERATORS
            .iter()
            .enumerate()
            .fold(sum, |sum, (bit, generator)| sum ^ if top >> bit & 1 == 1 { *generator } else { 0 })
    });
    sum == 1
}

/// Decodes base 64 of either alphabet, with or without padding; `None` if another character is in it.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// Shannon's entropy of the characters, in bits a character.
pub(crate) fn entropy(text: &str) -> f32 {
    let mut counts = [0_u16; 256];
    for byte in text.bytes().take(512) {
        counts[usize::from(byte)] += 1;
    }
    let total = text.len().min(512) as f32;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f32::from(count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_the_blog_post_holds() {
        // The token in GitHub's post on its formats.
        let token = concat!("ghp", "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");
        assert_eq!(check(Check::Crc32Base62, token, &(0..token.len())), Outcome::Holds);
        let other = token.replace('z', "y");
        assert!(matches!(check(Check::Crc32Base62, &other, &(0..other.len())), Outcome::Fails(_)));
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of CRC-32");
    }

    #[test]
    fn bech32_as_bip_173_has_it() {
        assert!(bech32("A12UEL5L"));
        assert!(bech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"));
        assert!(!bech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx"));
    }

    #[test]
    fn base64_of_both_alphabets() {
        assert_eq!(base64("Zm9vYg==").as_deref(), Some(&b"foob"[..]));
        assert_eq!(base64("-_-_"), base64("+/+/"));
        assert_eq!(base64("a b"), None);
    }

    #[test]
    fn entropy_counts() {
        assert!(entropy("aaaaaaaa") < 0.01);
        assert!((entropy("abcdefgh") - 3.0).abs() < 0.01);
    }
}
