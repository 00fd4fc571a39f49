//! Manifests whose dependencies are raised to versions that nothing is known about. What is proposed was audited again:
//! a change that leaves something behind, or brings something new, is taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use advisories::{Index, Package};
use manifests::{Entry, Environment, Source, Version};
use model::{Dependency, DependencyKind, Options, Remark, Repair, State};
use semantic::FileModel;
use syntax::LineIndex;

use super::advice::{self, Wanted};
use super::{Context, Given, audit_given, constraints, environment, locked};
use crate::FileAnalysis;
use crate::analysis::Dependencies;

/// Each round takes back at least one change.
const ROUNDS: usize = 8;

/// What can be done about the dependencies that `files` name, each given with its text. Files that name none, or about
/// whose dependencies nothing is known, have no repair.
pub fn repair(files: &[(&FileAnalysis, &str)], options: &Options, index: &Index) -> Vec<Repair> {
    let given = files.iter().filter_map(|(file, text)| {
        let given = Given { path: &file.path, dependencies: file.manifest.as_ref()? };
        Some((given, *text))
    });
    let (given, texts): (Vec<Given<'_>>, Vec<&str>) = given.unzip();
    let paths: BTreeSet<&str> = files.iter().map(|(file, _)| file.path.as_str()).collect();
    let audited = |given: &[Given<'_>]| audit_given(given, paths.clone(), Context::new(&[]), options, index).rows;
    let before: BTreeSet<String> = audited(&given).iter().filter(|row| is_bad(row)).map(identity).collect();
    let mut repairer = Repairer {
        index,
        environment: environment(options),
        constraints: constraints(&given),
        locked: locked(&given),
        lowest: lowest(&given, index),
        packages: BTreeMap::new(),
        withheld: BTreeSet::new(),
    };
    for _ in 0..ROUNDS {
        let plans: Vec<Plan> = given.iter().zip(&texts).map(|(file, text)| repairer.plan(file, text)).collect();
        let after: Vec<Dependencies> =
            given.iter().zip(&texts).zip(&plans).map(|((file, text), plan)| plan.result(file, text)).collect();
        let changed: Vec<Given<'_>> =
            given.iter().zip(&after).map(|(file, dependencies)| Given { path: file.path, dependencies }).collect();
        let offending = |row: &&Dependency| {
            let raised = plans.iter().zip(&given).any(|(plan, file)| file.path == row.file && plan.raises(row));
            is_bad(row) && (!before.contains(&identity(row)) || raised && !row.ids.is_empty())
        };
        let wrong: BTreeSet<(String, String)> = audited(&changed)
            .iter()
            .filter(offending)
            .map(|row| (row.file.clone(), manifests::normalize(&row.package)))
            .filter(|wrong| !repairer.withheld.contains(wrong))
            .collect();
        if wrong.is_empty() {
            let plans = plans.into_iter().zip(&given).zip(&texts);
            return plans
                .map(|((plan, file), text)| plan.repair(file, text))
                .filter(|repair| !is_empty(repair))
                .collect();
        }
        repairer.withheld.extend(wrong);
    }
    Vec::new()
}

fn is_empty(repair: &Repair) -> bool {
    repair.edits.is_empty() && repair.remarks.is_empty()
}

/// Rows that a repair must not bring along.
fn is_bad(row: &Dependency) -> bool {
    use DependencyKind::{Invalid, Malicious, SuspiciousName, Vulnerable};
    row.state == State::Open
        && (!row.ids.is_empty() || matches!(row.kind, Vulnerable | Malicious | SuspiciousName | Invalid))
}

/// What tells a row from others, whatever version it speaks of.
fn identity(row: &Dependency) -> String {
    let issue = if row.ids.is_empty() { row.issue.clone() } else { row.ids.join(" ") };
    format!("{}\n{}\n{:?}\n{issue}", row.file, manifests::normalize(&row.package), row.kind)
}

/// For each package that a lock file holds at a version with something known: the version that fixes it.
fn lowest(given: &[Given<'_>], index: &Index) -> BTreeMap<String, Version> {
    let mut lowest: BTreeMap<String, Version> = BTreeMap::new();
    for entry in given.iter().filter(|file| file.is_lock()).flat_map(|file| &file.dependencies.manifest.entries) {
        let (key, Some(version)) = (entry.key(), &entry.version) else { continue };
        let Some(package) = index.package(&key) else { continue };
        if package.affecting(version).next().is_some()
            && let Some(fix) = package.fix(version)
        {
            let known = lowest.entry(key).or_insert_with(|| fix.clone());
            *known = fix.max(known.clone());
        }
    }
    lowest
}

/// The changes of one file.
#[derive(Debug, Default)]
struct Plan {
    changes: Vec<(Range<usize>, String)>,
    remarks: Vec<Remark>,
    wanted: Vec<Wanted>,
}

impl Plan {
    fn raises(&self, row: &Dependency) -> bool {
        self.remarks.iter().any(|remark| remark.raised && remark.line == row.line && remark.package == row.package)
    }

    /// The file's dependencies after the changes.
    fn result(&self, file: &Given<'_>, text: &str) -> Dependencies {
        let format = file.dependencies.format;
        if self.changes.is_empty() {
            return file.dependencies.clone();
        }
        let mut changed = String::with_capacity(text.len());
        let mut done = 0;
        for (span, new) in &self.changes {
            changed.push_str(text.get(done..span.start).unwrap_or_default());
            changed.push_str(new);
            done = span.end;
        }
        changed.push_str(text.get(done..).unwrap_or_default());
        let manifest = match format {
            Some(format) => manifests::read(format, &changed),
            None => manifests::read_setup_py(&FileModel::new(Arc::new(syntax::parse(changed)))),
        };
        Dependencies { format, manifest }
    }

    fn repair(self, file: &Given<'_>, text: &str) -> Repair {
        let lines = LineIndex::new(text);
        let edits = self
            .changes
            .into_iter()
            .map(|(span, new)| crate::repairs::edits::edit(file.path, text, &lines, &span, new));
        Repair {
            file: file.path.to_owned(),
            edits: edits.collect(),
            advice: advice::of_file(file.dependencies.format, file.path, text, &self.wanted),
            remarks: self.remarks,
        }
    }
}

struct Repairer<'a> {
    index: &'a Index,
    environment: Environment,
    constraints: BTreeMap<(String, String), Version>,
    locked: BTreeSet<String>,
    lowest: BTreeMap<String, Version>,
    packages: BTreeMap<String, Option<Package>>,
    /// Files and packages that are left as they are, since changing them did not help.
    withheld: BTreeSet<(String, String)>,
}

/// What a dependency needs.
enum Need {
    Nothing,
    /// This version, written as this condition if it can be written.
    Version(Version, Option<String>),
    NoFix,
}

impl Repairer<'_> {
    fn plan(&mut self, file: &Given<'_>, text: &str) -> Plan {
        let mut plan = Plan::default();
        // One version may be listed for several platforms.
        let mut seen = BTreeSet::new();
        for entry in file.dependencies.manifest.entries.iter().take(super::MAX_ROWS) {
            let is_installed = entry.marker.as_ref().is_none_or(|marker| marker.holds(&self.environment));
            if entry.problem.is_some() || !is_installed || matches!(entry.source, Source::Path(_)) {
                continue;
            }
            let key = entry.key();
            let need = self.need(file, entry, &key, text);
            if !matches!(need, Need::Nothing)
                && (!file.is_lock() || seen.insert((key.clone(), entry.version.as_ref().map(ToString::to_string))))
            {
                self.note(&mut plan, file, entry, &key, text, need);
            }
        }
        plan
    }

    fn need(&mut self, file: &Given<'_>, entry: &Entry, key: &str, text: &str) -> Need {
        let index = self.index;
        let Some(package) = self.packages.entry(key.to_owned()).or_insert_with(|| index.package(key)) else {
            return Need::Nothing;
        };
        let place = entry.condition.as_ref();
        let written = place.and_then(|place| Some((text.get(place.span.clone())?, place.style)));
        let raise = |to: &Version| written.and_then(|(text, style)| manifests::raise(text, style, to));
        if let Some(version) = &entry.version {
            if package.affecting(version).next().is_none() {
                return Need::Nothing;
            }
            let Some(fix) = package.fix(version) else { return Need::NoFix };
            let text = raise(&fix).map(|raised| raised.text);
            return Need::Version(fix, text);
        }
        if let Some(lowest) = self.lowest.get(key).filter(|_| self.locked.contains(key)) {
            // The lock file is made again; the condition must let it.
            return if entry.specifier.contains(lowest) {
                Need::Nothing
            } else {
                Need::Version(lowest.clone(), raise(lowest).map(|raised| raised.text))
            };
        }
        let is_pinned_elsewhere =
            self.locked.contains(key) || self.constraints.contains_key(&(file.path.to_owned(), key.to_owned()));
        if is_pinned_elsewhere || package.allowed(&entry.specifier).is_empty() {
            return Need::Nothing;
        }
        let (shown, style) =
            written.map_or_else(|| (entry.specifier.to_string(), manifests::Style::Poetry), |(a, b)| (a.to_owned(), b));
        match package.raised(&entry.specifier, &shown, style) {
            Some((version, raised)) => Need::Version(version, written.map(|_| raised.text)),
            None => Need::NoFix,
        }
    }

    fn note(&self, plan: &mut Plan, file: &Given<'_>, entry: &Entry, key: &str, text: &str, need: Need) {
        let (version, condition) = match need {
            Need::Nothing => return,
            Need::NoFix => return plan.remarks.push(remark(entry, advice::NO_FIX.to_owned())),
            Need::Version(version, condition) => (version, condition),
        };
        let is_withheld = self.withheld.contains(&(file.path.to_owned(), key.to_owned()));
        let left = if file.is_lock() {
            Some(advice::locked(entry, &version))
        } else if !entry.hashes.is_empty() && entry.source == Source::Index {
            Some(advice::hashed(entry, &version))
        } else if is_withheld {
            Some(format!("left as it is: raising it to {version} brings something else that is known"))
        } else {
            advice::elsewhere(entry, &version)
        };
        let (Some(place), Some(condition), None) = (&entry.condition, condition, &left) else {
            let why = left.unwrap_or_else(|| format!("require {version} or newer; this line is not edited"));
            plan.wanted.push(Wanted { name: key.to_owned(), version, raised: false });
            return plan.remarks.push(remark(entry, why));
        };
        let old = text.get(place.span.clone()).unwrap_or_default();
        let said = advice::raised(entry, old, &condition, &version);
        plan.changes.push((place.span.clone(), condition));
        plan.remarks.push(Remark { raised: true, ..remark(entry, said) });
        plan.wanted.push(Wanted { name: key.to_owned(), version, raised: true });
    }
}

fn remark(entry: &Entry, text: String) -> Remark {
    Remark { package: entry.name.clone(), line: entry.line, raised: false, text }
}
