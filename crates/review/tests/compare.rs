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
        evidence: Some(finding.evidence),
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

#[test]
fn a_renamed_file_keeps_its_findings_and_a_copy_does_not() {
    let all = Options::default();
    let two = format!("{EVAL}\n\ndef h(x):\n    return eval(x)\n");
    let renamed = compared(&[("old.py", &two)], &[("lib/new.py", &two)], &all);
    let files: Vec<&str> = renamed.unchanged.iter().map(|what| what.file.as_str()).collect();
    assert_eq!((files, renamed.new.len(), closed(&renamed)), (vec!["lib/new.py"; 2], 0, vec![]));

    let copied = compared(&[("a.py", EVAL)], &[("a.py", EVAL), ("b.py", EVAL)], &all);
    assert_eq!((copied.unchanged.len(), copied.new.len()), (1, 1), "the first one is still there");

    let other = compared(&[("old.py", EVAL)], &[("new.py", "def g(y):\n    return eval(y)\n")], &all);
    assert_eq!(
        (other.new.len(), closed(&other)),
        (1, vec![("S307", How::NotReviewed)]),
        "other code is another finding"
    );
}

#[test]
fn a_mode_that_does_not_look_says_nothing_of_what_it_does_not_look_for() {
    let code = "import os\n\n\ndef run(x):\n    os.system(x)\n    assert x\n";
    let quick = Options { mode: Mode::Quick, ..Options::default() };
    let comparison = compared(&[("a.py", code)], &[("a.py", code)], &quick);
    assert_eq!(comparison.new.len(), 0);
    assert!(comparison.unchanged.iter().any(|what| what.rule == "S605"));
    assert!(closed(&comparison).iter().all(|(_, how)| *how == How::NotReviewed), "{:?}", comparison.closed);
    assert!(closed(&comparison).iter().any(|(rule, _)| *rule == "S101"), "{:?}", comparison.closed);
}
