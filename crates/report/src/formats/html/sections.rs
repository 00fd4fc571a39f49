//! What comes after the first page.

use std::collections::HashMap;

use model::{Finding, Severity, State};

use super::class_of;
use super::markup::{blocks, code, prose, text};
use crate::catalogue;
use crate::consequence;
use crate::dependencies::remarks;
use crate::drawing::{Drawing, coverage_percent, line, plural};
use crate::md::one_line;
use crate::{solution, surface};

/// More findings than this are listed without their code: the file must stay one that a browser opens at once.
const DETAILED: usize = 300;
/// Rows and groups that a table shows.
const LISTED: usize = 500;

/// The name of a finding's place in the file.
pub(super) fn anchor(number: usize) -> String {
    format!("finding-{number}")
}

pub(super) fn findings(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "<h2>Findings</h2>");
    if drawing.open.is_empty() {
        line!(out, "<p>No finding is open.</p>");
        return;
    }
    line!(
        out,
        "<table class=\"list\">\n<thead><tr><th>Finding</th><th>Severity</th><th>Place</th><th>Rule</th></tr></thead>\n<tbody>"
    );
    for (number, finding) in drawing.numbered().take(LISTED) {
        let label = format!("{} {}", one_line(&finding.id), one_line(&finding.title));
        let label = match number {
            1..=DETAILED => format!("<a href=\"#{}\">{}</a>", anchor(number), text(&label)),
            _ => text(&label),
        };
        line!(
            out,
            "<tr><td>{label}</td><td>{}</td><td><code>{}</code></td><td><code>{}</code></td></tr>",
            severity(finding.severity),
            place(finding),
            text(&one_line(&finding.rule))
        );
    }
    line!(out, "</tbody>\n</table>");
    if drawing.open.len() > LISTED {
        line!(out, "<p>And {} more, all of them in the JSON report.</p>", drawing.open.len() - LISTED);
    }
    // What a rule's page says is told once.
    let mut told: HashMap<&str, (usize, &Finding)> = HashMap::new();
    for (number, finding) in drawing.numbered().take(DETAILED) {
        let before = told.get(&*finding.rule).copied();
        one(out, drawing, (number, finding), before);
        told.entry(&finding.rule).or_insert((number, finding));
    }
    if drawing.open.len() > DETAILED {
        line!(out, "<p>The other findings are described in files of their own in the archive.</p>");
    }
}

pub(super) fn severity(severity: Severity) -> String {
    format!("<span class=\"word {}\">{} {}</span>", class_of(severity), severity.shape(), severity.word())
}

fn place(finding: &Finding) -> String {
    text(&one_line(&format!("{}:{}", finding.file, finding.line)))
}

/// A finding; `before` is the first one of its rule, if that is another one.
fn one(
    out: &mut String,
    drawing: &Drawing<'_>,
    (number, finding): (usize, &Finding),
    before: Option<(usize, &Finding)>,
) {
    let page = catalogue::page(&finding.rule);
    line!(out, "<article class=\"finding {}\" id=\"{}\">", class_of(finding.severity), anchor(number));
    line!(out, "<div class=\"short\">\n<h3>{} {}</h3>", text(&one_line(&finding.id)), text(&one_line(&finding.title)));
    let mut facts = vec![severity(finding.severity), format!("confidence {}", finding.confidence.word())];
    facts.extend(finding.cvss.iter().map(|cvss| format!("CVSS {:.1} <code>{}</code>", cvss.score, text(&cvss.vector))));
    facts.extend(finding.cwe.iter().map(|id| format!("CWE-{id}")));
    facts.extend(finding.owasp.iter().map(|owasp| format!("{} {}", owasp.code(), owasp.title())));
    line!(out, "<p>{}</p>", facts.join(" · "));
    line!(out, "<p><code>{}</code> · rule <code>{}</code></p>", place(finding), text(&one_line(&finding.rule)));
    if let Some(told) = consequence::of(drawing.review, finding) {
        line!(out, "<p><strong>What could happen</strong>: {}</p>", prose(&told));
    }
    line!(out, "<p>{}</p>", prose(&finding.message));
    if let Some(path) = &finding.attack_path {
        line!(out, "<p><strong>Attack path</strong>: {}</p>", prose(path));
    }
    if !finding.trace.is_empty() {
        line!(out, "<ol>");
        for step in &finding.trace {
            let place = format!("{}:{}", step.file, step.line);
            line!(out, "<li><code>{}</code> {}</li>", text(&one_line(&place)), prose(&step.note));
        }
        line!(out, "</ol>");
    }
    line!(out, "</div>\n<h4>Code from line {}</h4>", finding.evidence.first_line);
    out.push_str(&code(&finding.evidence.code));
    if let Some(page) = page.filter(|_| before.is_none()) {
        line!(out, "<h4>Why it matters</h4>");
        out.push_str(&blocks(&page.why));
    }
    repair(out, finding, page.filter(|_| before.is_none()));
    if let Some((number, first)) = before.filter(|_| page.is_some()) {
        let (anchor, id) = (anchor(number), text(&one_line(&first.id)));
        line!(out, "<p>Why it matters, how to fix and how to test: as for <a href=\"#{anchor}\">{id}</a>.</p>");
    }
    line!(out, "</article>");
}

