//! The Skill's review: for the person who decides on budget and dates, then the technical table.

use model::{Finding, NotRun, Phase, Severity, State, ToolResult};

use crate::drawing::{Drawing, Group, category, coverage_percent, line, location, place, plural};
use crate::md;
use crate::{catalogue, consequence, dependencies, surface};

pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "# Security Review");
    line!(out);
    line!(out, "## Security Review: {}", application(drawing));
    line!(out);
    line!(out, "- **Date:** {}", md::text(&drawing.review.date));
    line!(out, "- **Reviewer:** Pyvigil, a deterministic program");
    line!(out, "- **Framework:** {}", drawing.framework());
    line!(out, "- **Scope:** {}", drawing.scope());
    line!(out);
    state(out, drawing);
    risk(out, drawing);
    top(out, drawing);
    positives(out, drawing);
    next(out, drawing);
    surface::draw(out, drawing);
    technical(out, drawing);
    dependencies::draw(out, drawing);
    anti_patterns(out, drawing);
    suppressed(out, drawing);
    dismissed(out, drawing);
    method(out, drawing);
}

/// What was reviewed, as a name: nothing given says what the application is called.
fn application(drawing: &Drawing<'_>) -> String {
    let review = drawing.review;
    match (review.recon.frameworks.is_empty(), review.coverage.files) {
        (false, _) => format!("{} application", drawing.framework()),
        (true, 0) if review.coverage.manifests > 0 => "dependencies of a Python project".to_owned(),
        _ => "Python code".to_owned(),
    }
}

fn state(out: &mut String, drawing: &Drawing<'_>) {
    let state = &drawing.review.state;
    let phase = match state.phase {
        Phase::Reconnaissance => "RECONNAISSANCE",
        Phase::Scan => "SCAN",
        Phase::Report => "REPORT",
        Phase::Recommend => "RECOMMEND",
        Phase::Complete => "COMPLETE",
    };
    let auth = match state.auth_mechanism {
        model::AuthMechanism::Jwt => "jwt",
        model::AuthMechanism::Session => "session",
        model::AuthMechanism::Oauth2 => "oauth2",
        model::AuthMechanism::Apikey => "apikey",
        model::AuthMechanism::Custom => "custom",
        model::AuthMechanism::None => "none",
    };
    let ran = |result| match result {
        ToolResult::Ran(true) => "true",
        ToolResult::Ran(false) => "false",
        ToolResult::NotRun(NotRun::NotRun) => "not_run",
    };
    let block = format!(
        "<python-security-state>\nphase: {phase}\nframework_detected: {}\nauth_mechanism: {auth}\n\
         findings_count: {}\ncritical_count: {}\nhigh_count: {}\nmedium_count: {}\nlow_count: {}\n\
         bandit_clean: {}\npip_audit_clean: {}\nlast_action: {}\nnext_action: {}\n</python-security-state>",
        md::one_line(&state.framework_detected),
        state.findings_count,
        state.critical_count,
        state.high_count,
        state.medium_count,
        state.low_count,
        ran(state.bandit_clean),
        ran(state.pip_audit_clean),
        md::one_line(&state.last_action),
        md::one_line(&state.next_action),
    );
    line!(out, "### State");
    line!(out);
    line!(out, "{}", md::fence("text", &block));
    line!(
        out,
        "`bandit_clean` and `pip_audit_clean` speak of the scan before triage, the counts of what is open after it."
    );
    line!(out);
}

fn risk(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "### Risk Summary");
    line!(out);
    line!(out, "| Severity | Count | Business Impact |");
    line!(out, "|----------|-------|-----------------|");
    for (severity, impact) in [
        (Severity::Critical, "Immediate exploitation risk; data breach or system compromise possible"),
        (Severity::High, "Significant risk; exploitation likely without remediation"),
        (Severity::Medium, "Moderate risk; exploitation requires specific conditions"),
        (Severity::Low, "Minor risk; defense-in-depth improvement"),
    ] {
        line!(out, "| {} {} | {} | {impact} |", severity.emoji(), severity.word(), drawing.count(severity));
    }
    line!(out);
}

