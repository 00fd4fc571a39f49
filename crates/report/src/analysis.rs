//! The Assistant's detailed "Python Security Analysis".

use model::{DependencyKind, Finding, Severity};

use crate::catalogue;
use crate::drawing::{Drawing, coverage_percent, line, plural, severity};
use crate::{checklist, md, plan, solution};

/// More issues than this are not shown with their code in the summary; each has its own file.
const DETAILED: usize = 25;

pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "# Python Security Analysis");
    line!(out);
    assessment(out, drawing);
    issues(out, drawing);
    checklist::audit(out, drawing);
    plan::draw(out, drawing);
    checklist::security(out, drawing);
    metrics(out, drawing);
    next_steps(out, drawing);
}

fn assessment(out: &mut String, drawing: &Drawing<'_>) {
    let review = drawing.review;
    let worst = drawing.worst();
    let risk = match worst {
        Some(Severity::Critical | Severity::High) => "High",
        Some(Severity::Medium) => "Medium",
        _ if review.coverage.files == 0 && review.coverage.manifests == 0 => "not assessed",
        _ => "Low",
    };
    line!(out, "## Security Assessment");
    line!(out);
    line!(out, "- **Overall Risk Level**: {risk}");
    line!(out, "- **Critical Issues**: {}", drawing.count(Severity::Critical));
    let urgent: Vec<(usize, &Finding)> =
        drawing.security().filter(|(_, finding)| finding.severity >= Severity::High).collect();
    let urgent = if urgent.is_empty() { "none".to_owned() } else { drawing.links(&urgent) };
    line!(out, "- **High Priority Fixes**: {urgent}");
    line!(out, "- **Dependencies**: {}", dependencies(drawing));
    let coverage = coverage_percent(review).map_or_else(
        || "not assessed (no code given)".to_owned(),
        |percent| {
            let lines = plural(review.coverage.lines as usize, "line");
            format!("{percent}% ({} of {lines} understood)", review.coverage.lines_parsed)
        },
    );
    line!(out, "- **Code Coverage**: {coverage}");
    line!(out);
}

fn dependencies(drawing: &Drawing<'_>) -> String {
    let vulnerable: Vec<String> = drawing
        .review
        .dependencies
        .iter()
        .filter(|dependency| matches!(dependency.kind, DependencyKind::Vulnerable | DependencyKind::Malicious))
        .filter(|dependency| dependency.state == model::State::Open)
        .map(|dependency| {
            let version = dependency.version.as_deref().unwrap_or("(any version)");
            md::code(&format!("{} {version}", dependency.package))
        })
        .collect();
    if !vulnerable.is_empty() {
        return unique(vulnerable).join(", ");
    }
    match drawing.review.checks.iter().find(|check| check.name == "Vulnerable dependencies") {
        Some(check) if check.outcome == model::Outcome::Passed => "none vulnerable".to_owned(),
        Some(check) if check.outcome == model::Outcome::Found => "see the dependency audit".to_owned(),
        Some(check) => {
            let reason = check.reason.as_deref().map(|reason| format!(" ({})", md::text(reason)));
            format!("not assessed{}", reason.unwrap_or_default())
        }
        None => "not assessed".to_owned(),
    }
}

/// Each once, in the order in which they came.
fn unique(items: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}

fn issues(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Critical Security Issues");
    line!(out);
    let urgent: Vec<(usize, &Finding)> =
        drawing.security().filter(|(_, finding)| finding.severity >= Severity::High).collect();
    if urgent.is_empty() {
        line!(out, "No open finding is rated critical or high.");
        line!(out);
    }
    for (position, (number, finding)) in urgent.iter().take(DETAILED).enumerate() {
        line!(out, "### {}. {}", position + 1, md::text(&finding.title));
        line!(out);
        issue(out, drawing, *number, finding);
    }
    if urgent.len() > DETAILED {
        line!(out, "{} more are described in their own files: see the action items.", urgent.len() - DETAILED);
        line!(out);
    }
}

fn issue(out: &mut String, drawing: &Drawing<'_>, number: usize, finding: &Finding) {
    let page = catalogue::page(&finding.rule);
    line!(out, "- **Location**: {}", md::code(&format!("{}:line {}", finding.file, finding.line)));
    line!(out, "- **Risk Level**: {}", severity(finding.severity));
    line!(out, "- **Description**: {}", md::prose(&finding.message));
    if let Some(path) = &finding.attack_path {
        line!(out, "- **Attack path**: {}", md::prose(path));
    }
    line!(out, "- **Current Code**:");
    line!(out);
    line!(out, "{}", solution::current(finding));
    line!(out, "- **Secure Fix**:{}", note(finding, page));
    line!(out);
    let secure = solution::secure(finding);
    if !secure.is_empty() {
        line!(out, "{secure}");
    }
    if let Some(page) = page {
        line!(out, "- **Impact**: {}", md::one_line(&page.impact));
    } else {
        line!(out, "- **Impact**: see the description");
    }
    let when = if finding.severity == Severity::Critical { "Fix immediately" } else { "Fix in the current iteration" };
    line!(out, "- **Priority**: {when} ({})", drawing.link(number, finding));
    line!(out);
}

fn note(finding: &Finding, page: Option<&rules::Page>) -> String {
    match (&finding.fix, page) {
        (Some(fix), _) => format!(" {}", md::prose(&fix.note)),
        (None, Some(page)) => format!(" {}", md::first_sentence(&page.fix)),
        (None, None) => String::new(),
    }
}

fn metrics(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Success Metrics");
    line!(out);
    line!(out, "### Before Security Hardening");
    line!(out);
    let mut classes: Vec<(&str, usize)> = Vec::new();
    for (_, finding) in drawing.security() {
        match classes.iter_mut().find(|(title, _)| *title == finding.title) {
            Some((_, count)) => *count += 1,
            None => classes.push((&finding.title, 1)),
        }
    }
    for (title, count) in &classes {
        line!(out, "- {}: {}", md::text(title), plural(*count, "open finding"));
    }
    if classes.is_empty() {
        line!(out, "- No open security finding");
    }
    line!(out);
    line!(out, "### After Security Implementation");
    line!(out);
    for (title, _) in &classes {
        line!(out, "- {}: none open in a new review", md::text(title));
    }
    line!(out, "- Regular security scanning in CI/CD: `pyvigil scan` ends with exit status 0");
    line!(out);
}

fn next_steps(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Next Steps");
    line!(out);
    let issues = drawing.security().count();
    let critical = drawing.count(Severity::Critical);
    let vulnerabilities = if critical == 1 { "vulnerability" } else { "vulnerabilities" };
    let sentence = format!(
        "I've found {} in your code, including {critical} critical {vulnerabilities}.",
        plural(issues, "security issue")
    );
    if let Some((number, first)) = drawing.security().next() {
        let (title, link) = (md::text(&first.title), drawing.link(number, first));
        line!(out, "{sentence} The highest priority fix is {title} ({link}) because {}", reason(first));
    } else {
        line!(out, "{sentence}");
    }
    line!(out);
}

/// Why this one first: its attack path where one was shown, else its rating.
fn reason(finding: &Finding) -> String {
    match &finding.attack_path {
        Some(path) => format!("the way from outside is shown: {}", md::prose(path)),
        None => format!("it is the worst rated one: {}.", severity(finding.severity)),
    }
}
