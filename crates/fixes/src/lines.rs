//! Logical lines: what Python reads as one, over brackets, continuations and strings of several lines.

use syntax::ast::ExprKind;
use syntax::{Module, Span};

/// The logical lines of a file that was understood to the end.
pub(crate) struct Lines {
    /// From the first byte of the first physical line to the line end of the last, which does not count; blank lines and
    /// lines with nothing but a comment are none.
    spans: Vec<Span>,
}

impl Lines {
    /// Reads a file, in time linear in its size.
    pub(crate) fn of(tree: &Module) -> Self {
        let text = tree.source().as_bytes();
        let opaque = opaque(tree);
        let mut opaque = opaque.iter().peekable();
        let mut spans = Vec::new();
        let (mut at, mut start, mut depth) = (0usize, 0usize, 0u32);
        let mut has_code = false;
        while at < text.len() {
            while opaque.next_if(|&&(span, _)| (span.start as usize) < at).is_some() {}
            if let Some(&(span, is_code)) = opaque.next_if(|&&(span, _)| span.start as usize == at)
                && !span.is_empty()
            {
                has_code |= is_code;
                at = span.end as usize;
                continue;
            }
            match text[at] {
                b'(' | b'[' | b'{' => (depth, has_code) = (depth + 1, true),
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                // A line break behind a backslash is none.
                b'\\' => at += if text[at + 1..].starts_with(b"\r\n") { 2 } else { 1 },
                b'\n' | b'\r' if depth == 0 => {
                    if has_code {
                        spans.push(Span::new(start as u32, at as u32));
                    }
                    at += usize::from(text[at..].starts_with(b"\r\n"));
                    (start, has_code) = (at + 1, false);
                }
                byte => has_code |= !byte.is_ascii_whitespace(),
            }
            at += 1;
        }
        if has_code {
            spans.push(Span::new(start as u32, text.len() as u32));
        }
        Self { spans }
    }

    /// The logical line that byte `at` stands in, or that follows it.
    pub(crate) fn around(&self, at: u32) -> Option<Span> {
        self.spans.get(self.spans.partition_point(|span| span.end < at)).copied()
    }
}

/// Strings (`true`) and comments (`false`), in source order and not overlapping.
fn opaque(tree: &Module) -> Vec<(Span, bool)> {
    let strings = tree.exprs().filter_map(|(_, expr)| match expr.kind {
        ExprKind::Str(_) | ExprKind::Bytes(_) | ExprKind::FString(_) | ExprKind::TString(_) => Some((expr.span, true)),
        _ => None,
    });
    let mut all: Vec<(Span, bool)> =
        strings.chain(tree.comments().iter().map(|comment| (comment.span, false))).collect();
    // The outermost of those that begin together comes first.
    all.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    all.retain(|(span, _)| {
        let is_outer = span.start >= end;
        end = end.max(span.end);
        is_outer
    });
    all
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_logical_line_ends_where_python_ends_it() {
        let text =
            "# c\nx = (1,  # (\n  2)\n\ny = 'a' \\\n  'b'\r\nz = '''(\n\n'''; w = f'{(\"(\")}'\nif x: y\n  # end\nlast";
        let tree = syntax::parse(Arc::from(text));
        let lines = Lines::of(&tree);
        let found: Vec<&str> = lines.spans.iter().map(|span| tree.text(*span)).collect();
        let wanted =
            ["x = (1,  # (\n  2)", "y = 'a' \\\n  'b'", "z = '''(\n\n'''; w = f'{(\"(\")}'", "if x: y", "last"];
        assert_eq!(found, wanted);
        let at = text.find("2)").unwrap() as u32;
        assert_eq!(lines.around(at), Some(lines.spans[0]));
    }
}
