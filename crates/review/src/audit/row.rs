//! What the rows about one entry have in common.

use manifests::Entry;
use model::{Dependency, DependencyKind, Severity, State};

/// A row that has no issue yet.
pub(super) struct Row<'a> {
    file: &'a str,
    line: u32,
    package: &'a str,
    version: Option<String>,
}

impl<'a> Row<'a> {
    pub(super) fn new(file: &'a str, entry: &'a Entry) -> Self {
        let version = entry.version.as_ref().map(ToString::to_string);
        Self { file, line: entry.line, package: &entry.name, version }
    }

    /// A row about a file's line as such.
    pub(super) fn at(file: &'a str, line: u32) -> Self {
        Self { file, line, package: "", version: None }
    }

    pub(super) fn of(&self, kind: DependencyKind, severity: Severity, issue: String, action: &str) -> Dependency {
        Dependency {
            package: self.package.to_owned(),
            version: self.version.clone(),
            file: self.file.to_owned(),
            line: self.line,
            issue,
            ids: Vec::new(),
            kind,
            severity: Some(severity),
            cvss: None,
            fixed: None,
            action: action.to_owned(),
            exploitability: None,
            imported: None,
            exploited: false,
            state: State::Open,
        }
    }
}
