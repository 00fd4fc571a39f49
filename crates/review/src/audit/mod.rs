//! The dependency audit: what the manifests name, held against the advisory index.

mod advice;
mod context;
mod inventory;
mod origin;
mod repair;
mod row;
mod uses;
mod versions;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use advisories::{Index, Package};
use manifests::{Entry, Environment, Format, NoteKind, Source, Version};
use model::{Dependency, DependencyKind, Options, Platform, Severity, State};
use rustc_hash::FxHashMap;

use crate::FileAnalysis;
use crate::analysis::{Dependencies, PythonFacts};
use context::Context;
pub(crate) use inventory::packages;
pub use repair::repair;
use row::Row;

/// More rows than this help nobody; what is left out is said.
const MAX_ROWS: usize = 20_000;

/// What the audit found.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    /// Open ones first; the rows of one dependency together, the worst first.
    pub(crate) rows: Vec<Dependency>,
    /// Whether no version that would be installed is known to be bad.
    pub(crate) clean: bool,
    /// Why nobody can promise that all of it is clean, as a clause.
    pub(crate) gap: Option<String>,
}

/// A file that says something about dependencies.
struct Given<'a> {
    path: &'a str,
    dependencies: &'a Dependencies,
}

impl Given<'_> {
    fn is(&self, format: Format) -> bool {
        self.dependencies.format == Some(format)
    }

    fn is_lock(&self) -> bool {
        self.dependencies.format.is_some_and(Format::is_lock)
    }
}

/// Whether a file lists dependencies.
pub(crate) fn has_dependencies(file: &FileAnalysis) -> bool {
    !file.blank && file.refused.is_none() && (file.kind.is_manifest() || file.manifest.is_some())
}

/// Audits everything that `files` name.
pub(crate) fn audit(
    files: &[&FileAnalysis],
    python: &[(&FileAnalysis, &PythonFacts)],
    options: &Options,
    index: &Index,
) -> Audit {
    let given: Vec<Given<'_>> = files
        .iter()
        .filter_map(|file| Some(Given { path: &file.path, dependencies: file.manifest.as_ref()? }))
        .collect();
    let paths = files.iter().map(|file| file.path.as_str()).collect();
    audit_given(&given, paths, Context::new(python), options, index)
}

fn audit_given<'a>(
    given: &[Given<'a>],
    paths: BTreeSet<&'a str>,
    context: Context,
    options: &Options,
    index: &'a Index,
) -> Audit {
    let mut auditor = Auditor {
        index,
        context,
        environment: environment(options),
        locked: locked(given),
        constraints: constraints(given),
        paths,
        packages: FxHashMap::default(),
        rows: Vec::new(),
        gaps: Gaps::default(),
    };
    for file in given {
        auditor.file(file);
    }
    auditor.finish()
}

/// Where packages would be installed, for the markers.
fn environment(options: &Options) -> Environment {
    let mut environment = Environment::default();
    if let Some(python) = &options.python {
        environment.python.clone_from(python);
    }
    let (platform, machine) = match options.platform.unwrap_or_default() {
        Platform::Linux => ("linux", "x86_64"),
        Platform::Macos => ("darwin", "arm64"),
        Platform::Windows => ("win32", "AMD64"),
    };
    (environment.platform, environment.machine) = (platform.to_owned(), machine.to_owned());
    environment
}

