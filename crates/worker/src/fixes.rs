//! Fixes of code, in the editor's units.

use model::Finding;
use model::message::{FixedFile, Recommendation};
use review::Fixed;

use crate::text::Text;

/// The fix of a finding, if it has one; `text` gives an open file's.
pub(crate) fn recommendation<'t>(finding: &Finding, text: impl Fn(&str) -> Option<&'t Text>) -> Option<Recommendation> {
    let fix = finding.fix.clone()?;
    let text = text(&finding.file)?;
    let after = review::apply(text.source(), &fix.edits)?;
    Some(Recommendation {
        finding: finding.id.clone(),
        path: finding.file.clone(),
        edits: text.edits(&fix.edits),
        diff: report::unified_diff(&finding.file, text.source(), &after, &fix.edits),
        fix,
    })
}

/// A file, whose text is `text`, after fixes.
pub(crate) fn file(path: &str, fixed: &Fixed, text: &Text) -> FixedFile {
    let edits = review::between(path, text.source(), &fixed.text);
    let note = |finding: &Finding| {
        (finding.rule.clone(), finding.fix.as_ref().map(|fix| fix.note.clone()).unwrap_or_default())
    };
    FixedFile {
        path: path.to_owned(),
        edits: text.edits(&edits),
        diff: report::unified_diff(path, text.source(), &fixed.text, &edits),
        text: fixed.text.to_string(),
        notes: fixed.done.iter().map(note).collect(),
        has_more: fixed.has_more,
    }
}