fn repair(out: &mut String, finding: &Finding, page: Option<&rules::Page>) {
    if finding.fix.is_none() && page.is_none() {
        return;
    }
    line!(out, "<h4>How to fix</h4>");
    if let Some(fix) = &finding.fix {
        line!(out, "<p>{}</p>", prose(&fix.note));
        if let Some(fixed) = solution::fixed(finding) {
            out.push_str(&code(fixed));
        }
    }
    let Some(page) = page else { return };
    out.push_str(&blocks(&page.fix));
    line!(out, "<h4>Steps</h4>");
    out.push_str(&blocks(&page.steps));
    line!(out, "<h4>How to test</h4>");
    out.push_str(&blocks(&page.test));
}

/// By which doors data comes in, and who stands before them.
pub(super) fn surface(out: &mut String, drawing: &Drawing<'_>) {
    let recon = &drawing.review.recon;
    if recon.entry_points.is_empty() && recon.libraries.is_empty() {
        return;
    }
    line!(out, "<h2 id=\"surface\">Attack surface</h2>\n<ul>");
    for (name, value) in surface::facts(recon) {
        line!(out, "<li><strong>{name}:</strong> {}</li>", text(&one_line(&value)));
    }
    line!(out, "<li><strong>Entry points:</strong> {}</li>", text(&surface::tally(recon)));
    if let Some(computed) = surface::computed(recon) {
        line!(out, "<li><strong>Further routes:</strong> {}</li>", text(&one_line(&computed)));
    }
    line!(out, "</ul>");
    if recon.entry_points.is_empty() {
        return;
    }
    line!(
        out,
        "<table class=\"surface\">\n<thead><tr><th>Entry</th><th>Guards</th><th>Function</th><th>Place</th><th>Open findings</th></tr></thead>\n<tbody>"
    );
    for (entry, open) in surface::doors(drawing).into_iter().take(surface::LISTED) {
        let guards = if entry.guards.is_empty() { "none in sight".to_owned() } else { entry.guards.join(", ") };
        let open: Vec<&str> = open.into_iter().map(|(_, finding)| &*finding.id).collect();
        line!(
            out,
            "<tr><td><code>{}</code></td><td>{}</td><td><code>{}</code></td><td><code>{}</code></td><td>{}</td></tr>",
            text(&one_line(&surface::door(entry))),
            text(&one_line(&guards)),
            text(&one_line(&entry.function)),
            text(&one_line(&format!("{}:{}", entry.location.file, entry.location.line))),
            if open.is_empty() { "–".to_owned() } else { text(&one_line(&open.join(", "))) }
        );
    }
    line!(out, "</tbody>\n</table>");
    if recon.entry_points.len() > surface::LISTED {
        line!(out, "<p>And {} more, all of them in the JSON report.</p>", recon.entry_points.len() - surface::LISTED);
    }
}

pub(super) fn dependencies(out: &mut String, drawing: &Drawing<'_>) {
    let review = drawing.review;
    if review.dependencies.is_empty() && review.coverage.manifests == 0 {
        return;
    }
    line!(out, "<h2 id=\"dependencies\">Dependencies</h2>");
    let date = review.coverage.advisories_date.as_deref().unwrap_or("an unknown date");
    line!(out, "<p>Advisory data as of {}.</p>", text(&one_line(date)));
    if review.dependencies.is_empty() {
        line!(out, "<p>Nothing is known against any of them.</p>");
        return;
    }
    line!(
        out,
        "<table class=\"packages\">\n<thead><tr><th>Package</th><th>Version</th><th>Issue</th><th>Severity</th><th>Action</th></tr></thead>\n<tbody>"
    );
    for row in review.dependencies.iter().take(LISTED) {
        let word = row.severity.map_or_else(|| "<span class=\"word\">Unscored</span>".to_owned(), severity);
        let state = if row.state == State::Open { "" } else { " (dismissed)" };
        let exploited = if row.exploited { ", <strong>exploited in the wild</strong>" } else { "" };
        line!(
            out,
            "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{}{exploited} (<code>{}</code>)</td>\
             <td>{word}{state}</td><td>{}</td></tr>",
            text(&one_line(&row.package)),
            row.version.as_deref().map_or_else(|| "–".to_owned(), |version| text(&one_line(version))),
            prose(&row.issue),
            text(&one_line(&format!("{}:{}", row.file, row.line))),
            prose(&row.action)
        );
    }
    line!(out, "</tbody>\n</table>");
    if review.dependencies.len() > LISTED {
        line!(out, "<p>And {} more, all of them in the JSON report.</p>", review.dependencies.len() - LISTED);
    }
    let remarks = remarks(&review.dependencies);
    if !remarks.is_empty() {
        line!(out, "<h3>Whether the code uses them</h3>\n<ul>");
        for (package, remark) in remarks {
            line!(out, "<li><code>{}</code>: {}</li>", text(&one_line(package)), prose(remark));
        }
        line!(out, "</ul>");
    }
}

