//! Where something stands in a text: byte ranges, and lines and columns made from them.

use std::ops::Range;

/// A half-open range of **bytes** in one source text. Files are limited far below 4 GiB, so
/// `u32` is enough and keeps the tree small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from byte `start` up to, not including, byte `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The bytes as a `usize` range, to index a text with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly inside this span.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place for people: both numbers are 1-based, the column counts Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode characters.
    pub column: u32,
}

/// Byte offsets of the line starts of one text; `\n`, `\r\n` and a lone `\r` end a line, as in Python.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    starts: Box<[u32]>,
}

impl LineIndex {
    /// Indexes `text` in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(text.len() / 32);
        starts.push(0);
        if bytes.contains(&b'\r') {
            for (at, &byte) in bytes.iter().enumerate() {
                let ends = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
                if ends {
                    starts.push(at as u32 + 1);
                }
            }
        } else {
            // Nearly every text, and searching for one byte is several times faster.
            starts.extend(text.match_indices('\n').map(|(at, _)| at as u32 + 1));
        }
        Self { starts: starts.into() }
    }

    /// Number of lines; a text that ends with a line break does not count the empty rest.
    pub fn line_count(&self, text: &str) -> u32 {
        let last_is_empty = self.starts.last().is_some_and(|&start| start as usize >= text.len());
        self.starts.len() as u32 - u32::from(last_is_empty)
    }

    /// The 1-based line that holds byte `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The bytes of 1-based `line`, its line break included; empty past the end.
    pub fn line_span(&self, line: u32, text: &str) -> Span {
        let at = line.saturating_sub(1) as usize;
        let end = text.len() as u32;
        let start = self.starts.get(at).copied().unwrap_or(end);
        Span::new(start, self.starts.get(at + 1).copied().unwrap_or(end))
    }

    /// Line and column of byte `offset` in `text` (the text that was indexed).
    pub fn position(&self, offset: u32, text: &str) -> Position {
        let line = self.line(offset);
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(0);
        let before = text.get(start as usize..offset as usize).unwrap_or_default();
        Position { line, column: before.chars().count() as u32 + 1 }
    }
}
