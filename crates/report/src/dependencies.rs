//! The dependency audit: the Assistant's table, and what has no fix.

use model::{Dependency, DependencyKind, Review, State};

use crate::drawing::{Drawing, line, plural, severity};
use crate::md;

/// More remarks than this help nobody.
const TOLD: usize = 100;

/// The section of the Markdown report.
pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    let review = drawing.review;
    if review.dependencies.is_empty() && review.coverage.manifests == 0 {
        return;
    }
    line!(out, "### Dependency Audit");
    line!(out);
    let date = review.coverage.advisories_date.as_deref().unwrap_or("an unknown date");
    line!(out, "Advisory data as of {}.", md::text(date));
    line!(out);
    if review.dependencies.is_empty() {
        line!(out, "Nothing is known against any of them.");
        line!(out);
        return;
    }
    line!(out, "| Package | Version | Issue | Severity | Action |");
    line!(out, "|---------|---------|-------|----------|--------|");
    for row in &review.dependencies {
        let word = row.severity.map_or_else(|| "Unscored".to_owned(), severity);
        let word = match row.state {
            State::Open => word,
            _ => format!("{word} (dismissed)"),
        };
        line!(
            out,
            "| {} | {} | {} | {word} | {} |",
            md::code(&row.package),
            row.version.as_deref().map_or_else(|| "–".to_owned(), md::code),
            issue(row),
            md::prose(&row.action)
        );
    }
    line!(out);
    used(out, drawing);
    without_fix(out, drawing);
}

/// The issue with its place and what makes it worse.
fn issue(row: &Dependency) -> String {
    let exploited = if row.exploited { ", **exploited in the wild**" } else { "" };
    format!(
        "{}{}{exploited} ({})",
        kind_of(row),
        md::prose(&row.issue),
        md::code(&format!("{}:{}", row.file, row.line))
    )
}

/// What the issue alone does not say.
fn kind_of(row: &Dependency) -> &'static str {
    match row.kind {
        DependencyKind::Malicious => "known malware: ",
        DependencyKind::SuspiciousName => "suspicious name: ",
        _ => "",
    }
}

/// Whether the code uses what is vulnerable.
fn used(out: &mut String, drawing: &Drawing<'_>) {
    let told = remarks(&drawing.review.dependencies);
    for (package, remark) in &told {
        line!(out, "- {}: {}", md::code(package), md::prose(remark));
    }
    if !told.is_empty() {
        line!(out);
    }
}

/// The plan of action and milestones for what cannot be fixed by an upgrade.
fn without_fix(out: &mut String, drawing: &Drawing<'_>) {
    let rows = drawing
        .review
        .dependencies
        .iter()
        .filter(|row| row.state == State::Open && row.kind == DependencyKind::Vulnerable && row.fixed.is_none());
    let rows: Vec<&Dependency> = rows.collect();
    if rows.is_empty() {
        return;
    }
    line!(out, "#### POA&M: no version that fixes everything");
    line!(out);
    line!(out, "| # | Package | Weakness | Severity | In this context | Action | Monitoring | Owner and target date |");
    line!(out, "|---|---------|----------|----------|-----------------|--------|------------|-----------------------|");
    for (at, row) in rows.into_iter().enumerate() {
        let unknown = "no code was given, so it is not known whether it is used";
        line!(
            out,
            "| P-{:03} | {} {} | {} | {} | {} | {} | Look for a fixed version of {} with every review | to be set |",
            at + 1,
            md::code(&row.package),
            md::code(row.version.as_deref().unwrap_or_default()),
            issue(row),
            row.severity.map_or_else(|| "Unscored".to_owned(), severity),
            md::prose(row.exploitability.as_deref().unwrap_or(unknown)),
            md::prose(&row.action),
            md::text(row.ids.first().map_or(row.issue.as_str(), String::as_str))
        );
    }
    line!(out);
}

