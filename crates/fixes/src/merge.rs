//! One list of edits out of the proposals for a file.

use semantic::FileModel;
use syntax::Span;

use crate::lines::Lines;
use crate::{Proposal, Replace, comment, imports};

// The order of what is inserted at one place.
const IMPORT: u8 = 0;
const ABOVE_LINES: u8 = 1;
const LINES: u8 = 2;
const ABOVE_CODE: u8 = 3;
const CODE: u8 = 4;
const BEHIND: u8 = 5;

/// The edits of several proposals.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// In source order and not overlapping; several that insert at the same place are in the order in which their texts stand.
    pub edits: Vec<Replace>,
    /// For each proposal whether it is part of them. One that touches what another changes waits for the next round.
    pub taken: Vec<bool>,
}

impl Merged {
    /// `text`, the file's, after the edits.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for edit in &self.edits {
            out.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
            out.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

/// Makes one list of edits: of proposals that touch the same code the smallest is taken, or the first by place; lines that several
/// of them insert at one place are written once. Adds their imports and comments,
/// and takes imports out that nothing needs any more.
pub fn merge(file: &FileModel, proposals: &[&Proposal]) -> Merged {
    let mut order: Vec<usize> = (0..proposals.len()).collect();
    // The smaller change first: the larger one is made again from what it leaves, while the larger one may hide what the smaller
    // one is about.
    order.sort_by_key(|&at| (proposals[at].edits.len(), proposals[at].edits.first().map(|edit| edit.span)));
    let mut taken = vec![false; proposals.len()];
    let mut edits: Vec<Replace> = Vec::new();
    for at in order {
        let wanted = &proposals[at].edits;
        if !wanted.is_empty() && wanted.iter().all(|edit| is_shared(&edits, edit) || is_free(&edits, edit)) {
            taken[at] = true;
            for edit in wanted {
                if is_shared(&edits, edit) {
                    continue;
                }
                let place = edits.partition_point(|other| other.span <= edit.span);
                edits.insert(place, edit.clone());
            }
        }
    }
    let chosen: Vec<&Proposal> = proposals.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(p, _)| *p).collect();
    let end = line_end(file.module().source());
    let unused = imports::unused(file, &edits);
    let mut around: Vec<Replace> = imports::insertions(file, &chosen, &edits, &unused, end);
    for mut removal in unused {
        // Another name stands in its place.
        if around.iter().any(|new| new.span == removal.span) {
            continue;
        }
        // A new import takes the place of one that goes: the blank lines behind that one stay.
        if around.iter().any(|new| removal.span.start <= new.span.start && new.span.start < removal.span.end) {
            let text = file.module().text(removal.span);
            let code = text.trim_end().len();
            let line = text[code..].find('\n').map_or(text.len(), |at| code + at + 1);
            removal.span.end = removal.span.start + line as u32;
        }
        // A group of imports that goes takes along the blank line that a new group would have had before it.
        let above = file.module().text(Span::new(0, removal.span.start));
        let begins = above.is_empty() || above.ends_with("\n\n") || above.ends_with("\r\n\r\n");
        for new in around.iter_mut().filter(|new| begins && new.span.start == removal.span.end) {
            if let Some(rest) = new.text.strip_prefix(end).filter(|rest| !rest.is_empty()) {
                new.text = rest.to_owned();
            }
        }
        around.push(removal);
    }
    let lines = Lines::of(file.module());
    let mut comments: Vec<(u8, Replace)> = Vec::new();
    for proposal in chosen.iter().filter(|proposal| !proposal.comment.is_empty()) {
        let comment = comment::edit(file.module(), &lines, &proposal.edits, &proposal.comment, end).map(|edit| {
            let begins = proposal.edits.iter().any(|first| first.span == edit.span);
            (
                if !edit.text.ends_with(end) {
                    BEHIND
                } else if begins {
                    ABOVE_LINES
                } else {
                    ABOVE_CODE
                },
                edit,
            )
        });
        comments.extend(comment.filter(|comment| !comments.contains(comment)));
    }
    // What is inserted at one place stands in the order: imports, comment of the lines before, these lines, comment of the code
    // that was there, that code, comment behind.
    let mut all: Vec<(u8, Replace)> = around.into_iter().map(|edit| (IMPORT, edit)).collect();
    all.extend(comments);
    all.extend(edits.into_iter().map(|edit| (if is_line(&edit) { LINES } else { CODE }, edit)));
    all.sort_by_key(|(rank, edit)| (edit.span.start, !edit.span.is_empty(), *rank));
    let mut last = 0;
    let mut kept: Vec<Replace> = Vec::with_capacity(all.len());
    for (rank, mut edit) in all {
        // An import or comment inside of changed code is left out; code never is, for it was checked above.
        if !matches!(rank, LINES | CODE) && edit.span.start < last {
            continue;
        }
        if end != "\n" {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', end);
        }
        last = last.max(edit.span.end);
        kept.push(edit);
    }
    Merged { edits: kept, taken }
}

/// Whether an edit writes lines of its own.
fn is_line(edit: &Replace) -> bool {
    edit.span.is_empty() && edit.text.ends_with('\n')
}

/// Whether the same lines are written there already, for another finding that needs them too.
fn is_shared(taken: &[Replace], edit: &Replace) -> bool {
    let from = taken.partition_point(|other| other.span < edit.span);
    is_line(edit) && taken[from..].iter().take_while(|other| other.span == edit.span).any(|other| other == edit)
}

/// Whether no edit of `taken` (in source order) touches the same code. Two that insert at one place would depend on their order.
fn is_free(taken: &[Replace], edit: &Replace) -> bool {
    let overlaps = |other: Span| {
        let inside = other.start < edit.span.end && edit.span.start < other.end;
        inside || (other.is_empty() && edit.span.is_empty() && other == edit.span)
    };
    // Edits do not overlap each other, so only the neighbours can touch this one.
    let from = taken.partition_point(|other| other.span.end < edit.span.start);
    taken[from..].iter().take_while(|other| other.span.start <= edit.span.end).all(|other| !overlaps(other.span))
}

/// How the file ends its lines.
pub(crate) fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        None if text.contains('\r') => "\r",
        _ => "\n",
    }
}