pub(super) fn positives(out: &mut String, drawing: &Drawing<'_>) {
    if drawing.review.positives.is_empty() {
        return;
    }
    line!(out, "<h2>What is working well</h2>\n<ul>");
    for positive in &drawing.review.positives {
        let place = |place: &model::Location| {
            format!("<code>{}</code>", text(&one_line(&format!("{}:{}", place.file, place.line))))
        };
        let places: Vec<String> = positive.places().map(place).collect();
        let more = if positive.unnamed() > 0 { format!(" and {} more", positive.unnamed()) } else { String::new() };
        line!(out, "<li>{} ({}{more})</li>", prose(&positive.message), places.join(", "));
    }
    line!(out, "</ul>");
}

/// Suppressed and dismissed findings, those that say the same together.
pub(super) fn others(out: &mut String, drawing: &Drawing<'_>) {
    for (title, state, unexplained) in [
        ("Reviewed and suppressed", State::Suppressed, "no justification given"),
        ("Dismissed, with reasons", State::Dismissed, "no reason recorded"),
    ] {
        let groups = drawing.groups(state);
        if groups.is_empty() {
            continue;
        }
        line!(out, "<h2>{title}</h2>\n<ul>");
        for group in groups.iter().take(LISTED) {
            // What was dismissed does no harm, so its severity says nothing.
            let severity = match state {
                State::Suppressed => format!(", {}", severity(group.first.severity)),
                _ => String::new(),
            };
            line!(
                out,
                "<li><code>{}</code> {}{severity}: {} — {}</li>",
                text(&one_line(&group.first.rule)),
                text(&one_line(&group.first.title)),
                group.places(5, |finding| format!("<code>{}</code>", place(finding))),
                prose(group.reason.unwrap_or(unexplained))
            );
        }
        line!(out, "</ul>");
        let left: usize = groups.iter().skip(LISTED).map(|group| group.findings.len()).sum();
        if left > 0 {
            line!(out, "<p>And {left} more, all of them in the JSON report.</p>");
        }
    }
}

pub(super) fn method(out: &mut String, drawing: &Drawing<'_>) {
    let coverage = &drawing.review.coverage;
    line!(out, "<h2>Coverage, method and limits</h2>\n<dl>");
    let understood = coverage_percent(drawing.review)
        .map_or_else(String::new, |percent| format!(", {percent}% of the lines understood"));
    let covered = format!(
        "{}, {}, {} run{understood}",
        plural(coverage.files as usize, "file"),
        plural(coverage.lines as usize, "line"),
        plural(coverage.rules as usize, "rule")
    );
    line!(out, "<dt>Covered</dt><dd>{covered}</dd>");
    let advisories = coverage.advisories_date.as_deref().map_or_else(|| "none used".to_owned(), one_line);
    line!(out, "<dt>Advisory data</dt><dd>{}</dd>", text(&advisories));
    for reason in &coverage.partial {
        line!(out, "<dt>Partial review</dt><dd>{}</dd>", prose(reason));
    }
    for skipped in coverage.skipped.iter().take(LISTED) {
        line!(
            out,
            "<dt>Not reviewed</dt><dd><code>{}</code>: {}</dd>",
            text(&one_line(&skipped.file)),
            prose(&skipped.reason)
        );
    }
    line!(
        out,
        "<dt>Method</dt><dd>Static analysis: the code was parsed and never run; what the rules found was triaged by following \
         the data to where it comes from.</dd>\n<dt>Limits</dt><dd>No static review proves the absence of vulnerabilities. What \
         exists only at run time was not seen.</dd>\n</dl>"
    );
}
