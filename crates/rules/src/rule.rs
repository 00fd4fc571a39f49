//! A rule's metadata, and the table of all rules.

use std::fmt;

use semantic::SinkKind;

use crate::detector::Detector;
#[allow(unused_imports)] // what the generated table uses is up to the pages
use crate::fix::FixAction;
use crate::fix::FixBlock;
#[allow(unused_imports)] // as above
use crate::matcher::{Argument, Condition, Literal, Match, On, Test};
use crate::page::{self, Page};

/// A rule: its metadata, and behind [`Rule::page`] its prose. Two rules are equal if their codes are.
pub struct Rule {
    /// `S608`: Ruff's code where one exists, `PV…` otherwise.
    pub code: &'static str,
    /// Completes "allow …": `hardcoded-sql-expression`.
    pub name: &'static str,
    /// Other tools' codes for the same rule: `B608`.
    pub aliases: &'static [&'static str],
    /// What a person reads in a list.
    pub title: &'static str,
    /// Which of the report's sections its findings belong to.
    pub kind: model::Kind,
    /// What it is about.
    pub category: Category,
    /// The modes that ask for it, besides the full review.
    pub modes: &'static [model::Mode],
    /// How bad a confirmed finding is: the band of the score of `cvss`, where there is one.
    pub severity: model::Severity,
    /// The CVSS 3.1 vector of a confirmed finding: an attack path was shown, or the pattern is the finding. Every rule
    /// of the kind security has one.
    pub cvss: Option<&'static str>,
    /// The vector of a finding whose data's origin is unknown; below 9.0. Only with [`Triage::Data`].
    pub cvss_unconfirmed: Option<&'static str>,
    /// CWE numbers; the first is the closest.
    pub cwe: &'static [u16],
    /// OWASP Top 10 categories, 2021 and 2025, and those for language models.
    pub owasp: &'static [model::Owasp],
    /// What the rule rests on, by name and identifier.
    pub authority: &'static [&'static str],
    /// What decides about a candidate.
    pub triage: Triage,
    /// With [`Triage::Data`]: a candidate is a finding only if its data is seen to come from outside. Set
    /// where the pattern alone is everyday code, such as opening a file whose name is a variable.
    pub needs_source: bool,
    /// Whether what it finds harms only where visitors are, and not on a developer's own machine.
    pub deployed: bool,
    /// What else decides whether a finding matters, where the rule sees a hint alone.
    pub hint: Option<Hint>,
    /// The framework whose settings it is about.
    pub framework: Option<model::Framework>,
    /// Whether it looks at templates, and not at Python.
    pub in_templates: bool,
    pub(crate) matches: &'static [Match],
    pub(crate) detector: Option<&'static dyn Detector>,
    /// What may be changed where it finds something: the first block that fits is the fix.
    pub fixes: &'static [FixBlock],
}

/// What a rule says of its findings that only hint at a mistake: in a large program mostly another place decides.
pub struct Hint {
    /// Which place that is, as the rest of a sentence.
    pub text: &'static str,
    /// Words of messages that are no mere hint, in whatever case.
    pub unless: &'static [&'static str],
}

impl Hint {
    /// Whether a finding with this message is one.
    pub fn is_about(&self, message: &str) -> bool {
        let message = message.to_ascii_lowercase();
        !self.unless.iter().any(|word| message.contains(&word.to_ascii_lowercase()))
    }
}

impl Rule {
    /// Whether [`scan`](crate::scan) looks for the rule's pattern; a rule about the review itself is found by the review.
    pub fn is_scanned(&self) -> bool {
        !self.matches.is_empty() || self.detector.is_some()
    }

    /// The language of its examples, as Markdown and file names have it.
    pub fn language(&self) -> &'static str {
        if self.in_templates { "html" } else { "python" }
    }

    /// Whether everything that it reports is dismissed where it is found: it lists places for whoever looks for them.
    pub fn never_opens(&self) -> bool {
        self.is_scanned() && self.detector.is_none() && self.matches.iter().all(|block| block.dismissed.is_some())
    }

    /// The codes of bandit's tests for the same thing (`B608`); other linters have codes with this letter, too.
    pub fn bandit_tests(&self) -> impl Iterator<Item = &'static str> {
        let is_test = |alias: &str| matches!(alias.as_bytes(), [b'B', b'1'..=b'7', b'0'..=b'9', b'0'..=b'9']);
        self.aliases.iter().copied().filter(move |alias| is_test(alias))
    }

    /// The settings of Django that the rule's blocks look at, each once; none for a rule about something else.
    pub fn settings(&self) -> impl Iterator<Item = &'static str> {
        let of_django = self.matches.iter().filter(|block| block.on == On::Assign).flat_map(|block| block.names);
        of_django.copied().filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
    }

    /// The rule's prose and examples; `None` until they are there (see [`load_pages`](crate::load_pages)).
    pub fn page(&self) -> Option<&'static Page> {
        page::of(self.code)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.code).finish()
    }
}

/// What decides whether a candidate is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triage {
    /// The origin of the candidate's focus expressions, as they reach this kind of sink.
    Data(SinkKind),
    /// Nothing more: the pattern is the finding.
    Pattern,
}

macro_rules! categories {
    ($($name:ident $word:literal $title:literal;)*) => {
        /// What a rule is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // each one's name is its title
        pub enum Category {
            $($name,)*
        }

        impl Category {
            /// All categories in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word of the rule pages and machine formats: `path-traversal`.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The name that a person reads.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

categories! {
    Injection "injection" "Injection";
    Secrets "secrets" "Secrets in code";
    Deserialization "deserialization" "Unsafe deserialization";
    PathTraversal "path-traversal" "Path traversal";
    Ssrf "ssrf" "Server-side request forgery";
    Cryptography "cryptography" "Cryptography";
    Configuration "configuration" "Configuration";
    AccessControl "access-control" "Access control";
    Authentication "authentication" "Authentication";
    Transport "transport" "Transport security";
    Xml "xml" "XML";
    Templates "templates" "Templates and cross-site scripting";
    Logging "logging" "Logging";
    DenialOfService "denial-of-service" "Denial of service";
    Files "files" "Files";
    Misc "misc" "Other";
}

/// All rules, sorted by code.
pub fn all() -> &'static [Rule] {
    RULES
}

/// The rule with this code or alias (`S608`, `B608`), in any case of letters.
pub fn find(code_or_alias: &str) -> Option<&'static Rule> {
    let is = |known: &str| known.eq_ignore_ascii_case(code_or_alias);
    RULES.iter().find(|rule| is(rule.code) || rule.aliases.iter().any(|alias| is(alias)))
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
