//! Jupyter notebooks: the code of their cells as one Python text, and the way back from its lines to those of the file.
//!
//! The JSON is read by its strings and brackets alone, because every piece of code has to be found again in it.

use std::ops::Range;
use std::sync::Arc;

use model::Finding;
use syntax::{LineIndex, Position};

/// A notebook's code, and where it stands.
#[derive(Debug, Default)]
pub(crate) struct Notebook {
    /// The code of all code cells, one after the other.
    pub(crate) code: String,
    /// Where each line of `code` stands.
    lines: Vec<Line>,
    /// The bytes of all cells, in order.
    cells: Vec<Range<usize>>,
    /// The bytes of the strings that `code` was made of, in order.
    taken: Vec<Range<usize>>,
}

/// Where a line of the code stands in the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The bytes in the JSON string, the escape of the line's end included.
    pub(crate) written: Range<usize>,
    /// The cell, from 1.
    pub(crate) cell: u32,
    /// The line in the cell, from 1.
    pub(crate) number: u32,
    /// Whether it is a command of the notebook's own, and so a comment in the code.
    pub(crate) is_command: bool,
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    is_code: bool,
    source: Vec<Range<usize>>,
}

impl Notebook {
    /// Reads the notebook `text`; what is no notebook has no cells.
    pub(crate) fn read(text: &str) -> Self {
        let mut notebook = Self::default();
        let mut cell = Cell::default();
        let mut open: Vec<u8> = Vec::new();
        let (mut top, mut key, mut start) = ("", "", 0);
        let mut at = 0;
        let bytes = text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'{' | b'[' => {
                    open.push(byte);
                    if open == *b"{[{" {
                        (cell, start, key) = (Cell::default(), at, "");
                    }
                }
                b'}' | b']' => {
                    if open == *b"{[{" && top == "cells" {
                        notebook.cells.push(start..at + 1);
                        notebook.take(text, &cell);
                    }
                    open.pop();
                }
                b'"' => {
                    let end = closing(bytes, at);
                    let inside = at + 1..end;
                    let string = text.get(inside.clone()).unwrap_or_default();
                    let is_key = bytes[(end + 1).min(bytes.len())..].iter().find(|byte| !byte.is_ascii_whitespace())
                        == Some(&b':');
                    match open.as_slice() {
                        b"{" if is_key => top = string,
                        b"{[{" if is_key => key = string,
                        b"{[{" if key == "cell_type" => cell.is_code = string == "code",
                        b"{[{" | b"{[{[" if key == "source" => cell.source.push(inside),
                        _ => {}
                    }
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
        notebook
    }

    /// Adds a cell's code. Commands of the notebook's own become comments, cells of another language are left out.
    fn take(&mut self, text: &str, cell: &Cell) {
        let first = cell.source.first().map(|range| &text[range.clone()]).unwrap_or_default();
        let other_language =
            first.starts_with("%%") && !["%%time", "%%capture", "%%prun"].iter().any(|own| first.starts_with(own));
        if !cell.is_code || other_language || cell.source.is_empty() {
            return;
        }
        let number = self.cells.len() as u32;
        let mut line = 0;
        for range in &cell.source {
            let mut pieces = Pieces { text: &text[range.clone()], at: 0 };
            loop {
                let begin = range.start + pieces.at;
                let Some(piece) = pieces.line() else { break };
                line += 1;
                let own = piece.trim_start().starts_with(['%', '!', '?']);
                let written = begin..range.start + pieces.at;
                self.lines.push(Line { written, cell: number, number: line, is_command: own });
                let blank = piece.len() - piece.trim_start().len();
                if own {
                    self.code.push_str(&piece[..blank]);
                    self.code.push('#');
                    self.code.push_str(&piece[blank + 1..]);
                } else {
                    self.code.push_str(&piece);
                }
                if !self.code.ends_with('\n') {
                    self.code.push('\n');
                }
            }
            self.taken.push(range.clone());
        }
    }

    /// Whether byte `at` of the file belongs to the code.
    pub(crate) fn is_code(&self, at: usize) -> bool {
        let before = self.taken.partition_point(|range| range.start <= at);
        before.checked_sub(1).and_then(|last| self.taken.get(last)).is_some_and(|range| at < range.end)
    }

    /// The 1-based number of the cell that byte `at` of the file belongs to.
    pub(crate) fn cell(&self, at: usize) -> Option<usize> {
        let before = self.cells.partition_point(|range| range.start <= at);
        self.cells.get(before.checked_sub(1)?).filter(|range| at < range.end).map(|_| before)
    }

    /// The strings outside of the code: outputs, and the texts of other cells.
    pub(crate) fn other_strings(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let mut strings = Vec::new();
        let mut at = 0;
        while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'"')) {
            let start = at + next;
            let end = closing(bytes, start);
            if !self.is_code(start + 1) && self.cell(start).is_some() {
                strings.push(start + 1..end);
            }
            at = end + 1;
        }
        strings
    }

    /// Moves a finding of the code to its place in the file, and says the cell.
    pub(crate) fn place(&self, finding: &mut Finding, index: &LineIndex, text: &str) {
        if let Some(Line { cell, number, .. }) = self.line(finding.line) {
            finding.message = format!("Cell {cell}, line {number}: {}", finding.message);
        }
        let move_to = |line: &mut u32, column: &mut u32| {
            if let Some(place) = self.position(*line, *column, index, text) {
                (*line, *column) = (place.line, place.column);
            }
        };
        move_to(&mut finding.line, &mut finding.column);
        move_to(&mut finding.end_line, &mut finding.end_column);
        for step in &mut finding.trace {
            move_to(&mut step.line, &mut step.column);
            move_to(&mut step.end_line, &mut step.end_column);
        }
        move_to(&mut finding.evidence.first_line, &mut 1);
    }

    /// The line of the file that holds line `line` of the code.
    pub(crate) fn line_of(&self, line: u32, index: &LineIndex, text: &str) -> u32 {
        self.position(line, 1, index, text).map_or(line, |place| place.line)
    }

    fn line(&self, line: u32) -> Option<&Line> {
        self.lines.get(line.checked_sub(1)? as usize).or(self.lines.last())
    }

    /// Where the lines of the code stand, in order.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The bytes of the strings that the code was made of, in order.
    pub(crate) fn strings(&self) -> &[Range<usize>] {
        &self.taken
    }

    /// Escapes make a line longer in the file than it is as code; columns do not count them.
    fn position(&self, line: u32, column: u32, index: &LineIndex, text: &str) -> Option<Position> {
        let place = index.position(self.line(line)?.written.start as u32, text);
        Some(Position { line: place.line, column: place.column + column.saturating_sub(1) })
    }

    /// The code as a text of its own.
    pub(crate) fn code(&self) -> Arc<str> {
        self.code.as_str().into()
    }
}

