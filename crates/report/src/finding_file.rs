//! One finding's own page: the Assistant's seven sections, and the facts around them.

use model::{Finding, Kind, Review};
use rules::Page;

use crate::catalogue;
use crate::consequence;
use crate::drawing::{line, place, severity};
use crate::md;
use crate::names;
use crate::solution;

/// The Markdown of an open finding.
pub(crate) fn draw(review: &Review, finding: &Finding) -> String {
    let page = catalogue::page(&finding.rule);
    let mut out = String::new();
    line!(out, "# {}: {}", md::text(&finding.id), md::text(&finding.title));
    line!(out);
    facts(&mut out, review, finding);
    issue(&mut out, review, finding, page);
    solution(&mut out, finding, page);
    benefit(&mut out, finding, page);
    line!(out, "## Implementation steps");
    line!(out);
    line!(
        out,
        "{}",
        page.map_or("1. Change the code at the location above.\n2. Review it again.", |page| page.steps.trim())
    );
    line!(out);
    line!(out, "## Testing recommendations");
    line!(out);
    if let Some(page) = page {
        line!(out, "{}", page.test.trim());
        line!(out);
    }
    line!(out, "Then review again: rule {} must no longer report {}.", md::code(&finding.rule), place(finding));
    line!(out);
    line!(out, "[Back to the summary](../{}.md)", names::folder(review));
    out
}

fn issue(out: &mut String, review: &Review, finding: &Finding, page: Option<&Page>) {
    line!(out, "## Issue description");
    line!(out);
    if let Some(told) = consequence::of(review, finding) {
        line!(out, "**What could happen**: {}", md::prose(&told));
        line!(out);
    }
    line!(out, "{}", md::prose(&finding.message));
    line!(out);
    if let Some(page) = page {
        line!(out, "{}", page.what.trim());
        line!(out);
    }
    line!(out, "## Location");
    line!(out);
    let (from, to) = ((finding.line, finding.column), (finding.end_line, finding.end_column));
    line!(out, "- {} (column {} to line {}, column {})", place(finding), from.1, to.0, to.1);
    line!(out);
    path(out, finding, page);
    line!(out, "## Current state");
    line!(out);
    line!(out, "{} from line {}:", md::code(&finding.file), finding.evidence.first_line);
    line!(out);
    line!(out, "{}", solution::current(finding));
}

fn solution(out: &mut String, finding: &Finding, page: Option<&Page>) {
    line!(out, "## Recommended solution");
    line!(out);
    if let Some(fix) = &finding.fix {
        line!(out, "{}", md::prose(&fix.note));
        line!(out);
    }
    if let Some(page) = page {
        line!(out, "{}", page.fix.trim());
        line!(out);
    }
    // A page that shows code of its own needs no second example.
    let shown = finding.fix.is_none() && page.is_some_and(|page| page.fix.contains("```"));
    let secure = solution::secure(finding);
    if !shown && !secure.is_empty() {
        line!(out, "{secure}");
    }
    if page.is_none() {
        let rule = md::code(&finding.rule);
        if rules::has_pages() {
            line!(out, "This version of Pyvigil has no page for rule {rule}.");
        } else {
            line!(out, "The text of rule {rule} could not be loaded when this report was drawn.");
        }
        line!(out);
    }
}

fn benefit(out: &mut String, finding: &Finding, page: Option<&Page>) {
    line!(out, "## Why this helps");
    line!(out);
    if let Some(page) = page {
        line!(out, "{}\n\nWithout the change: {}", page.why.trim(), page.impact.trim());
    } else {
        line!(out, "It removes the cause of the finding, so that a new review no longer reports it.");
    }
    let authority = catalogue::authority(&finding.rule);
    if !authority.is_empty() {
        line!(out);
        line!(out, "Authority: {}.", authority.join("; "));
    }
    line!(out);
}

/// Severity, score, classes: what a tracker asks for.
fn facts(out: &mut String, review: &Review, finding: &Finding) {
    line!(out, "- **Severity**: {}", severity(finding.severity));
    line!(out, "- **Confidence**: {}", finding.confidence.word());
    match &finding.cvss {
        Some(cvss) => line!(out, "- **CVSS 3.1**: {:.1} ({})", cvss.score, md::code(&cvss.vector)),
        None if finding.kind == Kind::Security => line!(out, "- **CVSS 3.1**: not scored"),
        None => {}
    }
    if !finding.cwe.is_empty() {
        let list: Vec<String> = finding.cwe.iter().map(|id| format!("CWE-{id}")).collect();
        line!(out, "- **CWE**: {}", list.join(", "));
    }
    if !finding.owasp.is_empty() {
        let list: Vec<String> =
            finding.owasp.iter().map(|owasp| format!("{} {}", owasp.code(), owasp.title())).collect();
        line!(out, "- **OWASP Top 10**: {}", list.join(", "));
    }
    let aliases: Vec<String> = finding.aliases.iter().map(|alias| md::code(alias)).collect();
    let also = if aliases.is_empty() { String::new() } else { format!(" (also {})", aliases.join(", ")) };
    line!(out, "- **Rule**: {}{also}", md::code(&finding.rule));
    line!(out, "- **Fingerprint**: {}", md::code(&finding.fingerprint));
    line!(out, "- **Reviewed**: {}", md::text(&review.date));
    line!(out);
}

/// How an attacker gets here: in words, and step by step.
fn path(out: &mut String, finding: &Finding, page: Option<&Page>) {
    if let Some(path) = &finding.attack_path {
        line!(out, "**Attack path**: {}", md::prose(path));
        line!(out);
    } else if let Some(page) = page.filter(|_| finding.kind == Kind::Security) {
        line!(out, "**Attack path**: none was traced to this place. In general:");
        line!(out);
        line!(out, "{}", page.attack_path.trim());
        line!(out);
    }
    for (at, step) in finding.trace.iter().enumerate() {
        let place = md::code(&format!("{}:{}:{}", step.file, step.line, step.column));
        line!(out, "{}. {place} {}", at + 1, md::prose(&step.note));
    }
    if !finding.trace.is_empty() {
        line!(out);
    }
}
