//! One open text and the edits that reach it.

use std::ops::Range;
use std::sync::Arc;

use model::Edit;
use model::message::TextEdit;

use crate::units::Units;

/// A text with its index.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    text: Arc<str>,
    units: Units,
}

impl Text {
    /// Takes `text` as it is.
    pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let units = Units::new(&text);
        Self { text, units }
    }

    /// The whole text.
    pub(crate) fn source(&self) -> &Arc<str> {
        &self.text
    }

    /// The UTF-16 unit at 1-based `line` and `column` (Unicode characters).
    pub(crate) fn unit(&self, line: u32, column: u32) -> u32 {
        self.units.unit(line, column, &self.text)
    }

    /// Edits of this text in UTF-16 units.
    pub(crate) fn edits(&self, edits: &[Edit]) -> Vec<TextEdit> {
        let unit = |edit: &Edit| TextEdit {
            from: self.unit(edit.line, edit.column),
            to: self.unit(edit.end_line, edit.end_column),
            insert: edit.text.clone(),
        };
        edits.iter().map(unit).collect()
    }

    /// Applies `edits`, whose positions are UTF-16 units of the text before the first of them. Gives the bytes
    /// of the old text that they cover together, and how many bytes stand there now. `None`, and nothing
    /// changes, if they overlap or are not in ascending order.
    pub(crate) fn edit(&mut self, edits: &[TextEdit]) -> Option<(Range<usize>, usize)> {
        let mut new = String::with_capacity(self.text.len());
        let mut done = 0;
        let mut start = None;
        for edit in edits {
            let from = self.units.byte(edit.from, &self.text);
            let to = self.units.byte(edit.to, &self.text);
            new.push_str(self.text.get(done..from)?);
            new.push_str(&edit.insert);
            self.text.get(from..to)?;
            start.get_or_insert(from);
            done = to;
        }
        let start = start.unwrap_or(done);
        let length = new.len() - start;
        new.push_str(self.text.get(done..)?);
        *self = Self::new(new);
        Some((start..done, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(from: u32, to: u32, insert: &str) -> TextEdit {
        TextEdit { from, to, insert: insert.to_owned() }
    }

    #[test]
    fn edits_count_utf16_units_of_the_text_before_them() {
        let mut text = Text::new("x = '😀'\ny = 2\n");
        let covered = text.edit(&[edit(0, 1, "name"), edit(5, 7, "é"), edit(13, 14, "")]);
        assert_eq!(covered, Some((0..16, 16)));
        assert_eq!(&**text.source(), "name = 'é'\ny = \n");
    }

    #[test]
    fn edits_past_the_end_append() {
        let mut text = Text::new("a");
        assert_eq!(text.edit(&[edit(7, 9, "b")]), Some((1..1, 1)));
        assert_eq!(&**text.source(), "ab");
    }

    #[test]
    fn overlapping_edits_are_refused_and_change_nothing() {
        let mut text = Text::new("abcdef");
        assert_eq!(text.edit(&[edit(2, 4, "x"), edit(3, 5, "y")]), None);
        assert_eq!(text.edit(&[edit(4, 2, "x")]), None);
        assert_eq!(&**text.source(), "abcdef");
    }
}
