//! The rules of a log: all that the review has, and one for each advisory and each other trouble with a dependency.

use std::collections::{BTreeMap, BTreeSet};

use model::{Dependency, DependencyKind, Kind, Review, Severity, State};
use rules::Rule;

use crate::catalogue;
use crate::drawing::line;
use crate::json_writer::Json;
use crate::md::one_line;

/// GitHub shows no more tags of a rule.
const MAX_TAGS: usize = 10;
/// GitHub takes no longer descriptions.
const MAX_DESCRIPTION: usize = 1024;

/// The rules in the order in which they are listed, so that a result can name its rule by number too.
pub(super) struct Rules<'a> {
    positions: BTreeMap<&'a str, usize>,
    /// For each rule its findings' highest score: an open one's where there is one. GitHub knows severities of rules
    /// only, and must not call critical what was not shown to be.
    scores: BTreeMap<&'a str, f32>,
    /// The first row of each rule about dependencies, in order.
    rows: Vec<&'a Dependency>,
    /// What is open for the first time, where there is an earlier review.
    new: Option<BTreeSet<&'a str>>,
}

impl<'a> Rules<'a> {
    pub(super) fn of(review: &'a Review) -> Self {
        let mut positions: BTreeMap<&str, usize> =
            rules::all().iter().enumerate().map(|(at, rule)| (rule.code, at)).collect();
        let mut scores: BTreeMap<&str, f32> = BTreeMap::new();
        let mut higher = |id: &'a str, score: f32| {
            let known = scores.entry(id).or_default();
            *known = known.max(score);
        };
        for finding in review.findings.iter().filter(|finding| finding.state == State::Open) {
            if let Some(cvss) = &finding.cvss {
                higher(&finding.rule, cvss.score);
            }
        }
        let mut rows = Vec::new();
        for row in &review.dependencies {
            let id = row_rule(row);
            if let Some(cvss) = &row.cvss {
                higher(id, cvss.score);
            }
            let next = positions.len();
            positions.entry(id).or_insert_with(|| {
                rows.push(row);
                next
            });
        }
        let compared = review.comparison.as_ref();
        let new = compared.map(|compared| compared.new.iter().map(|what| what.fingerprint.as_str()).collect());
        Self { positions, scores, rows, new }
    }

    /// Whether a result was there in the earlier review, in SARIF's word.
    pub(super) fn baseline(&self, fingerprint: &str) -> Option<&'static str> {
        self.new.as_ref().map(|new| if new.contains(fingerprint) { "new" } else { "unchanged" })
    }

    /// The number of the rule with this id.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.positions.get(id).copied()
    }

    pub(super) fn draw(&self, list: &mut Json) {
        for rule in rules::all() {
            let confirmed = rule.cvss.and_then(model::cvss::base_score);
            let score = self.scores.get(rule.code).copied().or(confirmed);
            list.item(|json| code_rule(json, rule, score));
        }
        for row in &self.rows {
            let score = self.scores.get(row_rule(row)).copied();
            list.item(|json| dependency_rule(json, row, score));
        }
    }
}

/// The advisory's first id, or the kind of trouble.
pub(super) fn row_rule(row: &Dependency) -> &str {
    match row.kind {
        DependencyKind::Vulnerable => &row.issue,
        DependencyKind::Malicious => "malicious-package",
        DependencyKind::SuspiciousName => "suspicious-package-name",
        DependencyKind::PermissiveRange => "permissive-version-range",
        DependencyKind::Unpinned => "unpinned-dependency",
        DependencyKind::Invalid => "unreadable-dependency",
    }
}

/// The level of a result of this severity.
pub(super) const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Informational => "note",
    }
}