/// Names that a lock file gives a version.
fn locked(given: &[Given<'_>]) -> BTreeSet<String> {
    let locks = given.iter().filter(|file| file.is_lock());
    let entries = locks.flat_map(|file| &file.dependencies.manifest.entries);
    entries.filter(|entry| entry.version.is_some()).map(Entry::key).collect()
}

/// Versions that `-c` files pin, by the file that names them and the package's name.
fn constraints(given: &[Given<'_>]) -> BTreeMap<(String, String), Version> {
    let mut all = BTreeMap::new();
    for file in given {
        let wanted = file.dependencies.manifest.notes.iter().filter(|note| note.kind == NoteKind::Constraint);
        let paths: BTreeSet<String> = wanted.map(|note| origin::resolve(file.path, &note.value)).collect();
        for path in paths {
            let Some(other) = given.iter().find(|other| other.path == path) else { continue };
            for entry in &other.dependencies.manifest.entries {
                if let Some(version) = &entry.version {
                    all.insert((file.path.to_owned(), entry.key()), version.clone());
                }
            }
        }
    }
    all
}

/// Why the audit cannot promise anything about some dependencies.
#[derive(Debug, Default)]
struct Gaps {
    /// Lines that could not be understood.
    unread: usize,
    /// Dependencies without an exact version.
    unversioned: usize,
    /// Files that were named and not given.
    missing: usize,
    /// Dependencies that come from elsewhere than a package index.
    elsewhere: usize,
    truncated: bool,
}

impl Gaps {
    fn told(&self) -> Option<String> {
        let count = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let parts: Vec<String> = [
            count(self.unversioned, "dependency names no exact version", "dependencies name no exact version"),
            count(self.unread, "line could not be read", "lines could not be read"),
            count(self.missing, "file that is named was not given", "files that are named were not given"),
            count(self.elsewhere, "comes from outside the package index", "come from outside the package index"),
            self.truncated.then(|| format!("more than {MAX_ROWS} rows")),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

struct Auditor<'a> {
    index: &'a Index,
    context: Context,
    environment: Environment,
    locked: BTreeSet<String>,
    constraints: BTreeMap<(String, String), Version>,
    paths: BTreeSet<&'a str>,
    packages: FxHashMap<String, Option<Package>>,
    rows: Vec<Dependency>,
    gaps: Gaps,
}

impl Auditor<'_> {
    fn file(&mut self, file: &Given<'_>) {
        origin::notes(self, file);
        if file.is(Format::Requirements) {
            origin::together(self, file);
        }
        let mut seen = BTreeSet::new();
        for entry in &file.dependencies.manifest.entries {
            if self.rows.len() >= MAX_ROWS {
                self.gaps.truncated = true;
                return;
            }
            let key = entry.key();
            // A lock file may list one version once for each marker or extra.
            let version = entry.version.as_ref().map(ToString::to_string);
            if version.is_some() && entry.problem.is_none() && !seen.insert((key.clone(), version)) {
                continue;
            }
            self.entry(file, entry, &key);
        }
    }

    fn entry(&mut self, file: &Given<'_>, entry: &Entry, key: &str) {
        let row = Row::new(file.path, entry);
        if let Some(problem) = &entry.problem {
            self.gaps.unread += 1;
            let issue = format!("cannot be read: {problem}");
            self.rows.push(row.of(DependencyKind::Invalid, Severity::Informational, issue, "Correct the line"));
        }
        if key.is_empty() || matches!(entry.source, Source::Path(_)) {
            return;
        }
        let before = self.rows.len();
        self.name(&row, key);
        origin::of_entry(self, entry, &row);
        self.versions(file, entry, key, &row);
        // A dependency that would not be installed is shown, and is no finding.
        if let Some(marker) = entry.marker.as_ref().filter(|marker| !marker.holds(&self.environment)) {
            for row in &mut self.rows[before..] {
                row.state = State::Dismissed;
                row.exploitability =
                    Some(format!("not installed for {}: the marker `{marker}` is false there", self.environment));
            }
        }
    }

    /// What the name alone says.
    fn name(&mut self, row: &Row<'_>, key: &str) {
        if let Some(report) = self.index.malicious(key) {
            let action = "Remove it, and treat every machine that installed it as compromised";
            let mut row = row.of(DependencyKind::Malicious, Severity::Critical, report.to_owned(), action);
            row.ids = vec![report.to_owned()];
            self.rows.push(row);
        } else if let Some(alike) = self.index.look_alike(key) {
            let issue = format!("looks like `{}` and differs from it by {}", alike.imitates, alike.trick);
            let action = format!("Check that `{key}` is meant; if not, install `{}`", alike.imitates);
            self.rows.push(row.of(DependencyKind::SuspiciousName, Severity::Medium, issue, &action));
        }
    }

    fn versions(&mut self, file: &Given<'_>, entry: &Entry, key: &str, row: &Row<'_>) {
        let from_file = self.constraints.get(&(file.path.to_owned(), key.to_owned()));
        let version = entry.version.clone().or_else(|| from_file.cloned());
        let index = self.index;
        let package = &*self.packages.entry(key.to_owned()).or_insert_with(|| index.package(key));
        match (version, package) {
            (Some(version), Some(package)) => {
                let use_of = self.context.use_of(key);
                self.rows.extend(versions::vulnerable(package, &version, row, use_of.as_ref()));
            }
            (Some(_), None) => {}
            // A repository or an address has no version that could be looked up.
            (None, _) if !matches!(entry.source, Source::Index | Source::Conda) => self.gaps.elsewhere += 1,
            (None, _) if self.locked.contains(key) => {}
            (None, package) => {
                if entry.problem.is_none() {
                    self.gaps.unversioned += 1;
                    let mut found = versions::open(package.as_ref(), &entry.specifier, row);
                    if let Some(row) = found.as_mut().filter(|row| !row.ids.is_empty()) {
                        row.exploitability = self.context.use_of(key).map(|used| used.told);
                    }
                    self.rows.extend(found);
                }
            }
        }
        if entry.version.as_ref().is_some_and(Version::is_prerelease) && !file.is_lock() {
            let issue = "pinned to a pre-release, which gets no security fixes of its own".to_owned();
            self.rows.push(row.of(DependencyKind::Unpinned, Severity::Informational, issue, "Move to a final release"));
        }
    }

    fn finish(self) -> Audit {
        let rows = by_dependency(self.rows);
        let bad = |row: &Dependency| {
            row.state == State::Open && matches!(row.kind, DependencyKind::Vulnerable | DependencyKind::Malicious)
        };
        Audit { clean: !rows.iter().any(bad), rows, gap: self.gaps.told() }
    }
}

/// Open rows first; what is said of one dependency stays together, the worst dependency first.
fn by_dependency(mut rows: Vec<Dependency>) -> Vec<Dependency> {
    let name = |row: &Dependency| (row.state != State::Open, row.file.clone(), row.line, row.package.clone());
    let mut worst: FxHashMap<_, _> = FxHashMap::default();
    for row in &rows {
        let known = worst.entry(name(row)).or_insert_with(|| urgency(row));
        *known = urgency(row).min(*known);
    }
    rows.sort_by_cached_key(|row| {
        let name = name(row);
        let worst = worst.get(&name).copied();
        (name.0, worst, name, urgency(row), row.issue.clone())
    });
    rows
}

/// Smaller is worse.
fn urgency(row: &Dependency) -> (Reverse<Severity>, Reverse<bool>, Reverse<i32>) {
    let score = row.cvss.as_ref().map_or(0, |cvss| (cvss.score * 10.0).round() as i32);
    (Reverse(row.rank()), Reverse(row.exploited), Reverse(score))
}