/// The byte of the quote that closes the string opened at byte `at`, or the end.
fn closing(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'"' => return end,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    bytes.len()
}

/// A JSON string, line by line.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl Pieces<'_> {
    /// The next line, its escapes resolved; `None` at the end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let mut letters = rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            let resolved = match letter {
                '\\' => match letters.next().map(|(_, escaped)| escaped) {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    Some('b' | 'f') => ' ',
                    Some('u') => {
                        let code = rest.get(at + 2..at + 6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                        let _ = letters.by_ref().take(4).count();
                        code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    Some(other) => other,
                    None => '\\',
                },
                other => other,
            };
            line.push(resolved);
            if resolved == '\n' {
                self.at += letters.offset();
                return Some(line);
            }
        }
        self.at = self.text.len();
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::Notebook;

    const TEXT: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "source": ["# Orders"]},
  {
   "cell_type": "code",
   "outputs": [{"text": ["done\n"]}],
   "source": [
    "%pip install x\n",
    "a = \"b\\n\"\n",
    "print(a)"
   ]
  },
  {"source": "x = 1\ny = 2", "cell_type": "code"}
 ],
 "nbformat": 4
}"##;

    #[test]
    fn the_code_of_all_cells_and_the_way_back() {
        let notebook = Notebook::read(TEXT);
        assert_eq!(notebook.code, "#pip install x\na = \"b\\n\"\nprint(a)\nx = 1\ny = 2\n");
        let index = syntax::LineIndex::new(TEXT);
        let line = |line| notebook.line_of(line, &index, TEXT);
        assert_eq!([line(1), line(2), line(3), line(4), line(5)], [8, 9, 10, 13, 13]);
        assert_eq!(notebook.line(5).map(|line| (line.cell, line.number)), Some((3, 2)));
        let output = TEXT.find("done").unwrap();
        assert_eq!((notebook.cell(output), notebook.is_code(output)), (Some(2), false));
        assert!(notebook.is_code(TEXT.find("print").unwrap()));
    }

    #[test]
    fn broken_notebooks_end() {
        for end in 0..TEXT.len() {
            Notebook::read(&TEXT[..end]).other_strings(&TEXT[..end]);
        }
        assert_eq!(Notebook::read("[[[\"\\").code, "");
    }
}
