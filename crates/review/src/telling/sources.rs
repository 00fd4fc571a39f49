//! The reviewed texts with their secrets masked, for what quotes them as a whole.

use model::SourceText;

use crate::telling::mask::Mask;
use crate::{FileAnalysis, InputKind};

/// Bytes that are quoted of a project: what reads the quotation has no room for more.
const MAX_BYTES: usize = 200_000;

/// The texts of what was reviewed of `files`, in their order; `text_of` gives the text at a path. Every secret of the project
/// is hidden in all of them, unless the files were analyzed to show them.
pub fn sources<'t>(files: &[&FileAnalysis], text_of: impl Fn(&str) -> Option<&'t str>) -> Vec<SourceText> {
    let mask = Mask::new(files.iter().flat_map(|file| file.secrets()));
    let mut left = MAX_BYTES;
    let mut sources = Vec::new();
    for file in files.iter().filter(|file| file.is_reviewed() || file.manifest.is_some()) {
        // A notebook's text is a form of which only parts were looked at as code.
        let text = text_of(file.path()).filter(|text| text.len() <= left && file.kind != InputKind::Notebook);
        left -= text.map_or(0, str::len);
        let secrets = file.python.as_ref().map_or(&file.texts.secrets, |facts| &facts.secrets);
        let text = text.map(|text| mask.hide(secrets.masked(text)));
        sources.push(SourceText {
            path: file.path().to_owned(),
            text,
            is_manifest: file.python.is_none() && file.kind.is_manifest(),
        });
    }
    sources
}
