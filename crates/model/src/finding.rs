//! One finding, with its evidence.

use serde::{Deserialize, Serialize};

use crate::{Confidence, Cvss, Owasp, Severity};

/// Which of the Assistant's sections a finding belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A vulnerability or weakness.
    Security,
    /// A performance concern.
    Performance,
    /// A code-quality concern.
    Quality,
    /// A testing concern.
    Testing,
}

impl Kind {
    /// The part of a finding file's name behind its number: `security-vulnerability`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Security => "security-vulnerability",
            Self::Performance => "performance-issue",
            Self::Quality => "code-quality-concern",
            Self::Testing => "testing-concern",
        }
    }
}

/// What triage decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Stands, and wants action.
    Open,
    /// Looked at and found harmless; `reason` says why.
    Dismissed,
    /// Silenced by a comment in the code, whose justification `reason` is, or by the project's configuration, which
    /// `reason` names.
    Suppressed,
}

/// Who brings about what a finding describes, where a way from them to the place was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Whoever sends a request.
    Request,
    /// Whoever has a say in what a language model reads.
    Model,
    /// Whoever makes an archive.
    Archive,
    /// Whoever calls a public function.
    Parameter,
    /// Whoever answers for another machine.
    Network,
    /// Whoever starts the program.
    CommandLine,
    /// Whoever writes or names a file.
    File,
    /// Whoever has a record stored.
    Database,
    /// Whoever sets up the program's environment.
    Environment,
    /// Whoever makes the program fail.
    Error,
}

/// A step of the path from source to sink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Path of the file, `/`-separated.
    pub file: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode characters.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column just past the end.
    pub end_column: u32,
    /// What happens here, as a short clause.
    pub note: String,
}

/// The source lines around a finding, secrets masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// 1-based number of the first line in `code`.
    pub first_line: u32,
    /// The lines, `\n`-separated.
    pub code: String,
}

/// Whether a fix may be applied without a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Keeps the behaviour for benign input.
    Safe,
    /// A choice is the author's; the note says which.
    NeedsReview,
}

/// Replace what stands between two places by `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Edit {
    /// Path of the file, `/`-separated.
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// The new text.
    pub text: String,
}

/// A repair that was checked by reviewing its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Safe or needs-review.
    pub applicability: Applicability,
    /// Edits that do not overlap, in source order.
    pub edits: Vec<Edit>,
    /// What the fix does, and for needs-review what the author chooses: one sentence.
    pub note: String,
    /// The lines of the evidence after those edits that lie in them, secrets masked, `\n`-separated.
    #[serde(default)]
    pub code: String,
}

/// One finding of a review. Lines and columns are 1-based; columns count Unicode characters; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `F-001`, numbered within the review, worst first.
    pub id: String,
    /// The rule's code, `S608`.
    pub rule: String,
    /// Other tools' codes for the same rule.
    pub aliases: Vec<String>,
    /// The rule's title.
    pub title: String,
    /// The section it belongs to.
    pub kind: Kind,
    /// Impact if it is real.
    pub severity: Severity,
    /// How sure the review is that it is real.
    pub confidence: Confidence,
    /// The CVSS 3.1 vector that the severity comes from; `None` for what is no security finding.
    pub cvss: Option<Cvss>,
    /// CWE identifiers.
    pub cwe: Vec<u16>,
    /// OWASP Top 10 categories, 2021 and 2025, and those for language models.
    pub owasp: Vec<Owasp>,
    /// Path of the file, `/`-separated.
    pub file: String,
    /// 1-based line of the start.
    pub line: u32,
    /// 1-based column of the start.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column just past the end.
    pub end_column: u32,
    /// What was seen, why it matters, what to do: about this place.
    pub message: String,
    /// From an entry point to the sink, in words. Every Critical has one.
    pub attack_path: Option<String>,
    /// Where the attack path begins; `None` without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The same path as places in the code, source first.
    pub trace: Vec<Step>,
    /// What triage decided.
    pub state: State,
    /// Why it was dismissed, or the suppressing comment's justification.
    pub reason: Option<String>,
    /// The lines themselves.
    pub evidence: Evidence,
    /// A checked repair, if there is one.
    pub fix: Option<Fix>,
    /// Stable against line moves: hexadecimal.
    pub fingerprint: String,
}
