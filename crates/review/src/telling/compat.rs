//! The layer that `--compat ruff` prints: what Ruff's `S` rules report, row for row, before any judgement.

use std::sync::Arc;

use rules::Candidate;
use semantic::ModuleName;

use crate::analysis::{Layer, analyze};
use crate::{FileAnalysis, FileSettings};

/// Analyzes a file as [`analyze_text`](crate::analyze_text) does, and gives every row that Ruff's `S` rules would
/// report (with `--preview`) as an open finding: nothing is judged, and only Ruff's comments and configuration silence.
/// `module` is what others import the file as, if that is known: it completes relative imports.
pub fn untriaged(path: &str, text: &Arc<str>, settings: &FileSettings, module: ModuleName) -> FileAnalysis {
    analyze(path, text, settings, &Layer::Ruff(module))
}

/// Whether Ruff reports the candidate's row.
pub(crate) fn is_ruff_row(candidate: &Candidate) -> bool {
    let number = candidate.rule.code.strip_prefix('S');
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) && !candidate.beyond
}
