//! Every page's examples, at the scan's level: the rule sees each vulnerable block.
#![cfg(feature = "pages")]

use std::sync::Arc;

use semantic::FileModel;

/// Codes of the candidates that the scan leaves open; of a rule that never opens any, of its dismissed ones.
fn codes(code: &str) -> Vec<&'static str> {
    let file = FileModel::new(Arc::new(syntax::parse(Arc::from(code))));
    rules::scan(&file, "example.py", &rules::Settings::default())
        .iter()
        .filter(|found| found.dismissed.is_none() || found.rule.never_opens())
        .map(|found| found.rule.code)
        .collect()
}

#[test]
fn every_vulnerable_example_is_a_candidate() {
    let mut missed = Vec::new();
    for rule in rules::all().iter().filter(|rule| rule.is_scanned()) {
        for (at, example) in rule.page().expect("pages are linked").vulnerable.iter().enumerate() {
            if !codes(&example.code).contains(&rule.code) {
                missed.push(format!("{} vulnerable example {}:\n{}", rule.code, at + 1, example.code));
            }
        }
    }
    assert!(missed.is_empty(), "not seen:\n{}", missed.join("\n"));
}

/// Where the pattern is the finding nobody looks again: what the scan leaves open is open. Examples of several files are looked at
/// by the review's tests, since a scan of all as one text is none of them.
#[test]
fn no_secure_example_of_a_pattern_stands() {
    let mut wrong = Vec::new();
    for rule in rules::all().iter().filter(|rule| rule.triage == rules::Triage::Pattern) {
        for (at, example) in rule.page().expect("pages are linked").secure.iter().enumerate() {
            let is_one_file = !example.code.starts_with("# file: ");
            if is_one_file && codes(&example.code).contains(&rule.code) {
                wrong.push(format!("{} secure example {}:\n{}", rule.code, at + 1, example.code));
            }
        }
    }
    assert!(wrong.is_empty(), "wrongly seen:\n{}", wrong.join("\n"));
}
