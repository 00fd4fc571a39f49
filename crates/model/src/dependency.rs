//! A row of the dependency audit.

use serde::{Deserialize, Serialize};

use crate::{Cvss, Fnv, Location, Severity, State};

/// What is wrong with a dependency.
///
/// `Unpinned` is whatever leaves open what will be installed: no version, a repository's branch, a second package index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum DependencyKind {
    Vulnerable,
    Malicious,
    SuspiciousName,
    PermissiveRange,
    Unpinned,
    Invalid,
}

/// Where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageSource {
    /// The Python package index, or another of its kind.
    Pypi,
    /// A conda channel.
    Conda,
    /// An address or a repository.
    Elsewhere,
}

/// A package that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The name as written.
    pub name: String,
    /// The exact version, where one is named.
    pub version: Option<String>,
    /// Where it comes from.
    pub source: PackageSource,
    /// Where it is named.
    #[serde(flatten)]
    pub location: Location,
}

/// One row of the dependency audit's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Dependency {
    pub package: String,
    pub version: Option<String>,
    /// Path of the manifest, `/`-separated.
    pub file: String,
    /// 1-based line.
    pub line: u32,
    pub issue: String,
    pub ids: Vec<String>,
    pub kind: DependencyKind,
    /// `None` is "Unscored".
    pub severity: Option<Severity>,
    pub cvss: Option<Cvss>,
    /// The smallest version that fixes everything known.
    pub fixed: Option<String>,
    pub action: String,
    pub exploitability: Option<String>,
    /// Whether the code that was given imports the package; `None` where that was not looked at.
    #[serde(default)]
    pub imported: Option<bool>,
    /// Whether it is known to be exploited (CISA's catalogue).
    pub exploited: bool,
    /// Dismissed where the dependency's marker is false: it would not be installed.
    pub state: State,
}

impl Dependency {
    /// How bad it is where things are put in order: what has no score may be anything, and is treated as high.
    pub fn rank(&self) -> Severity {
        self.severity.unwrap_or(Severity::High)
    }

    /// Whether it stands in the way of a clean result: what is known or suspected to be harmful, and any other row of
    /// medium severity or above.
    pub fn is_open_issue(&self) -> bool {
        use DependencyKind::{Malicious, SuspiciousName, Vulnerable};
        self.state == State::Open
            && (matches!(self.kind, Vulnerable | Malicious | SuspiciousName) || self.rank() >= Severity::Medium)
    }

    /// The row's identity from one review to the next: 16 hexadecimal digits that stay while file, package and issue do,
    /// wherever the line moves and whichever version is named.
    pub fn fingerprint(&self) -> String {
        Self::fingerprint_of(&self.file, &self.package, &self.issue)
    }

    /// [`fingerprint`](Self::fingerprint) of a row that is known by these three.
    pub fn fingerprint_of(file: &str, package: &str, issue: &str) -> String {
        let mut hash = Fnv::default();
        for part in [file, package, issue] {
            hash.part(part.bytes());
        }
        hash.hex()
    }
}
