//! Valid Python that the grammar cannot read, rewritten byte for byte into Python that it can.
//!
//! The copy has the length and the borders of the text, so a tree of the copy is a tree of the text; only
//! the concrete parser ever sees it. These things are rewritten:
//!
//! | text | copy | because |
//! |---|---|---|
//! | `def f[T = int]()` | `def f[T : int]()` | the grammar has no defaults of type parameters (PEP 696) |
//! | `f'{x:=^9}'` | `f'{x:>^9}'` | its lexer sees `:=`, though a specification starts at the colon |
//! | `x: a[b][c]` | `x: xxxxxxx` | its types are no expressions; lowering parses the [`Masked::holes`] alone |
//! | `type(x).y: int` | `typx(x).y: int` | it sees a type alias, though `type` is no keyword here |
//! | `(a.`, less indented line `b)` | `(a.` `b)` on one line | its scanner ends blocks inside brackets |

use crate::Span;

/// An open bracket, string or part of one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Bracket,
    /// The brackets behind the name of a definition.
    TypeParams,
    /// The parentheses of a function's parameters.
    Params,
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
    /// What a colon or an opening parenthesis means here.
    statement: Statement,
    annotation: Option<Annotation>,
    holes: Vec<Span>,
}

/// As much of a statement as decides what its next colon means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statement {
    /// Nothing of it was seen yet.
    Start,
    /// `def` was its last keyword, and its parameters are still to come.
    Def,
    /// It is a compound statement's header, which the next colon ends.
    Header,
    /// It is a `type` statement, whose value is a type.
    Alias,
    /// It may be a target, whose annotation the next colon begins.
    Target,
    /// It has no annotation, or no further one.
    Plain,
}

/// An annotation that is being stepped over.
struct Annotation {
    start: usize,
    /// How many brackets are open around it.
    depth: usize,
    has_brackets: bool,
}

/// A text that the grammar can read.
pub(crate) struct Masked {
    pub(crate) copy: Vec<u8>,
    /// Identifiers of the copy that stand for expressions of the text, in source order.
    pub(crate) holes: Vec<Span>,
}

/// The rewritten copy of `text`; `None` if there is nothing to rewrite.
pub(crate) fn mask(text: &str) -> Option<Masked> {
    let text = text.as_bytes();
    let mut mask = Mask {
        text,
        copy: text.to_vec(),
        changed: false,
        open: Vec::new(),
        indent: 0,
        statement: Statement::Start,
        annotation: None,
        holes: Vec::new(),
    };
    mask.run();
    mask.changed.then_some(Masked { copy: mask.copy, holes: mask.holes })
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
                } else {
                    self.word(start, at);
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
        self.annotations(at, b'\n', 0);
    }

    fn in_code(&mut self, at: usize, byte: u8, opens_params: bool) -> usize {
        let next = self.at(at + 1);
        self.annotations(at, byte, next);
        match (byte, self.open.last()) {
            (b'#', _) => return self.line_end(at),
            (b'\'' | b'"', _) => return self.open_text(at, b""),
            (b'[', _) if opens_params => self.open.push(Open::TypeParams),
            (b'(', None) if self.statement == Statement::Def => {
                self.statement = Statement::Header;
                self.open.push(Open::Params);
            }
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

    /// Looks at a word of code.
    fn word(&mut self, start: usize, end: usize) {
        if !self.open.is_empty() {
            return;
        }
        let next = self.after_blanks(end);
        let is_name_here = !is_word(next) && !matches!(next, b'\'' | b'"');
        let word = self.text.get(start..end).unwrap_or_default();
        self.statement = match (word, self.statement) {
            (b"def", Statement::Start | Statement::Header) => Statement::Def,
            (b"type", Statement::Start) if is_name_here => {
                self.write(end - 1, b'x');
                Statement::Target
            }
            (b"type", Statement::Start) => Statement::Alias,
            (b"match" | b"case", Statement::Start) if next != b':' && next != b'.' && next != b',' => Statement::Header,
            (b"lambda", Statement::Target) => Statement::Plain,
            (_, Statement::Start) if COMPOUND.contains(&word) => Statement::Header,
            (_, Statement::Start) => Statement::Target,
            (_, statement) => statement,
        };
    }

    /// Follows statements and annotations at a character of code that is no part of a word.
    fn annotations(&mut self, at: usize, byte: u8, next: u8) {
        let (depth, before) = (self.open.len(), self.before(at));
        if let Some(annotation) = &mut self.annotation {
            annotation.has_brackets |= byte == b'[';
            let ends = match byte {
                b'=' => next != b'=' && !matches!(before, b'=' | b'!' | b'<' | b'>'),
                b'\n' | b';' | b'#' | b',' | b')' | b']' | b':' => true,
                _ => false,
            };
            if depth < annotation.depth || (ends && depth == annotation.depth) {
                self.end_annotation(at);
            }
        }
        let starts = match (byte, next, self.open.last()) {
            (b':', _, Some(Open::Params)) | (b':' | b'=', _, Some(Open::TypeParams)) => true,
            (b'=', _, None) => self.statement == Statement::Alias,
            (b'-', b'>', None) => self.statement == Statement::Header,
            (b':', _, None) => self.statement == Statement::Target,
            _ => false,
        };
        if starts && self.annotation.is_none() {
            let start = at + if byte == b'-' { 2 } else { 1 };
            self.annotation = Some(Annotation { start, depth, has_brackets: false });
        }
        if depth == 0 {
            self.statement = match (byte, self.statement) {
                (b'\n' | b';', _) | (b':', Statement::Header | Statement::Def) => Statement::Start,
                (b'=' | b':', _) => Statement::Plain,
                (b'(' | b'[', Statement::Start) => Statement::Target,
                (_, statement) => statement,
            };
        }
    }

    /// Replaces an annotation that the grammar might not read, and that ends before `end`, by a name.
    fn end_annotation(&mut self, end: usize) {
        let Some(Annotation { start, has_brackets: true, .. }) = self.annotation.take() else { return };
        let is_blank = |&at: &usize| matches!(self.at(at), b' ' | b'\t' | b'\r' | b'\n' | b'\\' | 0x0c);
        let Some(start) = (start..end).find(|at| !is_blank(at)) else { return };
        let end = (start..end).rev().find(|at| !is_blank(at)).map_or(start, |last| last + 1);
        (start..end).for_each(|at| self.write(at, b'x'));
        self.holes.push(Span::new(start as u32, end as u32));
    }

    fn after_blanks(&self, at: usize) -> u8 {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.iter().copied().find(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(0)
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

/// The first words of statements whose header a colon ends.
const COMPOUND: &[&[u8]] =
    &[b"async", b"class", b"elif", b"else", b"except", b"finally", b"for", b"if", b"try", b"while", b"with"];

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_prefix(word: &[u8]) -> bool {
    word.len() <= 2 && word.iter().all(|byte| b"rbuft".contains(&byte.to_ascii_lowercase()))
}
