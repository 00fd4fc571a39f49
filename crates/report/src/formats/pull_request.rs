//! What a comment on a pull request shows: counts, and a table of what is open.

use model::{Review, Severity};

use crate::drawing::{Drawing, line, place, plural, severity, tally};
use crate::{comparison, guard_text, md};

/// Rows of the table; code hosting services refuse comments of more than 65,536 characters.
const ROWS: usize = 60;
/// Characters of a cell.
const CELL: usize = 300;

pub(super) fn draw(review: &Review) -> String {
    let drawing = Drawing::new(review);
    let mut out = String::new();
    line!(out, "### Pyvigil security review: {}", verdict(&drawing));
    line!(out);
    if let Some(guard) = guard_text(review) {
        line!(out, "{}", md::fence("text", &guard));
    }
    if let Some(compared) = &review.comparison {
        line!(out, "Since the review of {}: {}.", md::text(&compared.date), comparison::tally(compared));
        line!(out);
    }
    table(&mut out, &drawing);
    for reason in review.coverage.partial.iter().take(5) {
        line!(out, "- **Partial review**: {}", short(&md::prose(&cut(reason))));
    }
    let suppressed = drawing.in_state(model::State::Suppressed).count();
    let dismissed = drawing.in_state(model::State::Dismissed).count();
    line!(
        out,
        "{} in mode “{}”, {}. {suppressed} suppressed, {dismissed} dismissed with a reason.",
        plural(review.coverage.files as usize, "file"),
        review.mode.title(),
        md::text(&review.date)
    );
    out
}

fn verdict(drawing: &Drawing<'_>) -> String {
    match drawing.issues() {
        0 if drawing.review.checked() => "nothing open".to_owned(),
        0 => "nothing was checked".to_owned(),
        issues => format!("{} open ({})", plural(issues, "issue"), tally(drawing)),
    }
}

fn table(out: &mut String, drawing: &Drawing<'_>) {
    let mut rows: Vec<(Severity, String)> = drawing
        .open
        .iter()
        .map(|finding| {
            let what = format!("{}: {}", md::code(&finding.rule), md::text(&finding.title));
            let row = format!(
                "| {} | {what} | {} | {} |",
                severity(finding.severity),
                place(finding),
                short(&md::prose(&cut(&finding.message)))
            );
            (finding.severity, row)
        })
        .collect();
    rows.extend(drawing.review.open_dependencies().map(|row| {
        let word = row.severity.map_or_else(|| "Unscored".to_owned(), severity);
        let version = row.version.as_deref().unwrap_or_default();
        let package = md::code(&format!("{} {version}", row.package));
        let place = md::code(&format!("{}:{}", row.file, row.line));
        let told = format!(
            "| {word} | {package}: {} | {place} | {} |",
            md::prose(&cut(&row.issue)),
            md::prose(&cut(&row.action))
        );
        (row.rank(), told)
    }));
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    line!(out, "| Severity | Finding | Place | What to know |");
    line!(out, "|----------|---------|-------|--------------|");
    for (_, row) in rows.iter().take(ROWS) {
        line!(out, "{row}");
    }
    line!(out);
    if rows.len() > ROWS {
        line!(out, "And {} more: the full report has all of them.", rows.len() - ROWS);
        line!(out);
    }
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn short(text: &str) -> &str {
    text.trim()
}
