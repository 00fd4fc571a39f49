//! `pyvigil rule` and `pyvigil rules`.

use std::fmt::Write as _;

use model::Cvss;
use rules::{Example, Rule};

use crate::CLEAN;
use crate::output::{Failure, print};

/// Prints the page of a rule.
pub(crate) fn page(code: &str) -> Result<u8, Failure> {
    let Some(rule) = rules::find(code.trim()) else {
        return Err(Failure(format!("no rule has the code {code:?}; `pyvigil rules` lists them")));
    };
    print(drawn(rule).as_bytes())?;
    Ok(CLEAN)
}

/// Prints code, severity, title and name of every rule.
pub(crate) fn list() -> Result<u8, Failure> {
    let mut out = String::new();
    for rule in rules::all() {
        let severity = rule.severity.word();
        let aliases = if rule.aliases.is_empty() { String::new() } else { format!(", {}", rule.aliases.join(", ")) };
        let _ = writeln!(out, "{:<6} {severity:<13} {} ({}{aliases})", rule.code, rule.title, rule.name);
    }
    print(out.as_bytes())?;
    Ok(CLEAN)
}

/// The page as Markdown, which a terminal reads well too.
fn drawn(rule: &Rule) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {} {}: {}\n", rule.code, rule.name, rule.title);
    if !rule.aliases.is_empty() {
        let _ = writeln!(out, "- Also known as: {}", rule.aliases.join(", "));
    }
    if rule.cvss.is_none() {
        let _ = writeln!(out, "- Severity: {}", rule.severity.word());
    }
    for (label, vector) in [("CVSS 3.1", rule.cvss), ("CVSS 3.1 without an attack path", rule.cvss_unconfirmed)] {
        if let Some(cvss) = vector.and_then(Cvss::parse) {
            let _ = writeln!(out, "- {label}: {:.1} {} ({})", cvss.score, cvss.severity().word(), cvss.vector);
        }
    }
    let cwe: Vec<String> = rule.cwe.iter().map(|id| format!("CWE-{id}")).collect();
    let _ = writeln!(out, "- Weakness: {}", cwe.join(", "));
    for owasp in rule.owasp {
        let _ = writeln!(out, "- OWASP {} {}", owasp.code(), owasp.title());
    }
    for source in rule.authority {
        let _ = writeln!(out, "- Authority: {source}");
    }
    let Some(page) = rule.page() else { return out };
    for (heading, text) in [
        ("What", &page.what),
        ("Why it matters", &page.why),
        ("Attack path", &page.attack_path),
        ("How to fix", &page.fix),
        ("Steps", &page.steps),
        ("How to test", &page.test),
        ("Impact", &page.impact),
    ] {
        let _ = writeln!(out, "\n## {heading}\n\n{}", text.trim());
    }
    examples(&mut out, rule, "Vulnerable", &page.vulnerable);
    examples(&mut out, rule, "Secure", &page.secure);
    out
}

fn examples(out: &mut String, rule: &Rule, heading: &str, examples: &[Example]) {
    let _ = writeln!(out, "\n## {heading}");
    for example in examples {
        if let Some(why) = &example.why {
            let _ = writeln!(out, "\n{why}");
        }
        let _ = writeln!(out, "\n```{}\n{}\n```", rule.language(), example.code.trim_end());
    }
}
