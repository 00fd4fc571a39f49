//! Findings and rows of the dependency audit as a table for spreadsheets (RFC 4180).

use model::{Dependency, Finding, Kind, Review, State};

use crate::md::one_line;

const HEAD: [&str; 23] = [
    "id",
    "state",
    "kind",
    "severity",
    "confidence",
    "cvss_score",
    "cvss_vector",
    "rule",
    "aliases",
    "title",
    "cwe",
    "owasp",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "message",
    "attack_path",
    "reason",
    "fix",
    "fixed_version",
    "fingerprint",
];

/// One record a finding, then one a row; the first record names the fields. Lines end as the standard says.
pub(super) fn draw(review: &Review) -> String {
    let mut out = String::new();
    record(&mut out, &HEAD.map(str::to_owned));
    for finding in &review.findings {
        record(&mut out, &of_finding(finding));
    }
    for row in &review.dependencies {
        record(&mut out, &of_row(row));
    }
    out
}

fn of_finding(finding: &Finding) -> [String; 23] {
    let cvss = finding.cvss.as_ref();
    [
        finding.id.clone(),
        state(finding.state).to_owned(),
        kind(finding.kind).to_owned(),
        finding.severity.word().to_lowercase(),
        finding.confidence.word().to_owned(),
        cvss.map(|cvss| format!("{:.1}", cvss.score)).unwrap_or_default(),
        cvss.map(|cvss| cvss.vector.clone()).unwrap_or_default(),
        finding.rule.clone(),
        finding.aliases.join(" "),
        finding.title.clone(),
        finding.cwe.iter().map(|id| format!("CWE-{id}")).collect::<Vec<_>>().join(" "),
        finding.owasp.iter().map(|owasp| owasp.code()).collect::<Vec<_>>().join(" "),
        finding.file.clone(),
        finding.line.to_string(),
        finding.column.to_string(),
        finding.end_line.to_string(),
        finding.end_column.to_string(),
        finding.message.clone(),
        finding.attack_path.clone().unwrap_or_default(),
        finding.reason.clone().unwrap_or_default(),
        finding.fix.as_ref().map(|fix| fix.note.clone()).unwrap_or_default(),
        String::new(),
        finding.fingerprint.clone(),
    ]
}

fn of_row(row: &Dependency) -> [String; 23] {
    let none = String::new;
    let cvss = row.cvss.as_ref();
    [
        none(),
        state(row.state).to_owned(),
        "dependency".to_owned(),
        row.severity.map_or_else(|| "unscored".to_owned(), |severity| severity.word().to_lowercase()),
        none(),
        cvss.map(|cvss| format!("{:.1}", cvss.score)).unwrap_or_default(),
        cvss.map(|cvss| cvss.vector.clone()).unwrap_or_default(),
        row.issue.clone(),
        row.ids.join(" "),
        format!("{} {}", row.package, row.version.as_deref().unwrap_or_default()).trim().to_owned(),
        none(),
        none(),
        row.file.clone(),
        row.line.to_string(),
        none(),
        none(),
        none(),
        row.action.clone(),
        none(),
        row.exploitability.clone().unwrap_or_default(),
        none(),
        row.fixed.clone().unwrap_or_default(),
        row.fingerprint(),
    ]
}

const fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Dismissed => "dismissed",
        State::Suppressed => "suppressed",
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Security => "security",
        Kind::Performance => "performance",
        Kind::Quality => "quality",
        Kind::Testing => "testing",
    }
}

fn record(out: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let field = one_line(field);
        // Spreadsheets run what begins like this as a formula; an apostrophe makes it text (OWASP, "CSV Injection").
        let formula = field.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\'']);
        let quoted = formula || field.contains(['"', ',', ';']);
        if quoted {
            out.push('"');
        }
        if formula {
            out.push('\'');
        }
        out.push_str(&field.replace('"', "\"\""));
        if quoted {
            out.push('"');
        }
    }
    out.push_str("\r\n");
}