/// A dependency with open issues.
pub(crate) struct Affected<'a> {
    /// The worst of them.
    pub(crate) worst: &'a Dependency,
    /// All of them.
    pub(crate) rows: Vec<&'a Dependency>,
}

/// The dependencies with open issues, the worst first.
pub(crate) fn affected(review: &Review) -> Vec<Affected<'_>> {
    let mut all: Vec<Affected<'_>> = Vec::new();
    for row in review.open_dependencies() {
        let name = |row: &'_ Dependency| (row.file.clone(), row.line, row.package.clone());
        // The rows of one dependency stand together, the worst first.
        match all.last_mut().filter(|last| name(last.worst) == name(row)) {
            Some(last) => last.rows.push(row),
            None => all.push(Affected { worst: row, rows: vec![row] }),
        }
    }
    all
}

impl Affected<'_> {
    /// `pillow` 9.0.0
    pub(crate) fn name(&self) -> String {
        let version = self.worst.version.as_deref().map(|version| format!(" {}", md::code(version)));
        format!("{}{}", md::code(&self.worst.package), version.unwrap_or_default())
    }

    /// What is wrong, and what to do: one sentence each.
    pub(crate) fn told(&self) -> String {
        let more = match self.rows.len() {
            1 => String::new(),
            count => format!(", and {} more", plural(count - 1, "issue")),
        };
        format!("{}{more}. {}.", issue(self.worst), md::prose(&self.worst.action))
    }
}

/// The table of the open rows for a terminal: one line a row, columns as wide as they need to be.
pub(crate) fn table(rows: &[Dependency]) -> Vec<String> {
    let cells = |row: &Dependency| {
        let exploited = if row.exploited { ", exploited in the wild" } else { "" };
        [
            md::one_line(&row.package),
            row.version.as_deref().map_or_else(|| "-".to_owned(), md::one_line),
            format!("{}{}{exploited} ({})", kind_of(row), md::one_line(&row.issue), place(row)),
            row.severity.map_or("Unscored", model::Severity::word).to_owned(),
            md::one_line(&row.action),
        ]
    };
    let head = ["Package", "Version", "Issue", "Severity", "Action"].map(str::to_owned);
    let open = rows.iter().filter(|row| row.state == State::Open);
    let all: Vec<[String; 5]> = std::iter::once(head).chain(open.map(cells)).collect();
    // One long cell does not push all others away.
    let width =
        |at: usize| all.iter().map(|row| row[at].chars().count()).filter(|width| *width <= 64).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let drawn = |row: &[String; 5]| {
        let [package, version, issue, severity, action] = row;
        let [a, b, c, d] = widths;
        format!("{package:a$}  {version:b$}  {issue:c$}  {severity:d$}  {action}")
    };
    if all.len() == 1 { Vec::new() } else { all.iter().map(drawn).collect() }
}

fn place(row: &Dependency) -> String {
    format!("{}:{}", md::one_line(&row.file), row.line)
}

/// Whether the code uses what is vulnerable: each package with what is said of it, once.
pub(crate) fn remarks(rows: &[Dependency]) -> Vec<(&str, &str)> {
    let mut told: Vec<(&str, &str)> = Vec::new();
    for row in rows {
        let Some(remark) = &row.exploitability else { continue };
        if told.len() < TOLD && !told.contains(&(&row.package, remark)) {
            told.push((&row.package, remark));
        }
    }
    told
}

/// What is said of a dependency beside its issues, for a terminal: whether the code uses it, and what does not count
/// and why.
pub(crate) fn remark_lines(rows: &[Dependency]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for row in rows {
        let Some(remark) = &row.exploitability else { continue };
        let package = format!("{} ({})", md::one_line(&row.package), place(row));
        let text = match row.state {
            State::Open => format!("{package}: {}", md::one_line(remark)),
            _ => format!("dismissed  {package}  {}", md::one_line(remark)),
        };
        // Rows of one dependency stand together.
        if told.len() < TOLD && told.last() != Some(&text) {
            told.push(text);
        }
    }
    told
}
