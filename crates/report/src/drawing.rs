//! What every Markdown part asks of a review: counts, links, places.

use std::collections::HashMap;

use model::{Finding, Kind, Location, Review, Severity, State};

use crate::{md, names};

/// Appends a formatted line to a `String`, which cannot fail.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($format:tt)*) => {{
        use std::fmt::Write as _;
        let _ = writeln!($out, $($format)*);
    }};
}
pub(crate) use line;

/// A review with its open findings numbered, as all Markdown deliverables speak of them.
pub(crate) struct Drawing<'a> {
    pub(crate) review: &'a Review,
    /// Open findings, worst first; a finding's number is its place here, from 1.
    pub(crate) open: Vec<&'a Finding>,
}

impl<'a> Drawing<'a> {
    pub(crate) fn new(review: &'a Review) -> Self {
        Self { review, open: names::open(review).map(|(_, finding)| finding).collect() }
    }

    /// Open security findings with their numbers, worst first.
    pub(crate) fn security(&self) -> impl Iterator<Item = (usize, &'a Finding)> {
        self.of_kind(Kind::Security)
    }

    /// Open findings of `kind` with their numbers.
    pub(crate) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (usize, &'a Finding)> {
        self.numbered().filter(move |(_, finding)| finding.kind == kind)
    }

    /// Open findings with their numbers.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &'a Finding)> {
        self.open.iter().enumerate().map(|(at, finding)| (at + 1, *finding))
    }

    /// How many open security findings and rows of the dependency audit are of `severity`.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let rows = self.review.open_dependencies().filter(|row| row.rank() == severity).count();
        self.security().filter(|(_, finding)| finding.severity == severity).count() + rows
    }

    /// How many open security findings and rows of the dependency audit there are.
    pub(crate) fn issues(&self) -> usize {
        self.security().count() + self.review.open_dependencies().count()
    }

    /// The worst severity among them.
    pub(crate) fn worst(&self) -> Option<Severity> {
        let rows = self.review.open_dependencies().map(model::Dependency::rank);
        self.security().map(|(_, finding)| finding.severity).chain(rows).max()
    }

    /// Findings in `state`, in the review's order.
    pub(crate) fn in_state(&self, state: State) -> impl Iterator<Item = &'a Finding> {
        self.review.findings.iter().filter(move |finding| finding.state == state)
    }

    /// Findings in `state` of one rule with one reason, together: in the review's order of the first of each.
    pub(crate) fn groups(&self, state: State) -> Vec<Group<'a>> {
        let mut at: HashMap<(&str, Severity, Option<&str>), usize> = HashMap::new();
        let mut groups: Vec<Group<'a>> = Vec::new();
        for finding in self.in_state(state) {
            let reason = finding.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
            let group = *at.entry((&finding.rule, finding.severity, reason)).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(group) => group.findings.push(finding),
                None => groups.push(Group { first: finding, reason, findings: vec![finding] }),
            }
        }
        groups
    }

    /// The finding's id as a link from the summary to its file, if that file is drawn.
    pub(crate) fn link(&self, number: usize, finding: &Finding) -> String {
        self.link_as(number, finding, &md::text(&finding.id))
    }

    /// `label` (Markdown) as a link from the summary to the finding's file, if that file is drawn.
    pub(crate) fn link_as(&self, number: usize, finding: &Finding, label: &str) -> String {
        if number > names::MAX_FINDING_FILES {
            return label.to_owned();
        }
        format!("[{label}]({})", names::finding_path(self.review, number, finding))
    }

    /// Links to `findings`, comma-separated, the first ten.
    pub(crate) fn links(&self, findings: &[(usize, &Finding)]) -> String {
        let mut links: Vec<String> =
            findings.iter().take(10).map(|(number, finding)| self.link(*number, finding)).collect();
        if findings.len() > 10 {
            links.push(format!("and {} more", findings.len() - 10));
        }
        links.join(", ")
    }

    /// Frameworks as a person reads them.
    pub(crate) fn framework(&self) -> String {
        use model::Framework::{Django, Fastapi, Flask, Other};
        let names: Vec<&str> = self
            .review
            .recon
            .frameworks
            .iter()
            .map(|framework| match framework {
                Django => "Django",
                Fastapi => "FastAPI",
                Flask => "Flask",
                Other => "other",
            })
            .collect();
        if names.is_empty() { "none detected".to_owned() } else { names.join(", ") }
    }

    /// What was reviewed, in one clause.
    pub(crate) fn scope(&self) -> String {
        let coverage = &self.review.coverage;
        let manifests = match coverage.manifests as usize {
            0 => String::new(),
            count => format!("{}, ", plural(count, "dependency file")),
        };
        format!(
            "{}, {}, {manifests}mode “{}”",
            plural(coverage.files as usize, "file"),
            plural(coverage.lines as usize, "line"),
            self.review.mode.title()
        )
    }
}

/// Findings that say the same, each of its place.
pub(crate) struct Group<'a> {
    /// The first of them, for what they have in common.
    pub(crate) first: &'a Finding,
    /// Why they are not open, if anything was said.
    pub(crate) reason: Option<&'a str>,
    pub(crate) findings: Vec<&'a Finding>,
}

impl Group<'_> {
    /// The first `most` places as `shown` writes them, comma-separated, and how many more there are.
    pub(crate) fn places(&self, most: usize, shown: impl Fn(&Finding) -> String) -> String {
        let mut places: Vec<String> = self.findings.iter().take(most).map(|finding| shown(finding)).collect();
        if self.findings.len() > most {
            places.push(format!("and {} more", self.findings.len() - most));
        }
        places.join(", ")
    }
}

/// `1 file`, `2 files`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `app/db.py:42` as inline code.
pub(crate) fn place(finding: &Finding) -> String {
    md::code(&format!("{}:{}", finding.file, finding.line))
}

/// A location as inline code.
pub(crate) fn location(location: &Location) -> String {
    md::code(&format!("{}:{}", location.file, location.line))
}

/// `🔴 Critical`: the sign never stands without the word.
pub(crate) fn severity(severity: Severity) -> String {
    format!("{} {}", severity.emoji(), severity.word())
}

/// `A03 Injection`: the 2021 category, as the Skill's table names it, or what stands in its place.
pub(crate) fn category(finding: &Finding) -> String {
    match finding.owasp.iter().find(|owasp| owasp.edition() == 2021).or(finding.owasp.first()) {
        Some(owasp) => format!("{} {}", &owasp.code()[..3], owasp.title()),
        None => "–".to_owned(),
    }
}

/// `2 critical, 1 high`, worst first; `none` where nothing is open.
pub(crate) fn tally(drawing: &Drawing<'_>) -> String {
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .filter_map(|severity| {
            let count = drawing.count(severity);
            (count > 0).then(|| format!("{count} {}", severity.word().to_lowercase()))
        })
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// Lines understood of lines read, in per cent, rounded down so that only everything is 100.
pub(crate) fn coverage_percent(review: &Review) -> Option<u32> {
    let coverage = &review.coverage;
    let share = u64::from(coverage.lines_parsed) * 100;
    Some(u32::try_from(share.checked_div(u64::from(coverage.lines))?).unwrap_or(100).min(100))
}
