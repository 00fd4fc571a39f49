//! The summary report: the Assistant's template, its detailed analysis, then the Skill's review.

use model::{Kind, Review, Severity};

use crate::catalogue;
use crate::drawing::{Drawing, line, place, plural, severity, tally};
use crate::{analysis, comparison, executive, guard_text, md};

/// The whole of `security-analysis-DATE.md`.
pub(crate) fn draw(review: &Review) -> String {
    let drawing = Drawing::new(review);
    let mut out = String::new();
    line!(out, "# Security Analysis");
    line!(out);
    overview(&mut out, &drawing);
    brief(&mut out, &drawing);
    by_kind(&mut out, &drawing);
    comparison::draw(&mut out, &drawing);
    actions(&mut out, &drawing);
    metrics(&mut out, &drawing);
    analysis::draw(&mut out, &drawing);
    executive::draw(&mut out, &drawing);
    out
}

fn overview(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Overview");
    line!(out);
    line!(out, "- **Scope**: {}", drawing.scope());
    line!(out, "- **Files Analyzed**: {}", drawing.review.coverage.files);
    line!(out, "- **Critical Issues**: {}", drawing.count(Severity::Critical));
    line!(out, "- **High Priority Items**: {}", drawing.count(Severity::High));
    line!(out, "- **Recommended Priority**: {}", priority(drawing));
    line!(out);
}

/// What to do first, in one sentence.
fn priority(drawing: &Drawing<'_>) -> String {
    let worst = drawing.worst();
    let count = |severity| plural(drawing.count(severity), "finding");
    match worst {
        Some(Severity::Critical) => {
            format!("fix the {} rated critical before anything else is released", count(Severity::Critical))
        }
        Some(Severity::High) => format!("fix the {} rated high in the current iteration", count(Severity::High)),
        Some(Severity::Medium) => format!("plan the {} rated medium", count(Severity::Medium)),
        Some(_) => "no urgent work; take the low findings along with other changes".to_owned(),
        None if drawing.review.coverage.files == 0 && drawing.review.coverage.manifests == 0 => {
            "provide code or dependencies to analyze".to_owned()
        }
        None => "nothing to fix; keep scanning".to_owned(),
    }
}

fn brief(out: &mut String, drawing: &Drawing<'_>) {
    let review = drawing.review;
    line!(out, "## Summary");
    line!(out);
    if let Some(guard) = guard_text(review) {
        line!(out, "{}", md::fence("text", &guard));
    }
    let silenced = drawing.in_state(model::State::Suppressed).count();
    let dismissed = drawing.in_state(model::State::Dismissed).count();
    line!(
        out,
        "Open security findings: {}. {} reviewed and suppressed by a comment in the code or the project's configuration, {} dismissed with a reason.",
        tally(drawing),
        silenced,
        dismissed
    );
    if review.guard.is_none() && drawing.issues() == 0 {
        line!(out);
        let why = if review.checked() {
            "Findings below the chosen severity are open and not listed."
        } else {
            "Nothing was checked; the coverage section says why."
        };
        line!(out, "{why}");
    }
    if let Some((number, first)) = drawing.security().next() {
        line!(out);
        line!(
            out,
            "Start with {}: {} at {}. {}",
            drawing.link(number, first),
            md::text(&first.title),
            place(first),
            md::prose(&first.message)
        );
    }
    if !drawing.open.is_empty() && !rules::has_pages() {
        line!(out);
        line!(
            out,
            "**Explanations are missing**: the texts of the rules could not be loaded when this report was drawn. It names \
             what was found and where; general advice on why it matters, how to repair it and how to test that is left out."
        );
    }
    if !review.coverage.partial.is_empty() {
        line!(out);
        line!(out, "**Partial review**: not everything could be judged.");
        line!(out);
        for reason in &review.coverage.partial {
            line!(out, "- {}", md::prose(reason));
        }
    }
    line!(out);
}

fn by_kind(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Findings Summary");
    line!(out);
    for (label, kind) in [
        ("Security", Kind::Security),
        ("Performance", Kind::Performance),
        ("Code Quality", Kind::Quality),
        ("Quality & Testing", Kind::Testing),
    ] {
        let findings: Vec<_> = drawing.of_kind(kind).collect();
        let summary = if !findings.is_empty() {
            let mut titles: Vec<String> = Vec::new();
            for (_, finding) in &findings {
                let title = md::text(&finding.title);
                if titles.len() < 3 && !titles.contains(&title) {
                    titles.push(title);
                }
            }
            format!("{} ({})", plural(findings.len(), "open finding"), titles.join(", "))
        } else if catalogue::assesses(kind, drawing.review.mode) {
            "0 open findings".to_owned()
        } else {
            "not assessed (no rule of this kind ran)".to_owned()
        };
        line!(out, "- {label}: {summary}");
    }
    line!(out);
}

fn actions(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Prioritized Action Items");
    line!(out);
    for (number, finding) in drawing.numbered() {
        let label = format!("{} {}", md::text(&finding.id), md::text(&finding.title));
        line!(
            out,
            "{number}. {}: {} at {}",
            severity(finding.severity),
            drawing.link_as(number, finding, &label),
            place(finding)
        );
    }
    if drawing.open.is_empty() {
        line!(out, "No action items: no finding is open.");
    }
    if drawing.open.len() > crate::names::MAX_FINDING_FILES {
        line!(out);
        line!(out, "The first {} findings have a file of their own.", crate::names::MAX_FINDING_FILES);
    }
    line!(out);
}

fn metrics(out: &mut String, drawing: &Drawing<'_>) {
    line!(out, "## Success Metrics");
    line!(out);
    line!(out, "- Security: Zero critical vulnerabilities (now: {})", drawing.count(Severity::Critical));
    let quality = drawing.of_kind(Kind::Quality).count();
    let quality = if catalogue::assesses(Kind::Quality, drawing.review.mode) || quality > 0 {
        format!("now: {}", plural(quality, "open concern"))
    } else {
        "not assessed".to_owned()
    };
    line!(out, "- Quality: Linting passes, complexity reduced ({quality})");
    line!(out, "- Performance: Response times within targets (not assessed: needs the running application)");
    line!(out, "- Testing: 80%+ coverage for critical paths (not assessed: needs the test run)");
    line!(out);
}
