//! UTF-16 units, bytes, and lines with columns: converted here and nowhere else.
//!
//! The editor counts UTF-16 units, the analyzer bytes, a [`Review`](model::Review) 1-based lines and
//! columns of Unicode characters. A [`Units`] answers all three for one text without walking it again.

/// How many bytes lie between two checkpoints: the most that one answer has to walk.
const STRIDE: usize = 512;

/// The same place counted in three ways, from the start of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checkpoint {
    byte: usize,
    utf16: u32,
    chars: u32,
}

impl Checkpoint {
    fn past(self, character: char) -> Self {
        Self {
            byte: self.byte + character.len_utf8(),
            utf16: self.utf16 + character.len_utf16() as u32,
            chars: self.chars + 1,
        }
    }
}

/// The index of one text.
#[derive(Clone, Debug)]
pub(crate) struct Units {
    /// Ascending; the first is the start of the text, neighbours are about [`STRIDE`] bytes apart.
    checkpoints: Vec<Checkpoint>,
    /// For each line, the characters before it. `\n`, `\r\n` and a lone `\r` end a line, as in Python.
    lines: Vec<u32>,
}

impl Units {
    /// Indexes `text` in one pass.
    pub(crate) fn new(text: &str) -> Self {
        let mut here = Checkpoint::default();
        let mut checkpoints = vec![here];
        let mut lines = vec![0];
        let mut last = 0;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            here = here.past(character);
            if character == '\n' || (character == '\r' && characters.peek() != Some(&'\n')) {
                lines.push(here.chars);
            }
            if here.byte - last >= STRIDE {
                checkpoints.push(here);
                last = here.byte;
            }
        }
        Self { checkpoints, lines }
    }

    /// The byte of `text` (the text that was indexed) at UTF-16 unit `unit`. A unit past the end gives the
    /// end; the second unit of a surrogate pair gives the byte after the character.
    pub(crate) fn byte(&self, unit: u32, text: &str) -> usize {
        self.seek(text, |place| place.utf16 < unit).byte
    }

    /// The UTF-16 unit at 1-based `line` and `column` (Unicode characters). Past the end of the text it is
    /// the end.
    pub(crate) fn unit(&self, line: u32, column: u32, text: &str) -> u32 {
        let start = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(u32::MAX);
        let characters = start.saturating_add(column.saturating_sub(1));
        self.seek(text, |place| place.chars < characters).utf16
    }

    /// The first place that is not `before` what is looked for.
    fn seek(&self, text: &str, before: impl Fn(Checkpoint) -> bool) -> Checkpoint {
        let after = self.checkpoints.partition_point(|&place| before(place));
        let mut here = self.checkpoints.get(after.saturating_sub(1)).copied().unwrap_or_default();
        for character in text.get(here.byte..).unwrap_or_default().chars() {
            if !before(here) {
                break;
            }
            here = here.past(character);
        }
        here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: &str = "a = 'ß'\nb = '😀😀'  # 界\r\nc\rd";

    #[test]
    fn units_become_bytes() {
        let units = Units::new(MIXED);
        for (byte, _) in MIXED.char_indices() {
            let unit = MIXED[..byte].encode_utf16().count() as u32;
            assert_eq!(units.byte(unit, MIXED), byte);
        }
        assert_eq!(units.byte(999, MIXED), MIXED.len());
    }

    #[test]
    fn half_a_surrogate_pair_is_rounded_to_the_next_character() {
        let text = "😀x";
        assert_eq!(Units::new(text).byte(1, text), 4);
    }

    #[test]
    fn lines_and_columns_become_units() {
        let units = Units::new(MIXED);
        let unit_of = |needle: &str| {
            let byte = MIXED.find(needle).unwrap();
            MIXED[..byte].encode_utf16().count() as u32
        };
        assert_eq!(units.unit(1, 1, MIXED), 0);
        assert_eq!(units.unit(1, 6, MIXED), unit_of("ß"));
        assert_eq!(units.unit(2, 1, MIXED), unit_of("b ="));
        assert_eq!(units.unit(2, 13, MIXED), unit_of("界"));
        assert_eq!(units.unit(3, 1, MIXED), unit_of("c\r"));
        assert_eq!(units.unit(4, 1, MIXED), unit_of("d"));
        assert_eq!(units.unit(9, 1, MIXED), MIXED.encode_utf16().count() as u32);
    }

    #[test]
    fn checkpoints_do_not_change_answers() {
        let text = "é😀x\n".repeat(2_000);
        let units = Units::new(&text);
        assert!(units.checkpoints.len() > 10);
        for line in [1, 100, 512, 513, 1_999, 2_000] {
            assert_eq!(units.unit(line, 3, &text), (line - 1) * 5 + 3);
            assert_eq!(units.byte((line - 1) * 5 + 3, &text), (line as usize - 1) * 8 + 6);
        }
    }
}
