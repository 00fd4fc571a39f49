//! The whole review: what every report is drawn from.

use serde::{Deserialize, Serialize};

use crate::{AntiPattern, Comparison, Dependency, Finding, Package, Severity};

/// Name and version of the JSON contract.
pub const SCHEMA: &str = "pyvigil/1";

/// What the person asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Injection, secrets, deserialization, path traversal, SSRF, cryptography.
    Quick,
    /// Dependency audit.
    Deps,
    /// Secure refactor.
    Refactor,
    /// Authentication and authorization.
    Auth,
    /// AI and LLM code.
    Llm,
    /// All of it.
    #[default]
    Full,
}

impl Mode {
    /// All modes in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Quick, Self::Deps, Self::Refactor, Self::Auth, Self::Llm, Self::Full];

    /// The word of the command line and of the JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Deps => "deps",
            Self::Refactor => "refactor",
            Self::Auth => "auth",
            Self::Llm => "llm",
            Self::Full => "full",
        }
    }

    /// The name that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Quick => "Quick security scan",
            Self::Deps => "Dependency audit",
            Self::Refactor => "Secure refactor",
            Self::Auth => "Auth/authz review",
            Self::Llm => "AI/LLM check",
            Self::Full => "Full review",
        }
    }
}

/// Where the code runs; set by a person, it changes what counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Environment {
    Development,
    Container,
    Cloud,
    Production,
}

/// The operating system that packages are installed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Platform {
    #[default]
    Linux,
    Macos,
    Windows,
}

/// What a person may set before a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The local date of the person, `YYYY-MM-DD`; it stands in the reports.
    pub date: String,
    /// Which checks are wanted.
    pub mode: Mode,
    /// Overrules the framework that recon sees.
    pub framework: Option<Framework>,
    /// Where the code runs, if known.
    pub environment: Option<Environment>,
    /// The Python that packages are installed for, `3.12` or `3.12.4`; without it, the one that the review knows best.
    pub python: Option<String>,
    /// The system that packages are installed on, if it is not Linux.
    pub platform: Option<Platform>,
    /// Whether secrets are shown as they are; otherwise they are masked in every output.
    pub show_secrets: bool,
    /// Codes or prefixes of codes to report; empty means all.
    pub select: Vec<String>,
    /// Codes or prefixes of codes to leave out.
    pub ignore: Vec<String>,
    /// Findings below it are left out of the findings list.
    pub min_severity: Option<Severity>,
}

/// A web framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Framework {
    Django,
    Fastapi,
    Flask,
    Other,
}

/// How requests are authenticated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum AuthMechanism {
    Jwt,
    Session,
    Oauth2,
    Apikey,
    Custom,
    #[default]
    None,
}

/// What kind of door an entry point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum EntryPointKind {
    Route,
    CliMain,
    TaskHandler,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Path of the file, `/`-separated.
    pub file: String,
    /// 1-based line.
    pub line: u32,
}

/// A function that the outside world can call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPoint {
    /// The kind of door.
    pub kind: EntryPointKind,
    /// The function's name.
    pub function: String,
    /// URL path, where it is known.
    pub path: Option<String>,
    /// HTTP methods, upper case; empty where the framework's default applies.
    pub methods: Vec<String>,
    /// What lets a request through: names of decorators and dependencies, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<String>,
    /// Where it is defined.
    #[serde(flatten)]
    pub location: Location,
    /// 1-based line of its end, so that a place can be told to lie in it; 0 if that is not known.
    #[serde(default)]
    pub end_line: u32,
}

impl EntryPoint {
    /// Whether a place (path and 1-based line) lies in the function.
    pub fn holds(&self, file: &str, line: u32) -> bool {
        self.location.file == file && (self.location.line..=self.end_line).contains(&line)
    }
}

/// What an application keeps, the kind that does most harm in other hands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum DataKind {
    Passwords,
    Payments,
    Health,
    Identity,
    Sessions,
    Messages,
    Contacts,
    Orders,
    Documents,
}

impl DataKind {
    /// The words of a report: `payment details`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passwords => "passwords",
            Self::Payments => "payment details",
            Self::Health => "health records",
            Self::Identity => "identity documents and birth dates",
            Self::Sessions => "sign-in tokens",
            Self::Messages => "messages and notes",
            Self::Contacts => "personal data",
            Self::Orders => "orders",
            Self::Documents => "documents",
        }
    }
}

/// Something that the application keeps, by the name of a stored class, field or table that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// What it is, as far as its name tells.
    pub kind: DataKind,
    /// The name: `User.password`, or a table's.
    pub name: String,
    /// Where it stands.
    #[serde(flatten)]
    pub location: Location,
}

/// How much of the code says its types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeHints {
    /// Parameters and returns with an annotation.
    pub annotated: u32,
    /// Parameters (`self` and `cls` aside) and returns in all.
    pub total: u32,
}

/// A library that says what the code is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// The distribution's name.
    pub name: String,
    /// The version that a manifest pins, or the condition that it asks for.
    pub version: Option<String>,
}

/// What the code is, before it is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recon {
    /// Frameworks imported.
    pub frameworks: Vec<Framework>,
    /// Frameworks and other libraries that matter to a reviewer, with their versions.
    #[serde(default)]
    pub libraries: Vec<Library>,
    /// Where the code runs, as far as files and imports tell.
    #[serde(default)]
    pub hosting: Vec<String>,
    /// Where the code runs: what a person said, and otherwise what the files show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Authentication mechanism.
    pub auth_mechanism: AuthMechanism,
    /// Object-relational mappers, by distribution name.
    pub orms: Vec<String>,
    /// Database drivers, by distribution name.
    pub drivers: Vec<String>,
    /// Logging libraries.
    pub logging: Vec<String>,
    /// Configuration files seen.
    pub configuration: Vec<String>,
    /// Routes, command-line mains, task handlers.
    pub entry_points: Vec<EntryPoint>,
    /// Where routes are registered by a computation of which neither path nor function is written down: they are not among the
    /// entry points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computed_routes: Vec<Location>,
    /// Kinds of data that the application keeps, as the names of its models and tables tell; a few names of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stored: Vec<Stored>,
    /// Type-hint coverage.
    pub type_hints: TypeHints,
}

