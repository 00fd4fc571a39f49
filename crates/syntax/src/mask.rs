//! Valid Python that the grammar cannot read, rewritten byte for byte into Python that it can.
//!
//! The copy has the length and the borders of the text, so a tree of the copy is a tree of the text; only
//! the concrete parser ever sees it. Three things are rewritten:
//!
//! | text | copy | because |
//! |---|---|---|
//! | `def f[T = int]()` | `def f[T : int]()` | the grammar has no defaults of type parameters (PEP 696) |
//! | `f'{x:=^9}'` | `f'{x:>^9}'` | its lexer sees `:=`, though a specification starts at the colon |
//! | `(a.`, less indented line `b)` | `(a.` `b)` on one line | its scanner ends blocks inside brackets |

/// An open bracket, string or part of one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Bracket,
    /// The brackets behind the name of a definition.
    TypeParams,
    /// An interpolation's expression.
    Interpolation,
    /// An interpolation's specification.
    Specification,
    Text {
        quote: u8,
        triple: bool,
        raw: bool,
        format: bool,
    },
}

struct Mask<'t> {
    text: &'t [u8],
    copy: Vec<u8>,
    changed: bool,
    open: Vec<Open>,
    /// Indentation of the line on which the statement began.
    indent: usize,
}

/// The rewritten copy of `text`; `None` if there is nothing to rewrite.
pub(crate) fn mask(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    let mut mask = Mask { text, copy: text.to_vec(), changed: false, open: Vec::new(), indent: 0 };
    mask.run();
    mask.changed.then_some(mask.copy)
}

impl Mask<'_> {
    fn at(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    fn write(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.copy.get_mut(at) {
            *place = byte;
            self.changed = true;
        }
    }

    fn run(&mut self) {
        let mut at = 0;
        // `def`, `class` or `type` was the last word, then a name was.
        let (mut behind_keyword, mut behind_name) = (false, false);
        self.indent = self.indentation(0);
        while at < self.text.len() {
            if let Some(&Open::Text { quote, triple, raw, format }) = self.open.last() {
                at = self.in_text(at, quote, triple, raw, format);
                continue;
            }
            if self.open.last() == Some(&Open::Specification) {
                at = self.in_specification(at);
                continue;
            }
            let byte = self.at(at);
            if is_word(byte) {
                let start = at;
                while is_word(self.at(at)) {
                    at += 1;
                }
                let word = self.text.get(start..at).unwrap_or_default();
                if matches!(self.at(at), b'\'' | b'"') && is_prefix(word) {
                    at = self.open_text(at, word);
                }
                behind_name = behind_keyword;
                behind_keyword = matches!(word, b"def" | b"class" | b"type");
                continue;
            }
            if matches!(byte, b' ' | b'\t') {
                at += 1;
                continue;
            }
            let opens_params = behind_name && byte == b'[';
            (behind_keyword, behind_name) = (false, false);
            at = self.in_code(at, byte, opens_params);
        }
    }

    fn in_code(&mut self, at: usize, byte: u8, opens_params: bool) -> usize {
        let next = self.at(at + 1);
        match (byte, self.open.last()) {
            (b'#', _) => return self.line_end(at),
            (b'\'' | b'"', _) => return self.open_text(at, b""),
            (b'[', _) if opens_params => self.open.push(Open::TypeParams),
            (b'(' | b'[' | b'{', _) => self.open.push(Open::Bracket),
            (b')' | b']' | b'}', _) => {
                self.open.pop();
            }
            (b':', Some(Open::Interpolation)) => {
                self.open.push(Open::Specification);
                if next == b'=' {
                    self.write(at + 1, b'>');
                }
            }
            (b'=', Some(Open::TypeParams))
                if next != b'=' && !matches!(self.before(at), b'=' | b'!' | b'<' | b'>' | b':') =>
            {
                self.write(at, b':');
            }
            (b'\n', None) => self.indent = self.indentation(at + 1),
            (b'\n', Some(_)) if self.indentation(at + 1) < self.indent && !self.ends_in_comment(at) => {
                self.write(at, b' ');
            }
            (b'\\', _) => return at + 2,
            _ => {}
        }
        at + 1
    }

    /// Steps over one piece of a string's content.
    fn in_text(&mut self, at: usize, quote: u8, triple: bool, raw: bool, format: bool) -> usize {
        let (byte, next) = (self.at(at), self.at(at + 1));
        let rest = self.text.get(at..).unwrap_or_default();
        match byte {
            b'\\' if format && !raw && next == b'N' && self.at(at + 2) == b'{' => {
                at + rest.iter().position(|&byte| byte == b'}').unwrap_or(rest.len() - 1) + 1
            }
            b'\\' if !(format && matches!(next, b'{' | b'}')) => at + 2,
            b'{' | b'}' if format && next == byte => at + 2,
            b'{' if format => {
                self.open.push(Open::Interpolation);
                at + 1
            }
            b'\n' if !triple => {
                // Unclosed: its line ends it.
                self.open.pop();
                at
            }
            _ if byte == quote && !triple => {
                self.open.pop();
                at + 1
            }
            _ if byte == quote && rest.starts_with(&[quote; 3]) => {
                self.open.pop();
                at + 3
            }
            _ => at + 1,
        }
    }

    fn in_specification(&mut self, at: usize) -> usize {
        match self.at(at) {
            b'{' => self.open.push(Open::Interpolation),
            b'}' => {
                self.open.pop();
                self.open.pop();
            }
            _ => {}
        }
        at + 1
    }

    fn open_text(&mut self, at: usize, prefix: &[u8]) -> usize {
        let quote = self.at(at);
        let triple = self.text.get(at..).unwrap_or_default().starts_with(&[quote; 3]);
        let has = |letter: u8| prefix.iter().any(|byte| byte.eq_ignore_ascii_case(&letter));
        self.open.push(Open::Text { quote, triple, raw: has(b'r'), format: has(b'f') || has(b't') });
        at + if triple { 3 } else { 1 }
    }

    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.at(at))
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
    }

    /// Whether the line that ends at `at` ends in a comment, which a joined line would lengthen.
    fn ends_in_comment(&self, at: usize) -> bool {
        let line = self.text.get(..at).unwrap_or_default();
        line.iter().rev().take_while(|&&byte| byte != b'\n').any(|&byte| byte == b'#')
    }

    /// The indentation of the line at `at`; a blank line has the deepest.
    fn indentation(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if matches!(rest.get(blanks), Some(b'\n' | b'\r') | None) { usize::MAX } else { blanks }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_prefix(word: &[u8]) -> bool {
    word.len() <= 2 && word.iter().all(|byte| b"rbuft".contains(&byte.to_ascii_lowercase()))
}
