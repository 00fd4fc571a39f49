//! A review beside an earlier one: what is new, what stayed, what is no longer open, and why.

use std::collections::{HashMap, HashSet};

use model::{Closed, Compared, Comparison, Dependency, Earlier, How, Options, Review, State};

use crate::assemble::is_wanted;
use crate::{FileAnalysis, audit};

/// Compares `review`, which was made of `files` under `options`, with `earlier`. What is gone counts as fixed only if its
/// file was looked at again, by the rule that had found it.
pub fn compare(review: &Review, earlier: &Earlier, files: &[&FileAnalysis], options: &Options) -> Comparison {
    let now = states(review);
    let then: HashSet<String> = earlier_open(earlier).map(|(what, _)| what.fingerprint).collect();
    let mut comparison = Comparison { date: earlier.date.clone(), ..Comparison::default() };
    for what in open(review) {
        let list = if then.contains(&what.fingerprint) { &mut comparison.unchanged } else { &mut comparison.new };
        list.push(what);
    }
    let scope = Scope::new(files, options, review);
    let mut told = HashSet::new();
    for (what, is_finding) in earlier_open(earlier) {
        let how = match now.get(what.fingerprint.as_str()) {
            Some(State::Open) => continue,
            Some(State::Suppressed) => How::Suppressed,
            Some(State::Dismissed) => How::Dismissed,
            None if scope.covers(&what, is_finding) => How::Fixed,
            None => How::NotReviewed,
        };
        if told.insert(what.fingerprint.clone()) {
            comparison.closed.push(Closed { what, how });
        }
    }
    comparison
}

/// The state of everything that the review names; of equal ones, the open one counts.
fn states(review: &Review) -> HashMap<String, State> {
    let mut states: HashMap<String, State> = HashMap::new();
    let findings = review.findings.iter().map(|finding| (finding.fingerprint.clone(), finding.state));
    let rows = review.dependencies.iter().map(|row| (row.fingerprint(), row.state));
    for (fingerprint, state) in findings.chain(rows) {
        let known = states.entry(fingerprint).or_insert(state);
        if state == State::Open {
            *known = state;
        }
    }
    states
}

fn open(review: &Review) -> impl Iterator<Item = Compared> {
    let findings = review.findings.iter().filter(|finding| finding.state == State::Open).map(|finding| Compared {
        fingerprint: finding.fingerprint.clone(),
        rule: finding.rule.clone(),
        title: finding.title.clone(),
        severity: Some(finding.severity),
        file: finding.file.clone(),
        line: finding.line,
    });
    let rows = review.dependencies.iter().filter(|row| row.state == State::Open).map(|row| Compared {
        fingerprint: row.fingerprint(),
        rule: row.issue.clone(),
        title: row.package.clone(),
        severity: row.severity,
        file: row.file.clone(),
        line: row.line,
    });
    findings.chain(rows)
}

/// What was open in the earlier review, and whether it is a finding in code.
fn earlier_open(earlier: &Earlier) -> impl Iterator<Item = (Compared, bool)> {
    let findings = earlier.findings.iter().filter(|finding| finding.state == State::Open).map(|finding| Compared {
        fingerprint: finding.fingerprint.clone(),
        rule: finding.rule.clone(),
        title: finding.title.clone(),
        severity: Some(finding.severity),
        file: finding.file.clone(),
        line: finding.line,
    });
    let rows = earlier.dependencies.iter().filter(|row| row.state == State::Open).map(|row| Compared {
        fingerprint: Dependency::fingerprint_of(&row.file, &row.package, &row.issue),
        rule: row.issue.clone(),
        title: row.package.clone(),
        severity: row.severity,
        file: row.file.clone(),
        line: row.line,
    });
    findings.map(|what| (what, true)).chain(rows.map(|what| (what, false)))
}

/// What this review looked at.
struct Scope<'a> {
    code: HashSet<&'a str>,
    manifests: HashSet<&'a str>,
    options: &'a Options,
}

impl<'a> Scope<'a> {
    fn new(files: &[&'a FileAnalysis], options: &'a Options, review: &Review) -> Self {
        let audited = matches!(review.state.pip_audit_clean, model::ToolResult::Ran(_));
        Self {
            code: files.iter().filter(|file| file.is_reviewed()).map(|file| file.path()).collect(),
            manifests: files
                .iter()
                .filter(|file| audited && audit::has_dependencies(file))
                .map(|file| file.path())
                .collect(),
            options,
        }
    }

    fn covers(&self, what: &Compared, is_finding: bool) -> bool {
        let severe = self.options.min_severity.is_none_or(|least| what.severity.is_none_or(|known| known >= least));
        let ran = || rules::find(&what.rule).is_some_and(|rule| is_wanted(rule, self.options));
        let file = what.file.as_str();
        severe && if is_finding { self.code.contains(file) && ran() } else { self.manifests.contains(file) }
    }
}
