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

/// The edits, by whole lines, that make `new` of `old`: as few lines as there are, unless hundreds differ.
pub fn between(file: &str, old: &str, new: &str) -> Vec<Edit> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let lines = LineIndex::new(old);
    let mut starts = vec![0];
    for line in &before {
        starts.push(starts.last().copied().unwrap_or_default() + line.len());
    }
    let start = |line: usize| starts.get(line).copied().unwrap_or(old.len());
    difference(&before, &after)
        .into_iter()
        .map(|(from, to)| {
            edit(file, old, &lines, &(start(from.start)..start(from.end)), after.get(to).unwrap_or_default().concat())
        })
        .collect()
}

/// The ranges of lines that differ, in order: those of `old`, and those of `new` in their place. Myers's algorithm ("An O(ND)
/// Difference Algorithm and Its Variations", 1986), whose work is bounded: past it, all from the first difference to the last.
pub(crate) fn difference(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    const MAX_STEPS: usize = 600;
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let (a, b) = (&old[head..old_end], &new[head..new_end]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    let whole = vec![(head..old_end, head..new_end)];
    let middle = MAX_STEPS + 1;
    // How far into `a` each diagonal was followed, and so for every number of steps.
    let mut reach = vec![0usize; 2 * middle + 1];
    let mut history: Vec<Vec<usize>> = Vec::new();
    let mut found = None;
    'search: for steps in 0..=MAX_STEPS {
        history.push(reach.clone());
        for at in (middle - steps..=middle + steps).step_by(2) {
            let down = at == middle - steps || (at != middle + steps && reach[at - 1] < reach[at + 1]);
            let mut x = if down { reach[at + 1] } else { reach[at - 1] + 1 };
            let Some(mut y) = (x + middle).checked_sub(at) else { continue };
            while x < a.len() && y < b.len() && a[x] == b[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[at] = x;
            if x >= a.len() && y >= b.len() {
                found = Some(steps);
                break 'search;
            }
        }
    }
    let Some(steps) = found else { return whole };
    let (mut x, mut y) = (a.len(), b.len());
    let mut changed: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for steps in (1..=steps).rev() {
        let reach = &history[steps];
        let at = x + middle - y;
        let down = at == middle - steps || (at != middle + steps && reach[at - 1] < reach[at + 1]);
        let before = if down { at + 1 } else { at - 1 };
        let (from_x, from_y) = (reach[before], (reach[before] + middle).saturating_sub(before));
        let (old, new) = if down { (from_x..from_x, from_y..from_y + 1) } else { (from_x..from_x + 1, from_y..from_y) };
        let (old, new) = (old.start + head..old.end + head, new.start + head..new.end + head);
        match changed.last_mut() {
            Some((next_old, next_new)) if old.end == next_old.start && new.end == next_new.start => {
                (next_old.start, next_new.start) = (old.start, new.start);
            }
            _ => changed.push((old, new)),
        }
        (x, y) = (from_x, from_y);
    }
    changed.reverse();
    changed
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

    #[test]
    fn what_differs_is_found_by_lines() {
        for (old, new, count) in [
            ("a\nb\nc\nd\n", "a\nx\nc\nd\n", 1),
            ("a\nb\nc\nd\n", "z\na\nb\nc\n", 2),
            ("a\nb", "a\nb", 0),
            ("", "a\n", 1),
            ("a\r\nb\r\n", "b\r\n", 1),
        ] {
            let edits = between("a", old, new);
            assert_eq!(edits.len(), count, "{old:?} {new:?} {edits:?}");
            assert_eq!(apply(old, &edits).as_deref(), Some(new));
        }
        let numbers = |step: usize| (0..3000).map(|n| (n * step).to_string() + "\n").collect::<String>();
        let (old, new) = (numbers(1), numbers(7));
        assert_eq!(apply(&old, &between("a", &old, &new)), Some(new));
    }
}
