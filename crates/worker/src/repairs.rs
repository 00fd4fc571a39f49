//! Repairs of dependencies, in the editor's units.

use advisories::Index;
use model::Options;
use model::message::{Repaired, Reply, TextEdit};
use review::FileAnalysis;

use crate::text::Text;

/// What can be done about the dependencies of `files`: path, analysis and text of each.
pub(crate) fn answer(files: &[(&FileAnalysis, &Text)], options: &Options, index: Option<&Index>) -> Reply {
    let Some(index) = index else {
        return Reply::Failed { message: "The advisories are not there yet; load them first.".to_owned() };
    };
    let texts: Vec<(&FileAnalysis, &str)> = files.iter().map(|(file, text)| (*file, &**text.source())).collect();
    let repaired = review::repair(&texts, options, index).into_iter().filter_map(|repair| {
        let (_, text) = files.iter().find(|(file, _)| file.path() == repair.file)?;
        let after = review::apply(text.source(), &repair.edits)?;
        let edits = repair.edits.iter().map(|edit| TextEdit {
            from: text.unit(edit.line, edit.column),
            to: text.unit(edit.end_line, edit.end_column),
            insert: edit.text.clone(),
        });
        let diff = report::unified_diff(&repair.file, text.source(), &after, &repair.edits);
        Some(Repaired { edits: edits.collect(), diff, text: after, repair })
    });
    Reply::Repaired { files: repaired.collect() }
}
