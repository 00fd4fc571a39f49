//! Where the comment stands that explains a change.

use syntax::{Module, Span};

use crate::Replace;
use crate::lines::Lines;

/// Characters of a line that ends with a comment; longer ones have it above.
const WIDTH: usize = 88;

/// The edit that writes `comment` beside code that is changed by `edits`: behind it where the line stays short, otherwise on a
/// line of its own above, so that no string, bracket or continuation is broken. `end` ends the file's lines.
pub(crate) fn edit(tree: &Module, lines: &Lines, edits: &[Replace], comment: &str, end: &str) -> Option<Replace> {
    let first = edits.first()?;
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
    let indentation = &text[..text.len() - text.trim_start().len()];
    let at = Span::new(line.start, line.start);
    Some(Replace { span: at, text: format!("{indentation}# {comment}{end}") })
}
