//! What literals stand for: strings with their escapes decoded, and numbers.

use std::borrow::Cow;

use crate::Module;
use crate::ast::{ExprId, ExprKind, FPart, StringToken};

impl Module {
    /// The text that adjacent string literals make together, escapes decoded.
    ///
    /// Three things are not as in Python: `\N{…}` stays as written, since the table of names is larger than
    /// the analyzer; a lone surrogate becomes U+FFFD, since Rust's strings cannot hold one; an escape that
    /// Python rejects (`\x1`) stays as written.
    pub fn string_value(&self, tokens: &[StringToken]) -> Cow<'_, str> {
        match tokens {
            [token] => text_value(self.text(token.content), token.raw, false),
            _ => {
                Cow::Owned(tokens.iter().map(|token| text_value(self.text(token.content), token.raw, false)).collect())
            }
        }
    }

    /// The bytes that adjacent bytes literals make together, escapes decoded. Characters beyond ASCII, which
    /// only Python 2 allows there, count as their UTF-8 bytes.
    pub fn bytes_value(&self, tokens: &[StringToken]) -> Cow<'_, [u8]> {
        let value = |token: &StringToken| {
            let text = self.text(token.content);
            if is_plain(text, token.raw, false) {
                return Cow::Borrowed(text.as_bytes());
            }
            let mut decoded = Vec::with_capacity(text.len());
            decode(text, token.raw, false, true, &mut |piece| match piece {
                Piece::Text(text) => decoded.extend_from_slice(text.as_bytes()),
                Piece::Code(code) => decoded.push(code as u8),
            });
            Cow::Owned(decoded)
        };
        match tokens {
            [token] => value(token),
            _ => Cow::Owned(tokens.iter().flat_map(|token| value(token).into_owned()).collect()),
        }
    }

    /// The text of a literal part of an f-string, escapes and doubled braces decoded as in
    /// [`string_value`](Self::string_value); empty for an interpolation.
    pub fn piece_value(&self, part: &FPart) -> Cow<'_, str> {
        match *part {
            FPart::Literal { span, raw, braces } => text_value(self.text(span), raw, braces),
            FPart::Interpolation { .. } => Cow::Borrowed(""),
        }
    }

    /// The value of an integer literal, Python 2's `0777` and `10L` included; `None` if `id` is none or it
    /// does not fit.
    pub fn int_value(&self, id: ExprId) -> Option<i128> {
        let expr = self.expr(id);
        if !matches!(expr.kind, ExprKind::Int) {
            return None;
        }
        let digits = self.text(expr.span).trim_end_matches(['l', 'L']).replace('_', "").to_ascii_lowercase();
        let (digits, radix) = match digits.as_bytes() {
            [b'0', b'x', ..] => (digits.get(2..)?, 16),
            [b'0', b'o', ..] => (digits.get(2..)?, 8),
            [b'0', b'b', ..] => (digits.get(2..)?, 2),
            [b'0', _, ..] => (digits.as_str(), 8),
            _ => (digits.as_str(), 10),
        };
        i128::from_str_radix(digits, radix).ok()
    }

    /// The value of a float literal; `None` if `id` is none.
    pub fn float_value(&self, id: ExprId) -> Option<f64> {
        let expr = self.expr(id);
        if !matches!(expr.kind, ExprKind::Float) {
            return None;
        }
        self.text(expr.span).replace('_', "").parse().ok()
    }
}

/// Whether `text` stands for itself.
fn is_plain(text: &str, raw: bool, braces: bool) -> bool {
    !text.bytes().any(|byte| match byte {
        b'\\' => !raw,
        b'\r' => true,
        b'{' | b'}' => braces,
        _ => false,
    })
}

fn text_value(text: &str, raw: bool, braces: bool) -> Cow<'_, str> {
    if is_plain(text, raw, braces) {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    decode(text, raw, braces, false, &mut |piece| match piece {
        Piece::Text(text) => decoded.push_str(text),
        Piece::Code(code) => decoded.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
    });
    Cow::Owned(decoded)
}

