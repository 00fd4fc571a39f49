//! How far the directives reach that speak of more than their row.

use syntax::{Module, Span};

use super::comment::{Directive, Form};
use super::rows::Rows;

/// How far a directive reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nowhere: its tool does not take it where it stands.
    Nothing,
    /// To what begins on its row.
    Row,
    /// To what begins in these bytes.
    Starts(Span),
    /// To what lies in these bytes.
    Within(Span),
    /// Everywhere in the file.
    File,
}

impl Reach {
    pub(super) fn holds(self, place: Span) -> bool {
        match self {
            Self::Nothing | Self::Row => false,
            Self::Starts(span) => span.start <= place.start && place.start < span.end,
            Self::Within(span) => span.contains(place),
            Self::File => true,
        }
    }
}

/// The reach of each of the directives, which are in source order.
pub(super) fn reaches(text: &str, module: &Module, rows: &Rows, found: &[(Span, u32, Directive<'_>)]) -> Vec<Reach> {
    let mut reaches: Vec<Reach> = found
        .iter()
        .map(|(span, row, directive)| {
            let indent = own_line(text, module, *row, *span);
            match (directive.form, indent) {
                (Form::Noqa | Form::Nosec | Form::Nosemgrep, _) | (Form::Ignore, None) => Reach::Row,
                (Form::FileNoqa, Some(_)) | (Form::FileIgnore, Some(0)) => Reach::File,
                (Form::Ignore, Some(_)) => Reach::Starts(below(module, rows, *span, *row)),
                // Of a pair, the first reaches to the second.
                _ => Reach::Nothing,
            }
        })
        .collect();
    let blocks = found.iter().enumerate().filter_map(|(at, (span, row, directive))| {
        let is_block = matches!(directive.form, Form::Disable | Form::Enable);
        let indent = is_block.then(|| own_line(text, module, *row, *span)).flatten()?;
        Some(Mark { at, span: *span, indent, directive })
    });
    for (at, span) in pairs(blocks, rows, text.len() as u32) {
        reaches[at] = Reach::Within(span);
    }
    reaches
}

/// The indentation (in bytes) of a directive that has its row for itself.
fn own_line(text: &str, module: &Module, row: u32, span: Span) -> Option<u32> {
    let start = module.lines().line_span(row, text).start;
    module.text(Span::new(start, span.start)).trim().is_empty().then_some(span.start - start)
}

/// What an `ignore` on a row of its own speaks of: the logical line below, or inside of one the next row with code.
fn below(module: &Module, rows: &Rows, directive: Span, row: u32) -> Span {
    let Some(line) = rows.logical.get(rows.logical_at(directive.start)) else { return directive };
    if directive.start < line.span.start {
        return Span::new(directive.start, line.span.end);
    }
    let text: &str = module.source();
    let last = module.lines().line(line.span.end.saturating_sub(1));
    let code = (row + 1..=last).find(|&row| {
        let text = module.text(module.lines().line_span(row, text)).trim_start();
        !text.is_empty() && !text.starts_with('#')
    });
    // A string that begins there is part of the row.
    let end = code.map_or(directive.end, |row| module.lines().line_span(rows.end_of(row), text).end);
    Span::new(directive.start, end)
}

/// A `disable` or `enable` on a row of its own.
struct Mark<'d> {
    at: usize,
    span: Span,
    indent: u32,
    directive: &'d Directive<'d>,
}

impl Mark<'_> {
    fn is_ended_by(&self, other: &Self) -> bool {
        self.directive.form == Form::Disable
            && other.directive.form == Form::Enable
            && self.indent == other.indent
            && self.directive.names.words().eq(other.directive.names.words())
    }
}

/// More marks than these do not wait for their partner at a time.
const MAX_WAITING: usize = 100;

/// What each `disable` reaches over: up to its `enable`, or to the end of its block.
fn pairs<'d>(marks: impl Iterator<Item = Mark<'d>>, rows: &Rows, end: u32) -> Vec<(usize, Span)> {
    let mut found = Vec::new();
    let mut waiting: Vec<Mark<'d>> = Vec::new();
    let mut blocks: Vec<u32> = vec![0];
    let mut marks = marks.peekable();
    for line in &rows.logical {
        while let Some(mark) = marks.next_if(|mark| mark.span.start < line.span.start) {
            let block = blocks.last().copied().unwrap_or_default();
            // Before a block begins or ends, the comment may belong to either.
            if (mark.indent == block || line.indent != block) && waiting.len() < MAX_WAITING {
                waiting.push(mark);
            }
        }
        while let Some(&block) = blocks.last().filter(|block| line.indent < **block) {
            close(&mut waiting, block, line.span.start, &mut found);
            blocks.pop();
        }
        if blocks.last().is_none_or(|block| line.indent > *block) {
            blocks.push(line.indent);
        }
    }
    waiting.extend(marks.take(MAX_WAITING));
    for &block in blocks.iter().rev() {
        close(&mut waiting, block, end, &mut found);
    }
    found
}

/// Pairs the marks of a block that ends at byte `end`.
fn close(waiting: &mut Vec<Mark<'_>>, block: u32, end: u32, found: &mut Vec<(usize, Span)>) {
    let mut at = 0;
    while let Some(mark) = waiting.get(at) {
        if mark.indent < block {
            at += 1;
            continue;
        }
        if let Some(partner) = (at + 1..waiting.len()).find(|&other| mark.is_ended_by(&waiting[other])) {
            found.push((mark.at, Span::new(mark.span.start, waiting[partner].span.end)));
            waiting.remove(partner);
        } else if mark.directive.form == Form::Disable {
            found.push((mark.at, Span::new(mark.span.start, end)));
        }
        waiting.remove(at);
    }
}
