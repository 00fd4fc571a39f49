//! Every example of every rule page, reviewed as a file of its own, in both directions. One report lists all failures.

use std::fmt::Write as _;

use model::{Finding, Options, State};
use review::{Project, SourceFile};
use rules::Rule;

/// An example is one file, or several, each begun by a line `# file: its/path.py`.
fn review(rule: &Rule, code: &str) -> Vec<Finding> {
    let path = if rule.in_templates { "example.html" } else { "example.py" };
    let mut files: Vec<(String, String)> = Vec::new();
    for line in code.split_inclusive('\n') {
        match (line.strip_prefix("# file: "), files.last_mut()) {
            (Some(path), _) => files.push((path.trim().to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => files.push((path.to_owned(), line.to_owned())),
        }
    }
    let files = files.into_iter().map(|(path, text)| SourceFile { path, text: text.into() }).collect();
    review::review(&Project { files }, &Options::default()).findings
}

fn line(finding: &Finding) -> String {
    let reason = finding.reason.as_deref().unwrap_or("");
    format!("      {} {:?} line {}: {} {reason}\n", finding.rule, finding.state, finding.line, finding.message)
}

fn of<'f>(findings: &'f [Finding], rule: &'static Rule) -> impl Iterator<Item = &'f Finding> {
    findings.iter().filter(move |finding| finding.rule == rule.code)
}

#[test]
fn every_example_of_every_page() {
    let mut failures = String::new();
    let mut examples = 0;
    let mut failed = 0;
    for rule in rules::all() {
        let Some(page) = rule.page() else { panic!("{} has no page", rule.code) };
        let wanted = page.vulnerable.iter().map(|example| (example, true));
        for (at, (example, vulnerable)) in wanted.chain(page.secure.iter().map(|example| (example, false))).enumerate()
        {
            examples += 1;
            let findings = review(rule, &example.code);
            // A rule that never opens anything lists its places as dismissed.
            let open = of(&findings, rule).any(|finding| finding.state == State::Open || rule.never_opens());
            if open == vulnerable {
                continue;
            }
            failed += 1;
            let which = if vulnerable { "vulnerable, and not found" } else { "secure, and found" };
            let why = example.why.as_deref().unwrap_or_default();
            let _ = writeln!(failures, "{} example {}: {which} ({why})", rule.code, at + 1);
            of(&findings, rule).for_each(|finding| failures.push_str(&line(finding)));
        }
    }
    assert!(examples > 0);
    assert!(failures.is_empty(), "{failed} of {examples} examples failed\n{failures}");
}
