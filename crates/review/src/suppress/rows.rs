//! Which rows belong together: a comment speaks of more than the row on which it stands.

use syntax::ast::{ExprKind, FPart, StmtKind};
use syntax::{Module, Span};

/// A logical line: from its first token to its last, over all rows that brackets, strings and backslashes join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Logical {
    pub(super) span: Span,
    /// The length of its indentation in bytes.
    pub(super) indent: u32,
}

/// The rows of one file.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// First and last row (1-based) of what strings of several rows and backslashes join: in order, no row twice.
    joined: Vec<(u32, u32)>,
    /// In source order.
    pub(super) logical: Vec<Logical>,
    /// Statements without blocks, in source order; they do not overlap.
    simple: Vec<Span>,
}

impl Rows {
    pub(super) fn of(module: &Module) -> Self {
        let text: &str = module.source();
        // Strings and comments, whose characters mean nothing to the lines around them.
        let mut opaque: Vec<Span> = module.comments().iter().map(|comment| comment.span).collect();
        let mut tokens: Vec<Span> = Vec::new();
        for (_, expr) in module.exprs() {
            match &expr.kind {
                ExprKind::Str(parts) | ExprKind::Bytes(parts) => tokens.extend(parts.iter().map(|part| part.span)),
                ExprKind::FString(parts) | ExprKind::TString(parts) => {
                    format_tokens(text, expr.span, parts, &mut tokens);
                }
                _ => {}
            }
        }
        opaque.extend(&tokens);
        opaque.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut rows = Self::default();
        let line = |offset: u32| module.lines().line(offset);
        for token in tokens {
            let (first, last) = (line(token.start), line(token.end.saturating_sub(1).max(token.start)));
            if first < last {
                rows.joined.push((first, last));
            }
        }
        let mut continued = Vec::new();
        rows.logical = logical(text, &opaque, &mut continued);
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

/// The literals of an f-string or t-string, which may be several that stand side by side.
fn format_tokens(text: &str, span: Span, parts: &[FPart], tokens: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let mut interpolations = parts.iter().filter_map(|part| match part {
        FPart::Interpolation { span, .. } => Some(span.range()),
        FPart::Literal { .. } => None,
    });
    let mut next = interpolations.next();
    let (mut at, end) = (span.start as usize, span.end as usize);
    while at < end {
        match byte(at) {
            b'#' => at += bytes[at..end].iter().take_while(|&&byte| byte != b'\n').count(),
            quote @ (b'"' | b'\'') => {
                let start = at;
                let width = if byte(at + 1) == quote && byte(at + 2) == quote { 3 } else { 1 };
                at += width;
                while at < end {
                    if let Some(skipped) = next.clone().filter(|skipped| skipped.start <= at) {
                        at = at.max(skipped.end);
                        next = interpolations.next();
                    } else if byte(at) == b'\\' && next.as_ref().is_none_or(|next| next.start != at + 1) {
                        at += 2;
                    } else if (0..width).all(|ahead| byte(at + ahead) == quote) {
                        at += width;
                        break;
                    } else {
                        at += 1;
                    }
                }
                tokens.push(Span::new(start as u32, at.min(end) as u32));
            }
            _ => at += 1,
        }
    }
}

/// The logical lines of a text; the offsets of backslashes that join rows go to `continued`.
fn logical(text: &str, opaque: &[Span], continued: &mut Vec<u32>) -> Vec<Logical> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut opaque = opaque.iter().peekable();
    let mut open: Option<Logical> = None;
    let (mut depth, mut row_start, mut at) = (0_u32, 0, 0);
    while at < bytes.len() {
        while opaque.next_if(|span| (span.start as usize) < at).is_some() {}
        if let Some(span) = opaque.next_if(|span| span.start as usize == at) {
            if bytes[at] != b'#' {
                let line = open.get_or_insert(Logical { span: *span, indent: (at - row_start) as u32 });
                line.span.end = span.end;
            }
            at = (span.end as usize).max(at + 1);
            continue;
        }
        let byte = bytes[at];
        let ends_row = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        match byte {
            _ if ends_row => {
                if depth == 0 {
                    lines.extend(open.take());
                }
                row_start = at + 1;
            }
            b' ' | b'\t' | b'\r' | 0x0c => {}
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => {
                continued.push(at as u32);
                let crlf = bytes.get(at + 1..at + 3) == Some(b"\r\n");
                at += 1 + usize::from(crlf);
                row_start = at + 1;
            }
            _ => {
                match byte {
                    b'(' | b'[' | b'{' => depth += 1,
                    b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                let here = Span::new(at as u32, at as u32 + 1);
                let line = open.get_or_insert(Logical { span: here, indent: (at - row_start) as u32 });
                line.span.end = here.end;
            }
        }
        at += 1;
    }
    lines.extend(open);
    lines
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

    #[test]
    fn logical_lines_are_the_tokenizers() {
        let text = "if a:\n    f(1,\n\n      # )\n      ')')\n\n    x = '''\n(\n'''; y = 1  # (\nz = \\\n  2\n";
        let module = syntax::parse(text);
        let lines: Vec<(&str, u32)> =
            Rows::of(&module).logical.iter().map(|line| (module.text(line.span), line.indent)).collect();
        let expected =
            [("if a:", 0), ("f(1,\n\n      # )\n      ')')", 4), ("x = '''\n(\n'''; y = 1", 4), ("z = \\\n  2", 0)];
        assert_eq!(lines, expected);
    }
}
