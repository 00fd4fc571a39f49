//! The fixes of all pages: the text that a page says comes out, the finding is gone, nothing new is there, and a second
//! round changes nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use model::{Finding, Options, State};
use review::{FileSettings, Project, Run};
use rules::Rule;

/// What is there after every fix of `rule`, round by round.
fn fixed(code: &str, rule: &Rule) -> String {
    let mut text: Arc<str> = code.into();
    for _ in 0..6 {
        let files = [("example.py", &text)];
        let settings = FileSettings::default();
        let mut run = Run::new(files);
        let mut analysis = run.analyze(0, &settings);
        for at in run.link() {
            analysis = run.analyze(at, &settings);
        }
        let recommended = run.recommend(0, &analysis, &settings, None);
        analysis.keep(recommended);
        let Some(fixed) = run.fixed(0, &analysis, &settings, &|finding, _| finding.rule == rule.code) else { break };
        text = fixed.text;
    }
    text.to_string()
}

fn open(code: &str) -> Vec<Finding> {
    let mut findings = review::review(&Project::single("example.py", code), &Options::default()).findings;
    findings.retain(|finding| finding.state == State::Open);
    findings
}

fn counts(findings: &[Finding]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule.as_str()).or_default() += 1;
    }
    counts
}

/// What is wrong with the fix of an example; empty if all is right.
fn problems(rule: &Rule, code: &str, wanted: &str) -> String {
    let mut problems = String::new();
    let got = fixed(code, rule);
    if got != wanted {
        let _ = writeln!(problems, "the page says\n{wanted}\nand the fix makes\n{got}");
    }
    if !syntax::parse(Arc::from(&*got)).errors().is_empty() {
        problems.push_str("the result is no Python\n");
    }
    let (before, after) = (open(code), open(&got));
    let (before, after) = (counts(&before), counts(&after));
    for (code, count) in &after {
        if *code == rule.code || *count > before.get(code).copied().unwrap_or(0) {
            let _ = writeln!(problems, "{count} open findings of {code} after the fix");
        }
    }
    if fixed(&got, rule) != got {
        problems.push_str("a second run changes it again\n");
    }
    problems
}

#[test]
fn every_fix_of_every_page() {
    let mut failures = String::new();
    let (mut fixes, mut failed) = (0, 0);
    for rule in rules::all() {
        let Some(page) = rule.page() else { panic!("{} has no page", rule.code) };
        for (at, example) in page.vulnerable.iter().enumerate() {
            let Some(wanted) = &example.fixed else { continue };
            fixes += 1;
            let problems = problems(rule, &example.code, wanted);
            if !problems.is_empty() {
                failed += 1;
                let _ = writeln!(failures, "{} example {}: {problems}", rule.code, at + 1);
            }
        }
    }
    assert!(fixes > 0);
    assert!(failures.is_empty(), "{failed} of {fixes} fixes failed\n{failures}");
}

/// The programs of `tests/fixes/refused.md`: the finding is open, and no change is offered.
#[test]
fn nothing_is_offered_that_would_be_wrong() {
    let mut offered = String::new();
    let sections: Vec<&str> = include_str!("../../../tests/fixes/refused.md").split("\n## ").skip(1).collect();
    assert!(!sections.is_empty());
    for section in sections {
        let (Some((code, why)), Some((_, rest))) = (section.split_once(": "), section.split_once("```python\n")) else {
            panic!("a section has no rule or no program: {section}")
        };
        let Some(rule) = rules::all().iter().find(|rule| rule.code == code) else { panic!("no rule {code}") };
        let program = rest.split("```").next().unwrap_or_default();
        let why = why.lines().next().unwrap_or_default();
        if !open(program).iter().any(|finding| finding.rule == code) {
            let _ = writeln!(offered, "{code}: {why}: nothing is found");
        }
        let after = fixed(program, rule);
        if after != program {
            let _ = writeln!(offered, "{code}: {why}:\n{after}");
        }
    }
    assert!(offered.is_empty(), "{offered}");
}

/// What a fix leaves in the place of what it takes away may be a concern of less weight, and one for one.
#[test]
fn a_lesser_concern_may_stand_in_the_place_of_a_finding() {
    let branches = "    if size > 9:\n        size -= 1\n".repeat(8);
    let programs = [
        ("S110", "try:\n    work()\nexcept:\n    pass\n".to_owned(), "PV904"),
        (
            "PV904",
            "def first(items):\n    try:\n        return items[0]\n    except:\n        return None\n".to_owned(),
            "PV905",
        ),
        ("S101", format!("def sell(user, size):\n    assert user.is_admin\n{branches}    return size\n"), "PV901"),
    ];
    for (code, program, left) in &programs {
        let Some(rule) = rules::all().iter().find(|rule| rule.code == *code) else { panic!("no rule {code}") };
        let is_open = |text: &str, code: &str| open(text).iter().any(|finding| finding.rule == code);
        assert!(is_open(program, code) && !is_open(program, left), "{code} before\n{program}");
        let after = fixed(program, rule);
        assert!(!is_open(&after, code) && is_open(&after, left), "{code} after\n{after}");
    }
}

/// Where nothing is offered, the finding says what to decide: what was seen is one sentence, and what to do another.
#[test]
fn every_finding_without_a_fix_says_what_to_do() {
    let sentences = |text: &str| text.split_inclusive(['.', ';', ':']).filter(|part| part.trim().len() > 1).count();
    let mut silent = String::new();
    for rule in rules::all().iter().filter(|rule| rule.fixes.is_empty()) {
        let Some(page) = rule.page() else { panic!("{} has no page", rule.code) };
        for example in &page.vulnerable {
            for finding in open(&example.code).iter().filter(|finding| finding.rule == rule.code) {
                if sentences(&finding.message) < 2 {
                    let _ = writeln!(silent, "{}: {}", rule.code, finding.message);
                }
            }
        }
    }
    assert!(silent.is_empty(), "{silent}");
}