fn code_rule(json: &mut Json, rule: &Rule, score: Option<f32>) {
    let page = rule.page();
    json.text("id", rule.code);
    json.text("name", rule.name);
    described(json, "shortDescription", rule.title);
    let what = page.map_or_else(|| rule.title.to_owned(), |page| one_line(&page.what));
    described(json, "fullDescription", &what);
    let authority = catalogue::authority(rule.code).join("; ");
    json.object("help", |help| match page {
        Some(page) => {
            help.text("text", &format!("{}\n\nAuthority: {authority}.\n", page.fix.trim()));
            let mut text = String::new();
            for (heading, section) in [
                ("What", &page.what),
                ("Why it matters", &page.why),
                ("How to fix", &page.fix),
                ("Steps", &page.steps),
                ("How to test", &page.test),
            ] {
                line!(text, "## {heading}\n\n{}\n", section.trim());
            }
            help.text("markdown", &format!("{text}Authority: {authority}.\n"));
        }
        None => help.text("text", &format!("{}. Authority: {authority}.", rule.title)),
    });
    json.object("defaultConfiguration", |json| json.text("level", level(rule.severity)));
    let mut tags = vec![if rule.kind == Kind::Security { "security" } else { "quality" }.to_owned()];
    tags.push(rule.category.word().to_owned());
    tags.extend(rule.cwe.iter().map(|id| format!("external/cwe/cwe-{id:03}")));
    tags.extend(rule.owasp.iter().map(|owasp| format!("OWASP {}", owasp.code())));
    tags.extend(rule.aliases.iter().map(|&alias| alias.to_owned()));
    let precision = match rule.triage {
        rules::Triage::Data(_) => "high",
        rules::Triage::Pattern => "medium",
    };
    properties(json, &tags, precision, rule.severity, score);
}

fn dependency_rule(json: &mut Json, row: &Dependency, score: Option<f32>) {
    let (title, help) = match row.kind {
        DependencyKind::Vulnerable => (
            format!("Known vulnerability in {}", one_line(&row.package)),
            "Upgrade to a version that the advisory does not name; the result says which one is the nearest.",
        ),
        DependencyKind::Malicious => (
            "Package that is known malware".to_owned(),
            "Remove the package, and treat every machine that installed it as taken over: change its secrets.",
        ),
        DependencyKind::SuspiciousName => (
            "Package name that looks like another one".to_owned(),
            "Compare the name with that of the package that was meant, and install that one.",
        ),
        DependencyKind::PermissiveRange => (
            "Version range that allows a vulnerable version".to_owned(),
            "Raise the lower end of the range above the versions that are known to be vulnerable.",
        ),
        DependencyKind::Unpinned => (
            "Dependency that leaves open what will be installed".to_owned(),
            "Pin the dependency to one version, best with its hash, in a lock file.",
        ),
        DependencyKind::Invalid => (
            "Dependency that cannot be read".to_owned(),
            "Correct the line, so that the installer and the audit read the same.",
        ),
    };
    json.text("id", row_rule(row));
    described(json, "shortDescription", &title);
    described(json, "fullDescription", &title);
    let also: Vec<&str> = row.ids.iter().map(String::as_str).filter(|id| *id != row.issue).collect();
    let help = match (row.kind, &*also) {
        (DependencyKind::Vulnerable, [_, ..]) => format!("{help} Also known as {}.", also.join(", ")),
        _ => help.to_owned(),
    };
    json.object("help", |json| json.text("text", &help));
    json.object("defaultConfiguration", |json| json.text("level", level(row.rank())));
    let tags = ["security", "dependency", "OWASP A06:2021", "OWASP A03:2025"].map(str::to_owned);
    properties(json, &tags, "high", row.rank(), score);
}

fn properties(json: &mut Json, tags: &[String], precision: &str, severity: Severity, score: Option<f32>) {
    json.object("properties", |bag| {
        bag.texts("tags", tags.iter().take(MAX_TAGS).map(String::as_str));
        bag.text("precision", precision);
        let problem = match level(severity) {
            "note" => "recommendation",
            level => level,
        };
        bag.text("problem.severity", problem);
        // GitHub shows what has no score by its level.
        if let Some(score) = score.filter(|score| *score > 0.0) {
            bag.text("security-severity", &format!("{score:.1}"));
        }
    });
}

/// A description, cut where GitHub would refuse it.
fn described(json: &mut Json, key: &str, text: &str) {
    let text = one_line(text);
    let cut = text.char_indices().nth(MAX_DESCRIPTION - 1).map_or(text.len(), |(at, _)| at);
    let end = if cut < text.len() { "…" } else { "" };
    json.object(key, |json| json.text("text", &format!("{}{end}", &text[..cut])));
}
