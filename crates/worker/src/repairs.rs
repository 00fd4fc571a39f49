//! Repairs of dependencies, in the editor's units.

use advisories::Index;
use model::Options;
use model::message::{Repaired, Reply};
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
        let diff = report::unified_diff(&repair.file, text.source(), &after, &repair.edits);
        Some(Repaired { edits: text.edits(&repair.edits), diff, text: after, repair })
    });
    Reply::Repaired { files: repaired.collect() }
}