fn top(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "### Top 3 Findings (Plain Language)");
    line!(out);
    let mut rules: Vec<&str> = Vec::new();
    let mut told: Vec<(Severity, String)> = Vec::new();
    for (number, finding) in drawing.security() {
        // Three places of one weakness are one thing to know.
        if rules.len() == 3 || rules.contains(&finding.rule.as_str()) {
            continue;
        }
        rules.push(&finding.rule);
        let words = format!(
            "**{}** — {} ({})",
            md::text(&finding.title),
            in_plain_words(drawing, finding),
            drawing.link(number, finding)
        );
        told.push((finding.severity, words));
    }
    let dependencies = dependencies::affected(drawing.review);
    told.extend(dependencies.iter().take(3).map(|dependency| {
        (dependency.worst.rank(), format!("**Dependency {}** — {}", dependency.name(), dependency.told()))
    }));
    told.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    for (at, (_, words)) in told.iter().take(3).enumerate() {
        line!(out, "{}. {words}", at + 1);
    }
    if told.is_empty() {
        line!(out, "No security finding is open.");
    }
    line!(out);
}

fn in_plain_words(drawing: &Drawing<'_>, finding: &Finding) -> String {
    match (consequence::of(drawing.review, finding), catalogue::page(&finding.rule)) {
        (Some(told), _) => md::prose(&told),
        (None, Some(page)) => md::first_sentence(&page.why),
        (None, None) => md::prose(&finding.message),
    }
}

fn positives(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "### What Is Working Well");
    line!(out);
    for positive in &drawing.review.positives {
        let places: Vec<String> = positive.places().map(location).collect();
        let more = if positive.unnamed() > 0 { format!(" and {} more", positive.unnamed()) } else { String::new() };
        line!(out, "- {} ({}{more})", md::prose(&positive.message), places.join(", "));
    }
    if drawing.review.positives.is_empty() {
        line!(out, "No good practice was recognized in the reviewed code; the review knows only some of them.");
    }
    line!(out);
}

fn next(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "### Recommended Next Steps");
    line!(out);
    let mut number = 0;
    let dependencies = dependencies::affected(drawing.review);
    for (severity, when) in [
        (Severity::Critical, "Immediately"),
        (Severity::High, "Short term"),
        (Severity::Medium, "Medium term"),
        (Severity::Low, "When the code is touched anyway"),
    ] {
        let findings: Vec<(usize, &Finding)> =
            drawing.security().filter(|(_, finding)| finding.severity == severity).collect();
        let rated = severity.word().to_lowercase();
        if !findings.is_empty() {
            number += 1;
            let links = drawing.links(&findings);
            line!(out, "{number}. {when}: {} rated {rated}: {links}", plural(findings.len(), "finding"));
        }
        let outdated: Vec<String> =
            dependencies.iter().filter(|one| one.worst.rank() == severity).map(dependencies::Affected::name).collect();
        if !outdated.is_empty() {
            number += 1;
            line!(out, "{number}. {when}: dependencies with issues rated {rated} at worst: {}", outdated.join(", "));
        }
    }
    line!(out, "{}. Review again after the changes, and on every commit (`pyvigil scan` in CI).", number + 1);
    line!(out);
}

fn technical(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Technical Findings");
    line!(out);
    if drawing.open.is_empty() {
        line!(out, "No finding is open.");
        line!(out);
        return;
    }
    line!(out, "| ID | Severity | Category | File | Line | Description | Remediation |");
    line!(out, "|----|----------|----------|------|------|-------------|-------------|");
    for (number, finding) in drawing.numbered() {
        let remediation = match (&finding.fix, catalogue::page(&finding.rule)) {
            (Some(fix), _) => md::prose(&fix.note),
            (None, Some(page)) => md::first_sentence(&page.fix),
            (None, None) => "–".to_owned(),
        };
        line!(
            out,
            "| {} | {} {} | {} | {} | {} | {}: {} | {remediation} |",
            drawing.link(number, finding),
            finding.severity.emoji(),
            finding.severity.word(),
            category(finding),
            md::code(&finding.file),
            finding.line,
            md::code(&finding.rule),
            md::text(&finding.title),
        );
    }
    line!(out);
}

