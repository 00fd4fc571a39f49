//! Edits of a notebook's code, written into the JSON of its cells. What no edit touches stays as it is, byte for byte.

use std::fmt::Write as _;
use std::ops::Range;

use fixes::Replace;

use crate::given::notebook::{Line, Notebook};
use crate::repairs::edits::difference;

/// `text`, the notebook's, after `edits` of its code, which are in source order. `None` where an edit goes from one cell into the next, changes
/// a command of the notebook's own, or the cell's lines are not told apart in the file as they are in the code.
pub(crate) fn rewritten(notebook: &Notebook, text: &str, edits: &[Replace]) -> Option<String> {
    let code: Vec<&str> = notebook.code.split_inclusive('\n').collect();
    if code.len() != notebook.lines().len() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let (mut done, mut at, mut first, mut left) = (0, 0, 0, edits);
    for lines in notebook.lines().chunk_by(|one, other| one.cell == other.cell) {
        let old = code.get(first..first + lines.len())?;
        let end = at + old.iter().map(|line| line.len()).sum::<usize>();
        first += lines.len();
        // What is inserted between two cells begins the second one; only the last cell has an end of its own.
        let is_last = first == code.len();
        let mine = left.partition_point(|edit| (edit.span.start as usize) < end || is_last);
        let (here, others) = left.split_at(mine);
        left = others;
        if !here.is_empty() {
            let new = applied(old, at, end, here)?;
            let cell = Cell::of(notebook, text, lines)?;
            out.push_str(text.get(done..cell.region.start)?);
            out.push_str(&cell.with(text, lines, old, &new)?);
            done = cell.region.end;
        }
        at = end;
    }
    out.push_str(text.get(done..)?);
    left.is_empty().then_some(out)
}

/// The code of a cell, which stands at bytes `start..end` of the whole, after its edits.
fn applied(old: &[&str], start: usize, end: usize, edits: &[Replace]) -> Option<String> {
    let old = old.concat();
    let mut out = String::with_capacity(old.len());
    let mut done = start;
    for edit in edits {
        let span = edit.span.range();
        if span.end > end {
            return None;
        }
        out.push_str(old.get(done - start..span.start.checked_sub(start)?)?);
        out.push_str(&edit.text);
        done = span.end;
    }
    out.push_str(old.get(done - start..)?);
    Some(out)
}

/// How the lines of a cell are written.
struct Cell<'t> {
    /// From the quote that opens the first string to the one that closes the last.
    region: Range<usize>,
    /// What stands between two lines; `None` where all of them are one string.
    between: Option<String>,
    /// How the last line ends.
    end: &'t str,
}

impl<'t> Cell<'t> {
    fn of(notebook: &Notebook, text: &'t str, lines: &[Line]) -> Option<Self> {
        const END: &str = "\\n";
        let (first, last) = (lines.first()?, lines.last()?);
        let strings = notebook.strings();
        let from = strings.partition_point(|string| string.end < first.written.start);
        let to = strings.partition_point(|string| string.start <= last.written.start);
        let strings = strings.get(from..to)?;
        let region = strings.first()?.start.checked_sub(1)?..strings.last()?.end + 1;
        let ends = |line: &Line| text.get(line.written.clone()).is_some_and(|line| line.ends_with(END));
        if !lines.split_last()?.1.iter().all(ends) {
            return None;
        }
        let before = text.get(..region.start)?;
        let blank = &before[before.trim_end().len()..];
        let is_list = before.trim_end().ends_with('[');
        let between = match strings {
            [_] if !is_list => None,
            [one, other, ..] if strings.len() == lines.len() => {
                Some(text.get(one.end + 1..other.start - 1)?.to_owned())
            }
            [_] if lines.len() == 1 => Some(if blank.is_empty() { ", ".to_owned() } else { format!(",{blank}") }),
            _ => return None,
        };
        Some(Self { region, between, end: if ends(last) { END } else { "" } })
    }

