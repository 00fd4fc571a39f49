//! The terminal's report: one paragraph a finding, then the counts.

use model::{Applicability, Finding, Review, Severity, State};

use crate::comparison;
use crate::dependencies::{remark_lines, table};
use crate::drawing::{Drawing, coverage_percent, line, plural, tally};
use crate::guard_text;
use crate::md::one_line;

/// Suppressed or dismissed findings that say the same are one group; more groups than this are counted, not listed.
const LISTED_SUPPRESSED: usize = 100;
const LISTED_DISMISSED: usize = 20;
/// Places that are named of a group.
const PLACES: usize = 3;

/// SGR sequences; empty without colour.
struct Paint {
    colour: bool,
}

impl Paint {
    fn wrap(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn dim(&self, text: &str) -> String {
        self.wrap("2", text)
    }

    fn bold(&self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn severity(&self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical => "1;31",
            Severity::High => "31",
            Severity::Medium => "33",
            Severity::Low => "32",
            Severity::Informational => "36",
        };
        self.wrap(code, text)
    }
}

/// The review for a terminal, `\n` after every line; `colour` adds ANSI colours. Control and bidirectional
/// characters of the reviewed code are written out, so that it cannot steer the terminal.
pub fn text(review: &Review, colour: bool) -> String {
    let drawing = Drawing::new(review);
    let paint = Paint { colour };
    let mut out = String::new();
    if let Some(guard) = guard_text(review) {
        line!(out, "{guard}");
        line!(out);
    }
    if review.guard == Some(model::Guard::NoActionableInput) && review.coverage.files == 0 {
        skipped(&mut out, &paint, review);
        return out;
    }
    for finding in &drawing.open {
        open(&mut out, &paint, finding);
    }
    dependencies(&mut out, &paint, review);
    reviewed(&mut out, &paint, &drawing);
    if let Some(comparison) = &review.comparison {
        for told in comparison::lines(comparison) {
            line!(out, "{told}");
        }
        line!(out, "Since the review of {}: {}", one_line(&comparison.date), comparison::tally(comparison));
        line!(out);
    }
    totals(&mut out, &paint, &drawing);
    next(&mut out, &paint, &drawing);
    skipped(&mut out, &paint, review);
    out
}

fn open(out: &mut String, paint: &Paint, finding: &Finding) {
    let severity = finding.severity;
    let head = format!("{} {}", severity.shape(), severity.word());
    line!(
        out,
        "{}  {}  {}  {}",
        paint.severity(severity, &head),
        paint.bold(&place(finding)),
        one_line(&finding.rule),
        one_line(&finding.title)
    );
    line!(out, "    {}", one_line(&finding.message));
    if let Some(path) = &finding.attack_path {
        line!(out, "    {} {}", paint.dim("attack path:"), one_line(path));
    }
    if let Some(reason) = &finding.reason {
        line!(out, "    {} {}", paint.dim("reason:"), one_line(reason));
    }
    if let Some(fix) = &finding.fix {
        let label = match fix.applicability {
            Applicability::Safe => "fix:",
            Applicability::NeedsReview => "fix, to be decided:",
        };
        line!(out, "    {} {}", paint.dim(label), one_line(&fix.note));
    }
    let mut facts = Vec::new();
    if let Some(cvss) = &finding.cvss {
        facts.push(format!("CVSS {:.1}", cvss.score));
    }
    facts.push(format!("confidence {}", finding.confidence.word()));
    facts.extend(finding.cwe.iter().map(|id| format!("CWE-{id}")));
    facts.extend(finding.owasp.iter().map(|owasp| owasp.code().to_owned()));
    line!(out, "    {}", paint.dim(&format!("{} · {}", one_line(&finding.id), facts.join(" · "))));
    line!(out);
}

/// The table of the dependency audit.
fn dependencies(out: &mut String, paint: &Paint, review: &Review) {
    let before = out.len();
    for (at, row) in table(&review.dependencies).iter().enumerate() {
        line!(out, "{}", if at == 0 { paint.bold(row) } else { row.clone() });
    }
    for remark in remark_lines(&review.dependencies) {
        line!(out, "{}", paint.dim(&remark));
    }
    if out.len() > before {
        line!(out);
    }
}

/// Suppressed and dismissed findings: those that say the same in one line.
fn reviewed(out: &mut String, paint: &Paint, drawing: &Drawing<'_>) {
    let before = out.len();
    for (state, word, unsaid, listed) in [
        (State::Suppressed, "suppressed", "no justification given", LISTED_SUPPRESSED),
        (State::Dismissed, "dismissed ", "no reason recorded", LISTED_DISMISSED),
    ] {
        let mut groups = drawing.groups(state);
        if state == State::Dismissed {
            groups.sort_by_key(|group| std::cmp::Reverse(group.findings.len()));
        }
        for group in groups.iter().take(listed) {
            let rule = one_line(&group.first.rule);
            let reason = group.reason.map_or_else(|| unsaid.to_owned(), one_line);
            let word = paint.dim(word);
            match group.findings.len() {
                1 => line!(out, "{word}  {}  {rule}  {reason}", place(group.first)),
                count => line!(out, "{word}  {count} × {rule}  {reason}: {}", group.places(PLACES, place)),
            }
        }
        let left: usize = groups.iter().skip(listed).map(|group| group.findings.len()).sum();
        if left > 0 {
            line!(out, "{}", paint.dim(&format!("and {left} more {}: all are in json", word.trim())));
        }
    }
    if out.len() > before {
        line!(out);
    }
}

fn totals(out: &mut String, paint: &Paint, drawing: &Drawing<'_>) {
    let review = drawing.review;
    let security = drawing.issues();
    let other = drawing.open.len() - drawing.security().count();
    let mut counts = vec![if security == 0 {
        nothing_open(review).to_owned()
    } else {
        format!("{} open: {}", plural(security, "security finding"), tally(drawing))
    }];
    if other > 0 {
        counts.push(plural(other, "other concern"));
    }
    counts.push(format!("{} suppressed", drawing.in_state(State::Suppressed).count()));
    counts.push(format!("{} dismissed", drawing.in_state(State::Dismissed).count()));
    line!(out, "{}", paint.bold(&counts.join(" · ")));

    let coverage = &review.coverage;
    let mut covered = vec![plural(coverage.files as usize, "file"), plural(coverage.lines as usize, "line")];
    if let Some(percent) = coverage_percent(review) {
        covered.push(format!("{percent}% understood"));
    }
    covered.push(plural(coverage.rules as usize, "rule"));
    if coverage.manifests > 0 {
        covered.push(plural(coverage.manifests as usize, "dependency file"));
    }
    if let Some(date) = &coverage.advisories_date {
        covered.push(format!("advisories of {}", one_line(date)));
    }
    line!(out, "{}", paint.dim(&format!("Checked {}", covered.join(", "))));
    for reason in &coverage.partial {
        line!(out, "{} {}", paint.wrap("33", "Partial review:"), one_line(reason));
    }
}

/// Where to begin, for whoever reads such a report for the first time.
fn next(out: &mut String, paint: &Paint, drawing: &Drawing<'_>) {
    let Some(first) = drawing.open.first() else { return };
    let action = one_line(&drawing.review.state.next_action);
    let explained = if action.contains(&first.id) {
        format!(" `pyvigil rule {}` explains it.", one_line(&first.rule))
    } else {
        String::new()
    };
    let told = format!("Next: {action}.{explained}");
    line!(out, "{}", paint.dim(&told));
}

/// Where no guard stands although nothing is listed, nothing ran, or the options left out what is open.
fn nothing_open(review: &Review) -> &'static str {
    if !review.checked() {
        "Nothing was checked"
    } else if review.guard.is_some() {
        "No security finding open"
    } else {
        "No security finding open at the chosen severity or above; lower ones are open and not listed"
    }
}

fn skipped(out: &mut String, paint: &Paint, review: &Review) {
    for skipped in &review.coverage.skipped {
        line!(out, "{} {}: {}", paint.wrap("33", "Not reviewed:"), one_line(&skipped.file), one_line(&skipped.reason));
    }
}

fn place(finding: &Finding) -> String {
    format!("{}:{}:{}", one_line(&finding.file), finding.line, finding.column)
}
