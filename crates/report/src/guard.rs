//! The two blocks that stand for a whole result.

use model::{Guard, Outcome, Review};

use crate::md::one_line;

const NO_ACTIONABLE_INPUT: &str = "\
NO_ACTIONABLE_INPUT

Please provide Python code or dependencies to analyze:
- Source files
- requirements.txt / pyproject.toml
- Specific security concerns";

/// The five promises of the clean block, in its order.
pub(crate) const PROMISES: [&str; 5] = [
    "SQL/Command injection",
    "Hardcoded secrets",
    "Unsafe deserialization",
    "Vulnerable dependencies",
    "Path traversal",
];

/// The guard block that stands for `review`, without a line end after its last line; `None` where findings
/// are open. A check that did not run on everything is no `✓`: its line and the last line say so.
pub fn guard_text(review: &Review) -> Option<String> {
    match review.guard? {
        Guard::NoActionableInput => Some(NO_ACTIONABLE_INPUT.to_owned()),
        Guard::NoSecurityIssues => Some(clean(review)),
    }
}

fn clean(review: &Review) -> String {
    let mut out = String::from(
        "NO_SECURITY_ISSUES\n\n✅ Security scan complete — no vulnerabilities detected.\n\nChecks performed:\n",
    );
    let mut uncovered = Vec::new();
    for name in PROMISES {
        let check = review.checks.iter().find(|check| check.name == name);
        let mark = match check.map(|check| (check.outcome, check.reason.as_deref())) {
            Some((Outcome::Passed, _)) => "✓".to_owned(),
            Some((Outcome::Found, _)) => "✗ findings open".to_owned(),
            Some((Outcome::NotInScope, Some(reason))) => format!("– not in scope ({})", one_line(reason)),
            Some((Outcome::NotInScope, None)) | None => "– not in scope (not checked)".to_owned(),
        };
        if mark.starts_with('–') {
            uncovered.push(name);
        }
        out.push_str("- ");
        out.push_str(name);
        out.push_str(": ");
        out.push_str(&mark);
        out.push('\n');
    }
    out.push_str("\nCode appears secure for the analyzed scope");
    if !uncovered.is_empty() {
        out.push_str("; not covered: ");
        out.push_str(&uncovered.join(", "));
    }
    out.push('.');
    out
}
