//! A row of the dependency audit.

use serde::{Deserialize, Serialize};

use crate::{Cvss, Severity};

/// What is wrong with a dependency.
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
}
