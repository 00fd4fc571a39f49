//! Logical lines: what Python reads as one, over brackets, continuations and strings of several lines.

use crate::ast::{ExprKind, FPart};
use crate::{Module, Span};

/// A logical line: from its first token to its last, over all rows that brackets, strings and backslashes join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogicalLine {
    /// Its bytes; a comment behind it is none of them.
    pub span: Span,
    /// The length of its indentation in bytes.
    pub indent: u32,
}

/// The logical lines of a text, and what joins rows to them.
#[derive(Clone, Debug, Default)]
pub struct LogicalLines {
    /// In source order. Blank lines and lines with nothing but a comment are none.
    pub lines: Vec<LogicalLine>,
    /// The string literals, each part of a concatenation for itself, in no order.
    pub strings: Vec<Span>,
    /// The offsets of the backslashes that join two rows, in source order.
    pub continued: Vec<u32>,
}

impl LogicalLines {
    /// Reads a text, in time linear in its size but for sorting its strings and comments.
    pub fn of(module: &Module) -> Self {
        let text: &str = module.source();
        let mut strings: Vec<Span> = Vec::new();
        for (_, expr) in module.exprs() {
            match &expr.kind {
                ExprKind::Str(parts) | ExprKind::Bytes(parts) => strings.extend(parts.iter().map(|part| part.span)),
                ExprKind::FString(parts) | ExprKind::TString(parts) => {
                    format_tokens(text, expr.span, parts, &mut strings);
                }
                _ => {}
            }
        }
        // Strings and comments, whose characters mean nothing to the lines around them.
        let mut opaque: Vec<Span> = module.comments().iter().map(|comment| comment.span).collect();
        opaque.extend(&strings);
        opaque.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut continued = Vec::new();
        let lines = logical(text, &opaque, &mut continued);
        Self { lines, strings, continued }
    }
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
fn logical(text: &str, opaque: &[Span], continued: &mut Vec<u32>) -> Vec<LogicalLine> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut opaque = opaque.iter().peekable();
    let mut open: Option<LogicalLine> = None;
    let (mut depth, mut row_start, mut at) = (0_u32, 0, 0);
    while at < bytes.len() {
        while opaque.next_if(|span| (span.start as usize) < at).is_some() {}
        if let Some(span) = opaque.next_if(|span| span.start as usize == at) {
            if bytes[at] != b'#' {
                let line = open.get_or_insert(LogicalLine { span: *span, indent: (at - row_start) as u32 });
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
                let line = open.get_or_insert(LogicalLine { span: here, indent: (at - row_start) as u32 });
                line.span.end = here.end;
            }
        }
        at += 1;
    }
    lines.extend(open);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_lines_are_the_tokenizers() {
        let text = "if a:\n    f(1,\n\n      # )\n      ')')\n\n    x = '''\n(\n'''; y = 1  # (\nz = \\\n  2\n";
        let module = crate::parse(text);
        let lines: Vec<(&str, u32)> =
            LogicalLines::of(&module).lines.iter().map(|line| (module.text(line.span), line.indent)).collect();
        let expected =
            [("if a:", 0), ("f(1,\n\n      # )\n      ')')", 4), ("x = '''\n(\n'''; y = 1", 4), ("z = \\\n  2", 0)];
        assert_eq!(lines, expected);
    }
}