enum Piece<'a> {
    Text(&'a str),
    Code(u32),
}

/// Gives the pieces of a literal's content in order.
fn decode<'a>(text: &'a str, raw: bool, braces: bool, bytes: bool, give: &mut impl FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '\r', '{', '}']) {
        let (before, special) = rest.split_at(at);
        give(Piece::Text(before));
        let mut chars = special.chars();
        rest = match (chars.next(), chars.next()) {
            // Python reads every line break in a source file as `\n`.
            (Some('\r'), next) => {
                give(Piece::Text("\n"));
                let breaks = if next == Some('\n') { 2 } else { 1 };
                special.get(breaks..).unwrap_or_default()
            }
            (Some('\\'), Some(_)) if !raw => escape(special, bytes, give),
            (Some('{'), Some('{')) | (Some('}'), Some('}')) if braces => {
                give(Piece::Text(special.get(..1).unwrap_or_default()));
                special.get(2..).unwrap_or_default()
            }
            _ => {
                give(Piece::Text(special.get(..1).unwrap_or_default()));
                special.get(1..).unwrap_or_default()
            }
        };
    }
    give(Piece::Text(rest));
}

/// Gives what the escape at the start of `text` stands for, and returns what follows it.
fn escape<'a>(text: &'a str, bytes: bool, give: &mut impl FnMut(Piece<'a>)) -> &'a str {
    let code = |value: u32, length: usize| (Piece::Code(value), length);
    let as_written = |length: usize| (Piece::Text(text.get(..length).unwrap_or(text)), length);
    let (piece, length) = match text.as_bytes().get(1) {
        Some(b'\n') => (Piece::Text(""), 2),
        Some(b'\r') => (Piece::Text(""), if text.as_bytes().get(2) == Some(&b'\n') { 3 } else { 2 }),
        Some(b'\\' | b'\'' | b'"') => (Piece::Text(text.get(1..2).unwrap_or_default()), 2),
        Some(b'a') => code(7, 2),
        Some(b'b') => code(8, 2),
        Some(b't') => code(9, 2),
        Some(b'n') => code(10, 2),
        Some(b'v') => code(11, 2),
        Some(b'f') => code(12, 2),
        Some(b'r') => code(13, 2),
        Some(b'0'..=b'7') => {
            let digits = text.bytes().skip(1).take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            let value = text.get(1..=digits).and_then(|octal| u32::from_str_radix(octal, 8).ok());
            value.map_or(as_written(2), |value| code(value, digits + 1))
        }
        Some(b'x') => hex(text, 2).map_or(as_written(2), |value| code(value, 4)),
        Some(b'u') if !bytes => hex(text, 4).map_or(as_written(2), |value| code(value, 6)),
        Some(b'U') if !bytes => {
            hex(text, 8).filter(|&value| value <= 0x10_FFFF).map_or(as_written(2), |value| code(value, 10))
        }
        Some(b'N') if !bytes && text.as_bytes().get(2) == Some(&b'{') => {
            as_written(text.find('}').map_or(3, |close| close + 1))
        }
        // A backslash before any other character is a backslash.
        _ => as_written(1),
    };
    give(piece);
    text.get(length..).unwrap_or_default()
}

/// The `digits` hexadecimal digits behind the escape's letter.
fn hex(text: &str, digits: usize) -> Option<u32> {
    let number = text.get(2..2 + digits)?;
    number.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(number, 16).ok())?
}

#[cfg(test)]
mod tests {
    use crate::ast::{ExprKind, FPart, StmtKind};
    use crate::{Module, parse};

