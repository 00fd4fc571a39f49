//! One HTML file with everything in it: no script, no request, and a policy of its own that forbids both. The first page
//! answers how bad it is, what to do first and how long that takes; the rest is for whoever repairs it.

mod markup;
mod sections;

use model::{Review, Severity};

use crate::catalogue;
use crate::dependencies::affected;
use crate::drawing::{Drawing, line, plural};
use crate::md::{self, one_line};
use crate::{comparison, consequence, effort, guard_text};

use markup::{prose, text};

const STYLE: &str = include_str!("style.css");
/// The style's hash, which the policy names: a style that reviewed text might bring along has another one.
const STYLE_HASH: &str = "sha256-0lghF2YY0IVx/Ow9SZ/7jAd1KxHi0gJPYjNckT6pDF8=";

pub(super) fn draw(review: &Review) -> String {
    let drawing = Drawing::new(review);
    let mut out = String::new();
    let date = text(&one_line(&review.date));
    line!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Security review, {date}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>"
    );
    first_page(&mut out, &drawing, &date);
    line!(out, "<main>");
    sections::findings(&mut out, &drawing);
    sections::surface(&mut out, &drawing);
    sections::dependencies(&mut out, &drawing);
    sections::positives(&mut out, &drawing);
    sections::others(&mut out, &drawing);
    sections::method(&mut out, &drawing);
    line!(out, "</main>\n</body>\n</html>");
    out
}

/// How bad, what first, how long.
fn first_page(out: &mut String, drawing: &Drawing<'_>, date: &str) {
    let review = drawing.review;
    // What has little to say is one page.
    let class = if drawing.open.is_empty() && review.dependencies.is_empty() { "only" } else { "first" };
    line!(out, "<header class=\"{class}\">\n<h1>Security review</h1>");
    line!(out, "<p class=\"soft\">{date} · {} · framework: {}</p>", text(&drawing.scope()), text(&drawing.framework()));
    let class = drawing.worst().map_or("low", class_of);
    line!(out, "<p class=\"verdict {class}\">{}</p>", text(&verdict(drawing)));
    if let Some(guard) = guard_text(review) {
        out.push_str(&markup::code(&guard));
    }
    line!(out, "<ul class=\"counts\" aria-label=\"Open issues by severity\">");
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        line!(
            out,
            "<li class=\"{}\"><b>{}</b> <span class=\"word\">{} {}</span></li>",
            class_of(severity),
            drawing.count(severity),
            severity.shape(),
            severity.word()
        );
    }
    line!(out, "</ul>");
    if let Some(compared) = &review.comparison {
        let since = text(&one_line(&compared.date));
        line!(out, "<p>Since the review of {since}: {}.</p>", text(&comparison::tally(compared)));
    }
    if !review.coverage.partial.is_empty() {
        line!(out, "<p><strong>Partial review</strong>: not everything could be judged.</p>\n<ul>");
        for reason in review.coverage.partial.iter().take(SHOWN) {
            line!(out, "<li>{}</li>", prose(reason));
        }
        line!(out, "</ul>");
    }
    what_first(out, drawing);
    how_long(out, drawing);
    line!(out, "</header>");
}

/// Reasons that the first page has room for.
const SHOWN: usize = 5;

/// The style's word for a severity.
const fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Informational => "informational",
    }
}

fn verdict(drawing: &Drawing<'_>) -> String {
    let issues = plural(drawing.issues(), "security issue");
    match drawing.worst() {
        Some(Severity::Critical) => {
            format!("Critical: {issues} open. Repair what is rated critical before anything else is released.")
        }
        Some(Severity::High) => {
            format!("High risk: {issues} open. Repair what is rated high in the current iteration.")
        }
        Some(Severity::Medium) => format!("Moderate risk: {issues} open. Plan the repairs."),
        Some(_) => format!("Low risk: {issues} open, none of them urgent."),
        None if drawing.review.checked() => "No security issue is open in what was reviewed.".to_owned(),
        None => "Nothing was checked.".to_owned(),
    }
}

/// The worst weaknesses, one line each, in plain words.
fn what_first(out: &mut String, drawing: &Drawing<'_>) {
    let mut rules: Vec<&str> = Vec::new();
    let mut items: Vec<(Severity, String)> = Vec::new();
    for (number, finding) in drawing.security() {
        if rules.len() == 3 || rules.contains(&finding.rule.as_str()) {
            continue;
        }
        rules.push(&finding.rule);
        let why = consequence::of(drawing.review, finding).unwrap_or_else(|| {
            catalogue::page(&finding.rule)
                .map_or_else(|| finding.message.clone(), |page| md::first_sentence(&page.why).replace("\\|", "|"))
        });
        let place = format!("{}:{}", finding.file, finding.line);
        let item = format!(
            "<li><span class=\"word {}\">{} {}</span>: <a href=\"#{}\"><strong>{}</strong></a> at <code>{}</code>. {}</li>",
            class_of(finding.severity),
            finding.severity.shape(),
            finding.severity.word(),
            sections::anchor(number),
            text(&one_line(&finding.title)),
            text(&one_line(&place)),
            prose(&why)
        );
        items.push((finding.severity, item));
    }
    if let Some(row) = drawing.review.open_dependencies().next() {
        let version = row.version.as_deref().unwrap_or_default();
        let item = format!(
            "<li><span class=\"word {}\">{} {}</span>: <a href=\"#dependencies\"><strong>{}</strong></a>. {} {}</li>",
            class_of(row.rank()),
            row.rank().shape(),
            row.severity.map_or("Unscored", Severity::word),
            text(&one_line(&format!("{} {version}", row.package))),
            prose(&row.issue),
            prose(&format!("{}.", row.action.trim_end_matches('.')))
        );
        items.push((row.rank(), item));
    }
    if items.is_empty() {
        return;
    }
    // As bad as each other: the code comes before the dependency.
    items.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    line!(out, "<h2>What to do first</h2>\n<ol>");
    for (_, item) in items.iter().take(3) {
        line!(out, "{item}");
    }
    line!(out, "</ol>");
}

/// What each severity takes, and all of it together.
fn how_long(out: &mut String, drawing: &Drawing<'_>) {
    let parts = effort::by_severity(drawing);
    let packages = affected(drawing.review).len();
    if parts.is_empty() && packages == 0 {
        return;
    }
    line!(out, "<h2>How long it takes</h2>");
    line!(out, "<p><strong>Together {}.</strong></p>\n<ul>", effort::together(drawing).words());
    for (severity, count, effort) in parts {
        let (mark, found, took) = (sections::severity(severity), plural(count, "finding"), effort.words());
        line!(out, "<li>{mark}: {took}, {found}</li>");
    }
    if packages > 0 {
        let took = effort::of_dependencies(drawing).words();
        line!(
            out,
            "<li><strong>Dependencies</strong>: {took}, {} to raise, replace or pin</li>",
            plural(packages, "package")
        );
    }
    line!(out, "</ul>\n<p class=\"soft\">{}</p>", effort::METHOD);
}
