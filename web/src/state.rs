//! What the page knows: signals, and what is derived from them. What is done with them is in `session`.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use model::message::{Mark, Recommendation, RuleEntry, RulePage};
use model::{Dependency, Finding, Options, Review, Severity, State as Triage};

use crate::session::Session;

/// The page's state. A handle: copies share it.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// Paths of the open files, in the order of their tabs. Never empty.
    pub(crate) files: RwSignal<Vec<String>>,
    /// The file that is shown.
    pub(crate) active: RwSignal<String>,
    /// Whether the shown file holds no text.
    pub(crate) empty: RwSignal<bool>,
    /// Mode, date and context.
    pub(crate) options: RwSignal<Options>,
    /// The latest review.
    pub(crate) reviewed: RwSignal<Option<Arc<Reviewed>>>,
    /// Checked fixes for findings of the latest review.
    pub(crate) fixes: RwSignal<Arc<[Recommendation]>>,
    /// Key of the finding whose detail is open.
    pub(crate) selected: RwSignal<Option<String>>,
    /// On a narrow screen, the finding at the caret.
    pub(crate) peek: RwSignal<Option<String>>,
    /// Which findings are listed.
    pub(crate) filter: RwSignal<Filter>,
    /// The panel beside the code.
    pub(crate) panel: RwSignal<Panel>,
    /// On a narrow screen: the code is shown, not the panel.
    pub(crate) on_code: RwSignal<bool>,
    /// What the analyzer is doing.
    pub(crate) analyzer: RwSignal<Analyzer>,
    /// What a person should know and may put away.
    pub(crate) notices: RwSignal<Vec<Notice>>,
    /// The catalogue of rules.
    pub(crate) rules: RwSignal<Arc<[RuleEntry]>>,
    /// Whether the rules' texts are there.
    pub(crate) texts: RwSignal<Fetched>,
    /// Whether the advisories are there.
    pub(crate) advisories: RwSignal<Fetched>,
    /// The date of the advisories that the analyzer has.
    pub(crate) advisories_date: RwSignal<Option<String>>,
    /// Rule pages that were asked for; without their prose until the texts are there.
    pub(crate) pages: RwSignal<HashMap<String, Arc<RulePage>>>,
    /// The rule whose page is open in Learn.
    pub(crate) lesson: RwSignal<Option<String>>,
    /// Worker and editor.
    pub(crate) session: StoredValue<Session, LocalStorage>,
}

/// The state of this page.
pub(crate) fn state() -> State {
    expect_context()
}

/// A review as the page uses it.
#[derive(Debug)]
pub(crate) struct Reviewed {
    /// The review.
    pub(crate) review: Review,
    /// The guard block's text, where there is one.
    pub(crate) guard_text: Option<String>,
    /// Places in the editor's units.
    pub(crate) marks: Vec<Mark>,
    /// For each finding a name that outlives the next review, so that a selection does.
    keys: Vec<String>,
}

impl Reviewed {
    /// Names the findings of `review`.
    pub(crate) fn new(review: Review, marks: Vec<Mark>, guard_text: Option<String>) -> Self {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let keys = review
            .findings
            .iter()
            .map(|finding| {
                let count = seen.entry(&finding.fingerprint).or_default();
                *count += 1;
                format!("{}-{count}", finding.fingerprint)
            })
            .collect();
        Self { review, guard_text, marks, keys }
    }

    /// The findings with their keys.
    pub(crate) fn findings(&self) -> impl Iterator<Item = (&str, &Finding)> {
        self.keys.iter().map(String::as_str).zip(&self.review.findings)
    }

    /// The finding with this key.
    pub(crate) fn find(&self, key: &str) -> Option<&Finding> {
        self.findings().find(|(name, _)| *name == key).map(|(_, finding)| finding)
    }

    /// The place of a finding, or of a step of its trace, in the editor's units.
    pub(crate) fn mark(&self, finding: &Finding, step: Option<u32>) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.finding == finding.id && mark.step == step)
    }

    /// Open findings and issues of dependencies of `severity`.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let issues = self.review.open_dependencies().filter(|row| row.rank() == severity).count();
        self.open().filter(|finding| finding.severity == severity).count() + issues
    }

    /// Open findings and issues of dependencies.
    pub(crate) fn total(&self) -> usize {
        self.open().count() + self.review.open_dependencies().count()
    }

    /// Open findings.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Finding> {
        self.review.findings.iter().filter(|finding| finding.state == Triage::Open)
    }
}

/// Which findings are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Severities that are wanted; none means all.
    pub(crate) severities: Vec<Severity>,
    /// Text that must occur in title, rule, file or message.
    pub(crate) text: String,
}

impl Filter {
    /// Whether `finding` is listed.
    pub(crate) fn passes(&self, finding: &Finding) -> bool {
        let wanted = self.wants(finding.severity);
        let text = self.text.trim().to_lowercase();
        let said = || {
            let codes = finding.aliases.iter().chain([&finding.rule, &finding.title, &finding.file, &finding.message]);
            let categories = finding.owasp.iter().any(|category| category.code().to_lowercase().contains(&text));
            categories || codes.into_iter().any(|word| word.to_lowercase().contains(&text))
        };
        wanted && (text.is_empty() || said())
    }
}

impl Filter {
    fn wants(&self, severity: Severity) -> bool {
        self.severities.is_empty() || self.severities.contains(&severity)
    }

    /// Whether a row of the dependency audit is listed.
    pub(crate) fn passes_dependency(&self, row: &Dependency) -> bool {
        let text = self.text.trim().to_lowercase();
        let said = || {
            let words = row.ids.iter().chain([&row.package, &row.file, &row.issue, &row.action]);
            words.into_iter().any(|word| word.to_lowercase().contains(&text))
        };
        self.wants(row.rank()) && (text.is_empty() || said())
    }
}

/// A panel beside the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panel {
    /// What was found.
    Findings,
    /// The whole at a glance.
    Overview,
    /// Deliverables.
    Reports,
    /// The catalogue of rules.
    Learn,
}

impl Panel {
    /// In the order of their tabs.
    pub(crate) const ALL: [Self; 4] = [Self::Findings, Self::Overview, Self::Reports, Self::Learn];

    /// The name on its tab.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Overview => "Overview",
            Self::Reports => "Reports",
            Self::Learn => "Learn",
        }
    }

    /// The id of its element.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Findings => "panel-findings",
            Self::Overview => "panel-overview",
            Self::Reports => "panel-reports",
            Self::Learn => "panel-learn",
        }
    }
}

/// What the analyzer is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Analyzer {
    /// Being loaded.
    Starting,
    /// Done; waiting for changes.
    Idle,
    /// Reviewing.
    Working,
    /// Stopped, and why; it starts again with the next change.
    Stopped(String),
    /// The browser cannot run it, and why.
    Unavailable(String),
}

/// A file of the page that is fetched after the analyzer: the prose of the rules, the advisories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// On their way.
    Loading,
    /// With the analyzer.
    Here,
    /// They did not come, and why.
    Missing(String),
}

/// Something a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Counted up.
    pub(crate) number: u32,
    /// Whether something went wrong.
    pub(crate) problem: bool,
    /// One or two sentences.
    pub(crate) text: String,
}