    fn only(module: &Module) -> &ExprKind {
        match module.body() {
            [id] => match module.stmt(*id).kind {
                StmtKind::Expr(value) => &module.expr(value).kind,
                ref other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn text(source: &str) -> String {
        let module = parse(source);
        match only(&module) {
            ExprKind::Str(tokens) => module.string_value(tokens).into_owned(),
            ExprKind::FString(parts) | ExprKind::TString(parts) => {
                parts.iter().map(|part| module.piece_value(part)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn bytes(source: &str) -> Vec<u8> {
        let module = parse(source);
        match only(&module) {
            ExprKind::Bytes(tokens) => module.bytes_value(tokens).into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn escapes_in_text() {
        assert_eq!(text(r"'plain'"), "plain");
        assert_eq!(text(r#"'\a\b\t\n\v\f\r\\\'\"'"#), "\u{7}\u{8}\t\n\u{b}\u{c}\r\\'\"");
        assert_eq!(text(r"'\0\12\101\1234\777'"), "\0\nAS4\u{1ff}");
        assert_eq!(text(r"'\x41\u00e9\U0001f600'"), "Aé😀");
        assert_eq!(text(r"'\d \{ \é'"), r"\d \{ \é");
        assert_eq!(text(r"'\N{BULLET}!'"), r"\N{BULLET}!");
        assert_eq!(text(r"'\ud83d'"), "\u{fffd}");
        assert_eq!(text("'a\\\nb\\\r\nc'"), "abc");
        assert_eq!(text("'''a\r\nb'''"), "a\nb");
    }

    #[test]
    fn raw_and_concatenated_text() {
        assert_eq!(text(r"r'\n\'x'"), r"\n\'x");
        assert_eq!(text(r"u'a' R'\b' 'c\x21'"), r"a\bc!");
        assert_eq!(text("('a'\n  'b')"), "ab");
        assert_eq!(text("ur'\\d'"), r"\d");
    }

    #[test]
    fn pieces_of_f_strings() {
        assert_eq!(text(r"f'a{{b}}\n{x}c'"), "a{b}\nc");
        assert_eq!(text(r"rf'\n{x}{{'"), r"\n{");
        assert_eq!(text(r"'{{' f'{{'"), "{{{");
        assert_eq!(text(r"f'\N{BULLET}{x}'"), r"\N{BULLET}");
        assert_eq!(text(r"t'a{x}b'"), "ab");
        let module = parse("f'{x}'");
        let ExprKind::FString(parts) = only(&module) else { panic!("no f-string") };
        assert!(matches!(parts.as_ref(), [FPart::Interpolation { .. }]));
    }

    #[test]
    fn escapes_in_bytes() {
        assert_eq!(bytes(r"b'\x00\xff\377\u0041\N{x}'"), b"\x00\xff\xff\\u0041\\N{x}");
        assert_eq!(bytes(r"b'a' rb'\n'"), b"a\\n");
    }

    #[test]
    fn numbers() {
        let int = |source: &str| {
            let module = parse(source);
            let id = module.exprs().next().map(|(id, _)| id);
            id.and_then(|id| module.int_value(id))
        };
        assert_eq!(int("1_000"), Some(1000));
        assert_eq!(int("0xFF"), Some(255));
        assert_eq!(int("0O17"), Some(15));
        assert_eq!(int("0b1_1"), Some(3));
        assert_eq!(int("0777"), Some(511));
        assert_eq!(int("00"), Some(0));
        assert_eq!(int("0"), Some(0));
        assert_eq!(int("10L"), Some(10));
        assert_eq!(int("1.5"), None);
        assert_eq!(int(&"9".repeat(60)), None);
        let float = |source: &str| {
            let module = parse(source);
            let id = module.exprs().next().map(|(id, _)| id);
            id.and_then(|id| module.float_value(id))
        };
        assert_eq!(float("1.5e3"), Some(1500.0));
        assert_eq!(float("1_0."), Some(10.0));
        assert_eq!(float(".5"), Some(0.5));
        assert_eq!(float("1"), None);
        assert_eq!(float("1.5j"), None);
    }
}
