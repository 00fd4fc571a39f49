//! What is known of one file before the options are asked.

use std::sync::Arc;

use syntax::{LineIndex, Module};

use crate::InputKind;

/// Everything the review needs of one file. Independent of the options and of the other files, so it can be
/// kept until the file's text changes.
#[derive(Clone, Debug)]
pub struct FileAnalysis {
    pub(crate) path: String,
    pub(crate) kind: InputKind,
    /// Whether there is anything but white space.
    pub(crate) blank: bool,
    pub(crate) lines: u32,
}

impl FileAnalysis {
    /// The file's path, as given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What kind of file it was taken for.
    pub fn kind(&self) -> InputKind {
        self.kind
    }
}

/// Analyzes a file of any kind; Python is parsed here.
pub fn analyze_text(path: &str, text: &Arc<str>) -> FileAnalysis {
    let lines = LineIndex::new(text).line_count(text);
    FileAnalysis { path: path.to_owned(), kind: crate::kind_of(path, text), blank: text.trim().is_empty(), lines }
}

/// Analyzes a Python file that is already parsed (and perhaps was parsed incrementally).
pub fn analyze_file(path: &str, module: Arc<Module>) -> FileAnalysis {
    let text = module.source();
    FileAnalysis {
        path: path.to_owned(),
        kind: InputKind::Python,
        blank: text.trim().is_empty(),
        lines: module.lines().line_count(text),
    }
}