    /// The region with the lines of `new` in the place of those of `old`: those that are in both stay as they are written.
    fn with(&self, text: &str, lines: &[Line], old: &[&str], new: &str) -> Option<String> {
        let new: Vec<&str> = new.split_inclusive('\n').collect();
        let mut written: Vec<String> = Vec::with_capacity(new.len());
        let kept = |range: Range<usize>| {
            lines.get(range)?.iter().map(|line| text.get(line.written.clone())).collect::<Option<Vec<_>>>()
        };
        let mut done = 0;
        for (from, to) in difference(old, &new) {
            if lines.get(from.clone())?.iter().any(|line| line.is_command) {
                return None;
            }
            written.extend(kept(done..from.start)?.into_iter().map(bare));
            for line in new.get(to)? {
                written.push(escaped(line.trim_end_matches('\n'))?);
            }
            done = from.end;
        }
        written.extend(kept(done..lines.len())?.into_iter().map(bare));
        let last = written.pop().unwrap_or_default();
        let next = self.between.as_ref().map_or_else(String::new, |between| format!("\"{between}\""));
        let before: String = written.into_iter().map(|line| line + "\\n" + &next).collect();
        Some(format!("\"{before}{last}{}\"", self.end))
    }
}

/// A line as it is written, without its end.
fn bare(line: &str) -> String {
    line.strip_suffix("\\n").unwrap_or(line).to_owned()
}

/// A line as it is written in a JSON string (RFC 8259, section 7). `None` for one that was not read to the letter.
fn escaped(line: &str) -> Option<String> {
    let mut out = String::with_capacity(line.len() + 8);
    for letter in line.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // One half of a letter that is written as two escapes was not read.
            char::REPLACEMENT_CHARACTER => return None,
            letter if u32::from(letter) < 0x20 => write!(out, "\\u{:04x}", u32::from(letter)).ok()?,
            letter => out.push(letter),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use syntax::Span;

    use super::*;

    const TEXT: &str = r#"{"cells": [
  {"cell_type": "code", "metadata": {"é": [1,2]}, "source": [
    "%pip install x\n",
    "import a\n",
    "\u0061 = \"b\\n\""
   ]},
  {"cell_type": "markdown", "source": ["import a"]},
  {"source": "x = 1\ny = 2\n", "cell_type": "code"},
  {"source": ["z = 1"], "cell_type": "code"}
 ]}"#;

    /// The notebook after `new` is put in the place of `old` in its code.
    fn changed(old: &str, new: &str) -> Option<String> {
        let notebook = Notebook::read(TEXT);
        let at = notebook.code.find(old).unwrap();
        let span = Span::new(at as u32, (at + old.len()) as u32);
        rewritten(&notebook, TEXT, &[Replace { span, text: new.to_owned() }])
    }

    #[test]
    fn only_the_lines_that_change_are_written() {
        let of = |old: &str, new: &str| Some(TEXT.replace(old, new));
        assert_eq!(changed("x = 1", "x = \"1\""), of("x = 1", "x = \\\"1\\\""));
        assert_eq!(changed("y = 2\n", "y = 3\nw = '\t\\'\n"), of("y = 2", r"y = 3\nw = '\t\\'"));
        assert_eq!(changed("x = 1\ny", "y"), of("x = 1\\ny", "y"));
        assert_eq!(
            changed("import a\n", "import a\nimport b\n"),
            of(r#""import a\n","#, "\"import a\\n\",\n    \"import b\\n\",")
        );
        assert_eq!(changed("import a\n", ""), of("    \"import a\\n\",\n", ""));
        assert_eq!(changed("z = 1", "z = 1\nz += 1"), of("[\"z = 1\"]", "[\"z = 1\\n\", \"z += 1\"]"));
        assert_eq!(changed("z = 1", "z = 1"), Some(TEXT.to_owned()));
    }

    #[test]
    fn commands_and_the_space_between_cells_are_left_alone() {
        assert_eq!(changed("#pip install x", "#"), None);
        assert_eq!(changed("y = 2\nz = 1", ""), None);
    }

    #[test]
    fn broken_notebooks_end() {
        for end in 0..TEXT.len() {
            let Some(text) = TEXT.get(..end) else { continue };
            let notebook = Notebook::read(text);
            let all = Span::new(0, notebook.code.len() as u32);
            let _ = rewritten(&notebook, text, &[Replace { span: all, text: "x\n".to_owned() }]);
        }
    }
}
