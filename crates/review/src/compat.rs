//! The layer that `--compat ruff` prints: what Ruff's `S` rules report, row for row, before any judgement.

use std::sync::Arc;

use rules::Candidate;
use syntax::Module;

use crate::FileAnalysis;
use crate::analysis::{Layer, analyze};

/// Analyzes a file as [`analyze_text`](crate::analyze_text) does, and gives every row that Ruff's `S` rules would
/// report (with `--preview`) as an open finding: nothing is judged, and only the comments that Ruff knows silence.
pub fn untriaged(path: &str, text: &Arc<str>) -> FileAnalysis {
    analyze(path, text, Layer::Ruff)
}

/// Whether Ruff reports the candidate's row.
pub(crate) fn is_ruff_row(candidate: &Candidate) -> bool {
    let number = candidate.rule.code.strip_prefix('S');
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) && !candidate.beyond
}

/// Ruff's silencing comments of one file, by 1-based line.
#[derive(Debug)]
pub(crate) struct Noqa<'a> {
    module: &'a Module,
    lines: Vec<(u32, Vec<&'a str>)>,
}

impl<'a> Noqa<'a> {
    /// Reads a file's comments.
    pub(crate) fn of(module: &'a Module) -> Self {
        let lines = module
            .comments()
            .iter()
            .filter_map(|comment| Some((module.lines().line(comment.span.start), noqa(module.text(comment.span))?)))
            .collect();
        Self { module, lines }
    }

    /// Whether a comment on the row of the candidate names its rule, or all.
    pub(crate) fn silences(&self, candidate: &Candidate) -> bool {
        let row = self.module.lines().line(candidate.span.start);
        let first = self.lines.partition_point(|(line, _)| *line < row);
        self.lines[first..]
            .iter()
            .take_while(|(line, _)| *line == row)
            .any(|(_, codes)| codes.is_empty() || codes.contains(&candidate.rule.code))
    }
}

/// The codes of a `# noqa` comment; none for one that silences everything.
fn noqa(comment: &str) -> Option<Vec<&str>> {
    let parts = comment.split('#').map(str::trim);
    let mut rest = parts.filter_map(|part| {
        let (head, rest) = part.split_at_checked(4)?;
        head.eq_ignore_ascii_case("noqa").then_some(rest)
    });
    let rest = rest.next_back()?.trim_start();
    match rest.strip_prefix(':') {
        None => Some(Vec::new()),
        Some(codes) => Some(codes.split([',', ' ', '\t']).map(str::trim).filter(|code| !code.is_empty()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::noqa;

    #[test]
    fn codes_of_comments() {
        assert_eq!(noqa("# noqa"), Some(vec![]));
        assert_eq!(noqa("# NoQA: S101, S602"), Some(vec!["S101", "S602"]));
        assert_eq!(noqa("# type: ignore # noqa:S101"), Some(vec!["S101"]));
        assert_eq!(noqa("# nosec"), None);
    }
}
