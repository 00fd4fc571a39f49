//! A review beside an earlier one: what is gone counts as fixed only where it was looked for.
#![allow(clippy::unwrap_used)] // the helpers of tests are tests

use std::sync::Arc;

use model::{Comparison, Earlier, EarlierFinding, How, Mode, Options, Review};
use review::{Configuration, FileAnalysis, FileSettings};

fn analyses(files: &[(&str, &str)]) -> Vec<FileAnalysis> {
    files.iter().map(|(path, text)| review::analyze_text(path, &Arc::from(*text), &FileSettings::default())).collect()
}

fn assembled(files: &[FileAnalysis], options: &Options) -> Review {
    review::assemble(&files.iter().collect::<Vec<_>>(), &Configuration::default(), options)
}

/// What an earlier review of `files` had found.
fn earlier(files: &[(&str, &str)]) -> Earlier {
    let review = assembled(&analyses(files), &Options { date: "2026-10-01".into(), ..Options::default() });
    let findings = review.findings.into_iter().map(|finding| EarlierFinding {
        rule: finding.rule,
        title: finding.title,
        severity: finding.severity,
        file: finding.file,
        line: finding.line,
        state: finding.state,
        fingerprint: finding.fingerprint,
    });
    Earlier { schema: review.schema, date: review.date, findings: findings.collect(), dependencies: Vec::new() }
}

fn compared(before: &[(&str, &str)], now: &[(&str, &str)], options: &Options) -> Comparison {
    let files = analyses(now);
    let review = assembled(&files, options);
    review::compare(&review, &earlier(before), &files.iter().collect::<Vec<_>>(), options)
}

fn closed(comparison: &Comparison) -> Vec<(&str, How)> {
    comparison.closed.iter().map(|closed| (closed.what.rule.as_str(), closed.how)).collect()
}

const EVAL: &str = "def f(x):\n    return eval(x)\n";

#[test]
fn moved_lines_are_unchanged_and_new_ones_new() {
    let now = format!("import os\n\n\n{EVAL}\n\ndef g(x):\n    os.system(x)\n");
    let comparison = compared(&[("a.py", EVAL)], &[("a.py", &now)], &Options::default());
    let rules = |list: &[model::Compared]| list.iter().map(|what| what.rule.clone()).collect::<Vec<_>>();
    assert_eq!(
        (rules(&comparison.unchanged), rules(&comparison.new)),
        (vec!["S307".to_owned()], vec!["S605".to_owned()])
    );
    assert_eq!(comparison.unchanged[0].line, 5, "where it is now");
    assert_eq!((comparison.date.as_str(), closed(&comparison)), ("2026-10-01", vec![]));
}

#[test]
fn what_is_gone_is_fixed_only_where_it_was_looked_for() {
    let gone = "def f(x):\n    return int(x)\n";
    let all = Options::default();
    assert_eq!(closed(&compared(&[("a.py", EVAL)], &[("a.py", gone)], &all)), [("S307", How::Fixed)]);
    assert_eq!(closed(&compared(&[("a.py", EVAL)], &[("b.py", gone)], &all)), [("S307", How::NotReviewed)]);
    let other = Options { select: vec!["S6".into()], ..Options::default() };
    assert_eq!(closed(&compared(&[("a.py", EVAL)], &[("a.py", gone)], &other)), [("S307", How::NotReviewed)]);
    let deps = Options { mode: Mode::Deps, ..Options::default() };
    assert_eq!(closed(&compared(&[("a.py", EVAL)], &[("a.py", gone)], &deps)), [("S307", How::NotReviewed)]);
}

#[test]
fn what_is_silenced_is_not_fixed() {
    let silenced = "def f(x):\n    return eval(x)  # nosec: trusted\n";
    let comparison = compared(&[("a.py", EVAL)], &[("a.py", silenced)], &Options::default());
    assert_eq!(closed(&comparison), [("S307", How::Suppressed)]);
    assert_eq!(comparison.fixed().count(), 0);
    let back = compared(&[("a.py", silenced)], &[("a.py", EVAL)], &Options::default());
    assert_eq!(back.new.len(), 1, "open again is new");
}
