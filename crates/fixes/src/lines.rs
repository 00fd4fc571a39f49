//! Logical lines as whole rows: new lines and comments stand between them.

use syntax::{LogicalLines, Module, Span};

/// The logical lines of a file that was understood to the end.
pub(crate) struct Lines {
    /// From the first byte of the first physical line to the line end of the last, which does not count; blank lines and
    /// lines with nothing but a comment are none.
    spans: Vec<Span>,
}

impl Lines {
    /// Reads a file, in time linear in its size.
    pub(crate) fn of(tree: &Module) -> Self {
        let text: &str = tree.source();
        let whole = |line: &syntax::LogicalLine| {
            let rest = text.get(line.span.end as usize..).unwrap_or_default();
            let end = rest.find(['\n', '\r']).unwrap_or(rest.len()) as u32;
            Span::new(line.span.start.saturating_sub(line.indent), line.span.end + end)
        };
        Self { spans: LogicalLines::of(tree).lines.iter().map(whole).collect() }
    }

    /// The logical line that byte `at` stands in, or that follows it.
    pub(crate) fn around(&self, at: u32) -> Option<Span> {
        self.spans.get(self.spans.partition_point(|span| span.end < at)).copied()
    }
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
