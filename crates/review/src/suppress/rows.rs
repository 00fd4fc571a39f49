//! Which rows belong together: a comment speaks of more than the row on which it stands.

use syntax::ast::StmtKind;
use syntax::{LogicalLine, LogicalLines, Module, Span};

/// The rows of one file.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// First and last row (1-based) of what strings of several rows and backslashes join: in order, no row twice.
    joined: Vec<(u32, u32)>,
    /// In source order.
    pub(super) logical: Vec<LogicalLine>,
    /// Statements without blocks, in source order; they do not overlap.
    simple: Vec<Span>,
}

impl Rows {
    pub(super) fn of(module: &Module) -> Self {
        let LogicalLines { lines, strings, continued } = LogicalLines::of(module);
        let mut rows = Self { logical: lines, ..Self::default() };
        let line = |offset: u32| module.lines().line(offset);
        for token in strings {
            let (first, last) = (line(token.start), line(token.end.saturating_sub(1).max(token.start)));
            if first < last {
                rows.joined.push((first, last));
            }
        }
        rows.joined.extend(continued.iter().map(|&at| (line(at), line(at) + 1)));
        rows.joined = merged(std::mem::take(&mut rows.joined));
        rows.simple = module.stmts().filter(|(_, stmt)| !has_blocks(&stmt.kind)).map(|(_, stmt)| stmt.span).collect();
        rows.simple.sort_unstable();
        rows
    }

    /// The row on which a comment of its end speaks of `row`: the last of what is joined to it.
    pub(super) fn end_of(&self, row: u32) -> u32 {
        let after = self.joined.partition_point(|(first, _)| *first <= row);
        match after.checked_sub(1).and_then(|at| self.joined.get(at)) {
            Some(&(_, last)) if row <= last => last,
            _ => row,
        }
    }

    /// The statement without blocks that holds byte `offset`.
    pub(super) fn statement(&self, offset: u32) -> Option<Span> {
        let after = self.simple.partition_point(|span| span.start <= offset);
        let span = *self.simple.get(after.checked_sub(1)?)?;
        (offset < span.end.max(span.start + 1)).then_some(span)
    }

    /// The place of the logical line that holds byte `offset`, or of the next one.
    pub(super) fn logical_at(&self, offset: u32) -> usize {
        self.logical.partition_point(|line| line.span.end <= offset)
    }
}

/// Whether a statement holds others; a comment at its end then speaks of them.
pub(crate) fn has_blocks(kind: &StmtKind) -> bool {
    matches!(
        kind,
        StmtKind::Function(_)
            | StmtKind::Class(_)
            | StmtKind::For { .. }
            | StmtKind::While { .. }
            | StmtKind::If { .. }
            | StmtKind::With { .. }
            | StmtKind::Match { .. }
            | StmtKind::Try { .. }
            | StmtKind::Error { .. }
    )
}

/// Intervals that share a row become one.
fn merged(mut intervals: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    intervals.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::with_capacity(intervals.len());
    for (first, last) in intervals {
        match merged.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Vec<u32> {
        let module = syntax::parse(text);
        let rows = Rows::of(&module);
        (1..=module.lines().line_count(text)).map(|row| rows.end_of(row)).collect()
    }

    #[test]
    fn strings_and_backslashes_join_rows_and_brackets_do_not() {
        for (text, expected) in [
            ("x = 1\ny = 2\n", vec![1, 2]),
            ("x = '''\na\n''' + y\nz\n", vec![3, 3, 3, 4]),
            ("x = f'''\n{a}\n'''\nz\n", vec![3, 3, 3, 4]),
            ("x = 1 + \\\n  2\nz\n", vec![2, 2, 3]),
            ("x = (1,\n  2)\n", vec![1, 2]),
            ("x = '''\n''', f(), '''\n'''\n", vec![3, 3, 3]),
            ("x = ('''\n''',\n'b')\n", vec![2, 2, 3]),
            ("x = (f'a'\n  f'b{c}'  # it's\n  rf'\\{d}')\n", vec![1, 2, 3]),
            ("x = f'{a + \"\"\"\n\"\"\"}'\n", vec![2, 2]),
        ] {
            assert_eq!(ends(text), expected, "{text}");
        }
    }
}