fn anti_patterns(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Anti-Patterns Matched");
    line!(out);
    for pattern in &drawing.review.anti_patterns {
        let matched: Vec<(usize, &Finding)> =
            drawing.security().filter(|(_, finding)| pattern.findings.contains(&finding.id)).collect();
        line!(
            out,
            "- {}: {} — {} (number {} of the ten)",
            md::prose(&pattern.name),
            drawing.links(&matched),
            md::prose(&pattern.instead),
            pattern.number
        );
    }
    if drawing.review.anti_patterns.is_empty() {
        line!(out, "None of the ten anti-patterns.");
    }
    line!(out);
}

fn suppressed(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Reviewed and Suppressed");
    line!(out);
    let groups = drawing.groups(State::Suppressed);
    for group in groups.iter().take(GROUPS) {
        let finding = group.first;
        line!(
            out,
            "- {} {} ({}): {}{} at {} — {}",
            finding.severity.emoji(),
            finding.severity.word(),
            md::code(&finding.rule),
            md::text(&finding.title),
            times(group),
            group.places(SUPPRESSED_PLACES, place),
            group.reason.map_or_else(|| "no justification given".to_owned(), md::prose)
        );
    }
    if groups.is_empty() {
        line!(out, "No finding is suppressed by a comment or by the project's configuration.");
    }
    more(out, &groups);
    line!(out);
}

fn dismissed(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Dismissed, with Reasons");
    line!(out);
    let mut groups = drawing.groups(State::Dismissed);
    // What there is most of is read once and not missed below.
    groups.sort_by_key(|group| std::cmp::Reverse(group.findings.len()));
    for group in groups.iter().take(GROUPS) {
        line!(
            out,
            "- {} {}{} at {} — {}",
            md::code(&group.first.rule),
            md::text(&group.first.title),
            times(group),
            group.places(DISMISSED_PLACES, place),
            group.reason.map_or_else(|| "no reason recorded".to_owned(), md::prose)
        );
    }
    if groups.is_empty() {
        line!(out, "The scan reported nothing that triage dismissed.");
    }
    more(out, &groups);
    line!(out);
}

/// Groups of findings that are listed in one section; a review of a large project has thousands.
const GROUPS: usize = 200;
/// Places that are named of a group that a person decided about, and of one that the review did.
const SUPPRESSED_PLACES: usize = 20;
const DISMISSED_PLACES: usize = 5;

/// ` (12 times)`, where it is more than once.
fn times(group: &Group<'_>) -> String {
    match group.findings.len() {
        1 => String::new(),
        count => format!(" ({count} times)"),
    }
}

/// How much is not listed, and where it is.
fn more(out: &mut String, groups: &[Group<'_>]) {
    let left: usize = groups.iter().skip(GROUPS).map(|group| group.findings.len()).sum();
    if left > 0 {
        line!(out, "- and {left} more, all of them in the JSON report");
    }
}

fn method(out: &mut String, drawing: &Drawing<'_>) {
    let coverage = &drawing.review.coverage;
    line!(out, "## Coverage, Method and Limits");
    line!(out);
    line!(
        out,
        "- **Covered:** {}, {}, {} run",
        plural(coverage.files as usize, "file"),
        plural(coverage.lines as usize, "line"),
        plural(coverage.rules as usize, "rule")
    );
    if let Some(percent) = coverage_percent(drawing.review) {
        line!(out, "- **Understood:** {percent}% of the lines");
    }
    let advisories = coverage.advisories_date.as_deref().map_or_else(|| "none used".to_owned(), md::text);
    line!(out, "- **Advisory data:** {advisories}");
    for reason in &coverage.partial {
        line!(out, "- **Partial review:** {}", md::prose(reason));
    }
    for skipped in &coverage.skipped {
        line!(out, "- **Not reviewed:** {}: {}", md::code(&skipped.file), md::prose(&skipped.reason));
    }
    line!(
        out,
        "- **Method:** static analysis. The code was parsed and never run; patterns found by the rules were triaged by \
         following the data to where it comes from."
    );
    line!(
        out,
        "- **Limits:** no static review proves the absence of vulnerabilities. What runs only at run time \
         (configuration outside the files given, other services, the network) was not seen."
    );
}