/// The phases of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Phase {
    Reconnaissance,
    Scan,
    Report,
    Recommend,
    Complete,
}

/// What a scan layer found, before triage: serialized as `true`, `false` or `"not_run"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ToolResult {
    /// It ran; whether it was clean.
    Ran(bool),
    /// It did not run.
    NotRun(NotRun),
}

/// The word `not_run`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotRun {
    /// Serialized as `not_run`.
    #[serde(rename = "not_run")]
    NotRun,
}

/// The Skill's `<python-security-state>` block. Counts are of open findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ReviewState {
    pub phase: Phase,
    /// `fastapi`, `django`, `flask` or `unknown`; several are joined by `, `.
    pub framework_detected: String,
    pub auth_mechanism: AuthMechanism,
    pub findings_count: u32,
    pub critical_count: u32,
    pub high_count: u32,
    pub medium_count: u32,
    pub low_count: u32,
    pub bandit_clean: ToolResult,
    pub pip_audit_clean: ToolResult,
    pub last_action: String,
    pub next_action: String,
}

/// The two blocks that stand for a whole result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Guard {
    /// Nothing to analyze.
    NoActionableInput,
    /// Analyzed, and no security finding left open.
    NoSecurityIssues,
}

/// How one of the promised checks ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Ran on everything, nothing open.
    Passed,
    /// Ran, and something is open.
    Found,
    /// Could not run, or not on everything; `reason` says why.
    NotInScope,
}

/// One of the five checks of the clean block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The check's name, as in the block: `SQL/Command injection`.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was not in scope: `no dependencies provided`.
    pub reason: Option<String>,
}

/// A file that was given and not reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Its path.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// What was looked at, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Python files reviewed.
    pub files: u32,
    /// Files whose dependencies were audited.
    #[serde(default)]
    pub manifests: u32,
    /// Lines in them.
    pub lines: u32,
    /// Lines that were understood.
    pub lines_parsed: u32,
    /// Rules that ran.
    pub rules: u32,
    /// Why the review is partial; empty if it is not.
    pub partial: Vec<String>,
    /// Files that were given and not reviewed.
    pub skipped: Vec<Skipped>,
    /// Date of the advisory data, `YYYY-MM-DD`, if any was used.
    pub advisories_date: Option<String>,
}

/// A reviewed text, for what quotes it as a whole; secrets are masked in it unless a person wants to see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// `/`-separated path.
    pub path: String,
    /// The text; `None` where it is left out because there is too much, or because it is no plain text.
    pub text: Option<String>,
    /// Whether it names dependencies, and is no code.
    pub is_manifest: bool,
}

/// Something done right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Positive {
    /// One sentence.
    pub message: String,
    /// Where it is done first.
    #[serde(flatten)]
    pub location: Location,
    /// A few of the other places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Location>,
    /// How often it is done in all.
    #[serde(default = "once")]
    pub count: u32,
}

impl Positive {
    /// The places that are named, the first one first.
    pub fn places(&self) -> impl Iterator<Item = &Location> {
        std::iter::once(&self.location).chain(&self.others)
    }

    /// How many places are not named.
    pub const fn unnamed(&self) -> usize {
        (self.count as usize).saturating_sub(1 + self.others.len())
    }
}

/// Reviews of earlier versions name each place by itself.
const fn once() -> u32 {
    1
}

/// A finished review. The same input gives the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// [`SCHEMA`].
    pub schema: String,
    /// Set where a guard block stands for the result.
    pub guard: Option<Guard>,
    /// The date that was given, `YYYY-MM-DD`.
    pub date: String,
    /// The mode that was asked for.
    pub mode: Mode,
    /// The Skill's state block.
    pub state: ReviewState,
    /// What the code is.
    pub recon: Recon,
    /// What was looked at.
    pub coverage: Coverage,
    /// The five promised checks, in the block's order.
    pub checks: Vec<Check>,
    /// All findings: open ones first, worst first; then suppressed, then dismissed.
    pub findings: Vec<Finding>,
    /// What the dependency audit found.
    pub dependencies: Vec<Dependency>,
    /// Every package that the audited manifests name.
    #[serde(default)]
    pub packages: Vec<Package>,
    /// What is working well.
    pub positives: Vec<Positive>,
    /// The Skill's anti-patterns that open findings show, in its order.
    #[serde(default)]
    pub anti_patterns: Vec<AntiPattern>,
    /// What changed since an earlier review, if one was given.
    #[serde(default)]
    pub comparison: Option<Comparison>,
}

impl Review {
    /// Whether anything was checked at all: a rule ran on code, settings or a notebook, or the audit on dependencies.
    pub fn checked(&self) -> bool {
        let code = self.coverage.rules > 0 && self.coverage.files > 0;
        code || matches!(self.state.pip_audit_clean, ToolResult::Ran(_))
    }

    /// Rows of the audit that stand in the way of a clean result.
    pub fn open_dependencies(&self) -> impl Iterator<Item = &Dependency> {
        self.dependencies.iter().filter(|dependency| dependency.is_open_issue())
    }

    /// Open security findings, worst first.
    pub fn open_security(&self) -> impl Iterator<Item = &Finding> {
        use crate::{Kind, State};
        self.findings.iter().filter(|finding| finding.kind == Kind::Security && finding.state == State::Open)
    }
}
