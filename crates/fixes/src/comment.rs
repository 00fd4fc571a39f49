//! Where the comment stands that explains a change.

use syntax::ast::ExprKind;
use syntax::{Module, Span};

use crate::Replace;
use crate::lines::Lines;

/// Lines of a statement that a comment may stand above what it explains.
const DISTANCE: u32 = 3;
/// Characters of a line that ends with a comment; longer ones have it above.
const WIDTH: usize = 88;

/// The edit that writes `comment` beside code that is changed by `edits`: behind it where the line stays short, otherwise on a
/// line of its own above, so that no string, bracket or continuation is broken. `end` ends the file's lines.
pub(crate) fn edit(tree: &Module, lines: &Lines, edits: &[Replace], comment: &str, end: &str) -> Option<Replace> {
    // A comma is no change that one explains.
    let first = edits.iter().find(|edit| edit.text != ",").or(edits.first())?;
    // New lines are explained where they begin, as far in as they are.
    if first.span.is_empty() && first.text.ends_with('\n') {
        let indentation = &first.text[..first.text.len() - first.text.trim_start_matches([' ', '\t']).len()];
        return Some(Replace { span: first.span, text: format!("{indentation}# {comment}{end}") });
    }
    let line = lines.around(first.span.start)?;
    let text = tree.text(line);
    let here: Vec<&Replace> = edits.iter().filter(|edit| edit.span.start <= line.end).collect();
    let is_inside = |edit: &&Replace| !edit.text.contains('\n') && line.contains(edit.span);
    let is_one = !text.contains(['\n', '\r']) && here.iter().all(is_inside);
    let grown: usize = here.iter().map(|edit| edit.text.chars().count()).sum();
    let gone: usize = here.iter().map(|edit| tree.text(edit.span).chars().count()).sum();
    let length = (text.chars().count() + grown).saturating_sub(gone) + "  # ".len() + comment.chars().count();
    let comments = tree.comments();
    let next = comments.get(comments.partition_point(|other| other.span.start < line.start));
    let has_comment = next.is_some_and(|other| other.span.start < line.end);
    if is_one && length <= WIDTH && !has_comment {
        let code = line.start + text.trim_end().len() as u32;
        return Some(Replace { span: Span::new(code, code), text: format!("  # {comment}") });
    }
    let (line_of_edit, line_of_code) = (tree.lines().line(first.span.start), tree.lines().line(line.start));
    let is_far = line_of_edit.saturating_sub(line_of_code) > DISTANCE;
    let start = if is_far { near(tree, first.span.start) } else { None };
    let at = Span::new(start.unwrap_or(line.start), start.unwrap_or(line.start));
    let text = tree.text(Span::new(at.start, line.end));
    let indentation = &text[..text.len() - text.trim_start().len()];
    Some(Replace { span: at, text: format!("{indentation}# {comment}{end}") })
}

/// The start of the line of byte `at`, if a comment may stand before it: it is no part of a string, and no backslash leads to it.
fn near(tree: &Module, at: u32) -> Option<u32> {
    let line = tree.lines().line_span(tree.lines().line(at), tree.source());
    let is_string = |kind: &ExprKind| {
        matches!(kind, ExprKind::Str(_) | ExprKind::Bytes(_) | ExprKind::FString(_) | ExprKind::TString(_))
    };
    let is_inside = |span: Span| span.start < line.start && line.start < span.end;
    let splits_text = tree.exprs().any(|(_, expr)| is_string(&expr.kind) && is_inside(expr.span));
    let above = tree.text(Span::new(0, line.start));
    (!splits_text && !above.trim_end_matches(['\n', '\r']).ends_with('\\')).then_some(line.start)
}
