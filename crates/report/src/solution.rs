//! A finding's code, and the code that would be right.

use model::{Edit, Evidence, Finding};

use crate::catalogue;
use crate::drawing::line;
use crate::md;

/// The evidence as a fenced block.
pub(crate) fn current(finding: &Finding) -> String {
    md::fence("python", &finding.evidence.code)
}

/// The evidence with the fix applied, if all of the fix lies in it.
pub(crate) fn fixed(finding: &Finding) -> Option<String> {
    let fix = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty())?;
    let edits: Vec<&Edit> = fix.edits.iter().collect();
    let inside = edits.iter().all(|edit| edit.file == finding.file && within(&finding.evidence, edit));
    applied(&finding.evidence, &edits).filter(|_| inside)
}

/// Whether a checked repair is there that changes something.
pub(crate) fn is_ready(finding: &Finding) -> bool {
    finding.fix.as_ref().is_some_and(|fix| !fix.edits.is_empty())
}

/// The recommended code as Markdown: the checked fix applied to the evidence, or else the secure pattern of
/// the rule's page. Empty where neither is known.
pub(crate) fn secure(finding: &Finding) -> String {
    let mut out = String::new();
    if let Some(fix) = &finding.fix {
        let (inside, outside): (Vec<&Edit>, Vec<&Edit>) =
            fix.edits.iter().partition(|edit| edit.file == finding.file && within(&finding.evidence, edit));
        if let Some(code) = applied(&finding.evidence, &inside).filter(|_| !inside.is_empty()) {
            out.push_str(&md::fence("python", &code));
        }
        for edit in outside {
            line!(out);
            line!(out, "At {}:", md::code(&format!("{}:{}", edit.file, edit.line)));
            line!(out);
            out.push_str(&md::fence("python", &edit.text));
        }
    } else if let Some(code) = catalogue::page(&finding.rule).and_then(pattern) {
        line!(out, "A secure form of the same pattern:");
        line!(out);
        out.push_str(&md::fence("python", code));
    }
    out
}

/// The code that a page recommends, or else an example of what is in order.
fn pattern(page: &rules::Page) -> Option<&str> {
    let recommended = page.fix.split_once("```python\n").and_then(|(_, rest)| rest.split_once("\n```"));
    recommended.map(|(code, _)| code).or_else(|| page.secure.first().map(|example| example.code.as_str()))
}

fn within(evidence: &Evidence, edit: &Edit) -> bool {
    let last = evidence.first_line.saturating_add(evidence.code.matches('\n').count() as u32);
    evidence.first_line <= edit.line && edit.line <= edit.end_line && edit.end_line <= last
}

/// `evidence` after `edits` (in source order); `None` if a place does not exist in it.
fn applied(evidence: &Evidence, edits: &[&Edit]) -> Option<String> {
    let mut code = evidence.code.clone();
    for edit in edits.iter().rev() {
        let from = offset(evidence, edit.line, edit.column)?;
        let to = offset(evidence, edit.end_line, edit.end_column)?;
        if from > to || to > code.len() {
            return None;
        }
        code.replace_range(from..to, &edit.text);
    }
    Some(code)
}

/// Byte offset in the evidence of a 1-based line of the file and a 1-based column in characters.
fn offset(evidence: &Evidence, line: u32, column: u32) -> Option<usize> {
    let index = line.checked_sub(evidence.first_line)? as usize;
    let mut start = 0;
    for _ in 0..index {
        start += evidence.code[start..].find('\n')? + 1;
    }
    let text = evidence.code[start..].split('\n').next()?;
    let wanted = column.checked_sub(1)? as usize;
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.nth(wanted).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_land_on_characters_and_never_outside() {
        let evidence = Evidence { first_line: 10, code: "é = f(x)\ny".to_owned() };
        let edit = |line, column, end_line, end_column, text: &str| Edit {
            file: "a.py".to_owned(),
            line,
            column,
            end_line,
            end_column,
            text: text.to_owned(),
        };
        let call = edit(10, 5, 10, 9, "g(x)");
        let name = edit(11, 1, 11, 2, "z");
        assert_eq!(applied(&evidence, &[&call, &name]).as_deref(), Some("é = g(x)\nz"));
        assert_eq!(applied(&evidence, &[&edit(10, 5, 10, 99, "")]), None);
        assert!(!within(&evidence, &edit(9, 1, 10, 1, "")));
        assert!(!within(&evidence, &edit(11, 1, 12, 1, "")));
    }
}
