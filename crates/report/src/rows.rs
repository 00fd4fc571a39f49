//! One line a finding, as linters print them.

use model::{Review, State};

use crate::drawing::line;
use crate::md::one_line;

/// The open findings as `path:row:column: CODE message`, by place; rows and columns are 1-based, columns count
/// characters.
pub fn rows(review: &Review) -> String {
    let mut open: Vec<_> = review.findings.iter().filter(|finding| finding.state == State::Open).collect();
    open.sort_by_key(|finding| (&finding.file, finding.line, finding.column, &finding.rule));
    let mut out = String::new();
    for finding in open {
        let (file, message) = (one_line(&finding.file), one_line(&finding.message));
        line!(out, "{file}:{}:{}: {} {message}", finding.line, finding.column, finding.rule);
    }
    out
}
