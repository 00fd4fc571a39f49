//! Edits as the model writes them (lines and characters), and texts (bytes).

use std::ops::Range;

use model::Edit;
use syntax::LineIndex;

/// The edit that puts `text` in place of the bytes `span` of `source`, whose lines are `lines`.
pub(crate) fn edit(file: &str, source: &str, lines: &LineIndex, span: &Range<usize>, text: String) -> Edit {
    let [start, end] = [span.start, span.end].map(|at| lines.position(at as u32, source));
    Edit {
        file: file.to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text,
    }
}

/// `text` after `edits`, which are in source order. `None` if they overlap or stand outside the text.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let lines = LineIndex::new(text);
    let byte = |line: u32, column: u32| {
        let span = lines.line_span(line, text);
        let line = text.get(span.start as usize..span.end as usize)?;
        let before = column.checked_sub(1)? as usize;
        let inside = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(before)?;
        Some(span.start as usize + inside)
    };
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let (from, to) = (byte(edit.line, edit.column)?, byte(edit.end_line, edit.end_column)?);
        text.get(from..to)?;
        out.push_str(text.get(done..from)?);
        out.push_str(&edit.text);
        done = to;
    }
    out.push_str(&text[done..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: &str, span: Range<usize>, text: &str) -> Edit {
        edit("a", source, &LineIndex::new(source), &span, text.to_owned())
    }

    #[test]
    fn edits_are_applied_where_they_were_made() {
        let source = "é = 1\r\nb = 2\nc";
        let edits = [at(source, 5..6, "10"), at(source, 12..13, ""), at(source, 15..15, "!")];
        assert_eq!((edits[0].line, edits[0].column), (1, 5));
        assert_eq!(apply(source, &edits).as_deref(), Some("é = 10\r\nb = \nc!"));
    }

    #[test]
    fn what_overlaps_or_stands_outside_is_refused() {
        let source = "abcdef\n";
        assert_eq!(apply(source, &[at(source, 2..4, "x"), at(source, 3..5, "y")]), None);
        let outside = Edit { end_column: 99, ..at(source, 0..1, "") };
        assert_eq!(apply(source, &[outside]), None);
        let nowhere = Edit { line: 0, column: 0, ..at(source, 0..1, "") };
        assert_eq!(apply(source, &[nowhere]), None);
    }
}
