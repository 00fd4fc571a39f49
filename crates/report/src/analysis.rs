//! The Assistant's detailed "Python Security Analysis".

use model::{DependencyKind, Finding, Severity};

use crate::catalogue;
use crate::consequence;
use crate::dependencies::affected;
use crate::drawing::{Drawing, coverage_percent, line, plural, severity};
use crate::formats::setup;
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
    tools(out, drawing);
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
    if let Some(told) = consequence::of(drawing.review, finding) {
        line!(out, "- **Impact**: {}", md::prose(&told));
    } else if let Some(page) = page {
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

/// The settings of the tools, fitted to this review; they are files of a format of their own too.
fn tools(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Security Tools Setup");
    line!(out);
    line!(out, "As files, with settings for Ruff and a CI job: `pyvigil scan --format setup --out DIR`.");
    line!(out);
    for (heading, name, text) in setup::shown(drawing.review) {
        line!(out, "### {heading}");
        line!(out);
        line!(out, "`{name}`:");
        line!(out);
        line!(out, "{}", md::fence("yaml", &text));
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
    let (issues, critical) = (drawing.issues(), drawing.count(Severity::Critical));
    let rows = drawing.review.open_dependencies().count();
    let place = if rows > 0 { "your code and its dependencies" } else { "your code" };
    let vulnerabilities = if critical == 1 { "vulnerability" } else { "vulnerabilities" };
    let mut told = format!(
        "I've found {} in {place}, including {critical} critical {vulnerabilities}.",
        plural(issues, "security issue")
    );
    if let Some(first) = highest(drawing) {
        told.push_str(" The highest priority fix is ");
        told.push_str(&first);
        let ready = drawing.open.iter().filter(|finding| solution::is_ready(finding)).count();
        if ready > 0 || rows > 0 {
            told.push_str(" `pyvigil fix --diff` shows the repairs that are ready and checked, `pyvigil fix --write` applies them.");
        }
    }
    line!(out, "{told}");
    line!(out);
}

/// What is worst, and why that comes first: two ends of a sentence. Code comes before a dependency that is as bad.
fn highest(drawing: &Drawing<'_>) -> Option<String> {
    let first = drawing.security().next();
    let dependency = affected(drawing.review).into_iter().max_by_key(|one| one.worst.rank());
    match (first, dependency) {
        (Some((_, finding)), Some(one)) if one.worst.rank() > finding.severity => {
            Some(format!("the dependency {} because of {}", one.name(), one.told()))
        }
        (None, Some(one)) => Some(format!("the dependency {} because of {}", one.name(), one.told())),
        (Some((number, finding)), _) => {
            let (title, link) = (md::text(&finding.title), drawing.link(number, finding));
            Some(format!("{title} ({link}) because {}", reason(drawing, finding)))
        }
        (None, None) => None,
    }
}

/// Why this one first: its attack path where one was shown, else its rating.
fn reason(drawing: &Drawing<'_>, finding: &Finding) -> String {
    match (&finding.attack_path, consequence::of(drawing.review, finding)) {
        (Some(path), _) => format!("the way from outside is shown: {}", md::prose(path)),
        (None, Some(told)) => {
            format!("nothing is rated higher ({}). {}", severity(finding.severity), md::prose(&told))
        }
        (None, None) => format!("nothing is rated higher ({}).", severity(finding.severity)),
    }
}
