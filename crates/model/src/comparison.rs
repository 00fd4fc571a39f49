//! This review beside an earlier one.

use serde::{Deserialize, Serialize};

use crate::{DependencyKind, Evidence, Severity, State};

/// What an earlier review said, as far as a comparison asks. Read from its JSON; what else stands there is skipped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// The name and version of its contract.
    pub schema: String,
    /// Its date.
    pub date: String,
    /// Its findings.
    pub findings: Vec<EarlierFinding>,
    /// Its rows of the dependency audit.
    pub dependencies: Vec<EarlierDependency>,
}

/// A finding of an earlier review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EarlierFinding {
    pub rule: String,
    pub title: String,
    pub severity: Severity,
    pub file: String,
    pub line: u32,
    pub state: State,
    pub fingerprint: String,
    /// The lines around it, by which it is known again in a renamed file.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// A row of an earlier dependency audit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EarlierDependency {
    pub package: String,
    pub file: String,
    pub line: u32,
    pub issue: String,
    pub kind: DependencyKind,
    pub severity: Option<Severity>,
    pub state: State,
}

/// What changed since an earlier review. Open findings and rows of the dependency audit are compared by fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The earlier review's date.
    pub date: String,
    /// Open now, and not known or not open then.
    pub new: Vec<Compared>,
    /// Open then and now.
    pub unchanged: Vec<Compared>,
    /// Open then, and not open now.
    pub closed: Vec<Closed>,
}

impl Comparison {
    /// What was open and is gone from code that was looked at again.
    pub fn fixed(&self) -> impl Iterator<Item = &Compared> {
        self.closed.iter().filter(|closed| closed.how == How::Fixed).map(|closed| &closed.what)
    }
}

/// Something that is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Its identity in both reviews.
    pub fingerprint: String,
    /// The rule's code, or for a dependency what is wrong with it.
    pub rule: String,
    /// The rule's title, or the package.
    pub title: String,
    /// `None` is unscored.
    pub severity: Option<Severity>,
    /// Path of the file, `/`-separated.
    pub file: String,
    /// 1-based line, in the later of the two reviews that has it.
    pub line: u32,
}

/// Something that is no longer open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    /// What it was.
    #[serde(flatten)]
    pub what: Compared,
    /// Why it is not open.
    pub how: How,
}

/// Why something is no longer open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Its place was looked at, and it is not there any more.
    Fixed,
    /// Triage found it harmless this time.
    Dismissed,
    /// A comment or the configuration silences it now.
    Suppressed,
    /// Its file or its rule was not part of this review.
    NotReviewed,
}
