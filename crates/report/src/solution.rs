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
pub(crate) fn fixed(finding: &Finding) -> Option<&str> {
    let fix = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty())?;
    fix.edits.iter().all(|edit| within(finding, edit)).then_some(&*fix.code)
}

/// Whether a checked repair is there that changes something.
pub(crate) fn is_ready(finding: &Finding) -> bool {
    finding.fix.as_ref().is_some_and(|fix| !fix.edits.is_empty())
}

/// The recommended code as Markdown: the checked fix, with its edits elsewhere, or else the secure pattern of
/// the rule's page. Empty where neither is known.
pub(crate) fn secure(finding: &Finding) -> String {
    let mut out = String::new();
    if let Some(fix) = &finding.fix {
        if fix.edits.iter().any(|edit| within(finding, edit)) {
            out.push_str(&md::fence("python", &fix.code));
        }
        for edit in fix.edits.iter().filter(|edit| !within(finding, edit)) {
            let place = md::code(&format!("{}:{}", edit.file, edit.line));
            line!(out);
            if edit.text.trim().is_empty() {
                line!(out, "What stands at {place} is not needed any more.");
            } else {
                line!(out, "At {place}:");
                line!(out);
                out.push_str(&md::fence("python", &edit.text));
            }
        }
    } else if let Some(code) = catalogue::page(&finding.rule).and_then(pattern) {
        line!(out, "A secure form of the same pattern:");
        line!(out);
        let language = rules::find(&finding.rule).map_or("python", rules::Rule::language);
        out.push_str(&md::fence(language, code));
    }
    out
}

/// The code that a page recommends, or else an example of what is in order.
fn pattern(page: &rules::Page) -> Option<&str> {
    let recommended = page.fix.split_once("```python\n").and_then(|(_, rest)| rest.split_once("\n```"));
    recommended.map(|(code, _)| code).or_else(|| page.secure.first().map(|example| example.code.as_str()))
}

/// Whether an edit lies in the lines that the finding shows.
fn within(finding: &Finding, edit: &Edit) -> bool {
    let Evidence { first_line, code } = &finding.evidence;
    let last = first_line.saturating_add(code.matches('\n').count() as u32);
    edit.file == finding.file && *first_line <= edit.line && edit.line <= edit.end_line && edit.end_line <= last
}
