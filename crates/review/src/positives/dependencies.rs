//! Dependency files that leave nothing to chance.

use manifests::{Entry, NoteKind, Source};
use model::Location;

use crate::{FileAnalysis, InputKind};

/// Practices and their places, one for each file.
pub(super) fn find(files: &[&FileAnalysis]) -> Vec<(&'static str, Location)> {
    files.iter().filter_map(|file| of_file(file)).collect()
}

fn of_file(file: &FileAnalysis) -> Option<(&'static str, Location)> {
    let manifest = &file.manifest.as_ref()?.manifest;
    if file.kind == InputKind::Python
        || manifest.entries.is_empty()
        || manifest.entries.iter().any(|entry| entry.problem.is_some())
    {
        return None;
    }
    let line = manifest.entries.first()?.line;
    let of_index = |entry: &&Entry| matches!(entry.source, Source::Index | Source::Conda);
    let all = |test: fn(&Entry) -> bool| manifest.entries.iter().filter(of_index).all(test);
    let demands = manifest.notes.iter().any(|note| note.kind == NoteKind::RequireHashes);
    let is_pinned = all(|entry| entry.version.is_some());
    let message = match (is_pinned, all(|entry| !entry.hashes.is_empty()) || demands) {
        (true, true) => "Dependencies are pinned to exact versions, and their files are checked by hashes",
        (true, false) => "Dependencies are pinned to exact versions",
        (false, _) => return None,
    };
    Some((message, Location { file: file.path.clone(), line }))
}
