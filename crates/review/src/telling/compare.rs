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
    let scope = Scope::new(files, options, review);
    let moved = renamed(review, earlier, &then, &scope);
    let mut comparison = Comparison { date: earlier.date.clone(), ..Comparison::default() };
    for what in open(review) {
        let is_known = then.contains(&what.fingerprint) || moved.contains_key(what.fingerprint.as_str());
        let list = if is_known { &mut comparison.unchanged } else { &mut comparison.new };
        list.push(what);
    }
    // What stands in a renamed file is told there.
    let mut told: HashSet<String> = moved.into_values().map(str::to_owned).collect();
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

/// What is known again in a file of another name, as fingerprints of now and then: the same rule at the same lines of code,
/// where the earlier file is gone and the later one is new.
fn renamed<'r>(
    review: &'r Review,
    earlier: &'r Earlier,
    then: &HashSet<String>,
    scope: &Scope<'_>,
) -> HashMap<&'r str, &'r str> {
    let known: HashSet<&str> = earlier.findings.iter().map(|finding| finding.file.as_str()).collect();
    let mut gone: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
    // The first of equal ones is taken first.
    for finding in earlier.findings.iter().rev().filter(|finding| finding.state == State::Open) {
        let code = finding.evidence.as_ref().map_or("", |evidence| evidence.code.as_str());
        if !code.trim().is_empty() && !scope.code.contains(finding.file.as_str()) {
            gone.entry((&finding.rule, code)).or_default().push(&finding.fingerprint);
        }
    }
    let open = review.findings.iter().filter(|finding| finding.state == State::Open);
    let unknown = open.filter(|now| !then.contains(&now.fingerprint) && !known.contains(now.file.as_str()));
    let pair = |now: &'r model::Finding| {
        let before = gone.get_mut(&(now.rule.as_str(), now.evidence.code.as_str()))?.pop()?;
        Some((now.fingerprint.as_str(), before))
    };
    unknown.filter_map(pair).collect()
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
