//! What is working well: things that the project does right, each with its places.

mod calls;
mod dependencies;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use model::{EntryPoint, EntryPointKind, Finding, Location, Positive, State};
use semantic::FileModel;
use syntax::Span;

use crate::FileAnalysis;

/// Places of one practice that are named.
const NAMED: usize = 3;

/// What one file does right: how often, and the first places.
#[derive(Clone, Debug)]
pub(crate) struct Practice {
    message: &'static str,
    /// 1-based, ascending.
    pub(crate) lines: Vec<u32>,
    count: u32,
}

/// The practices of a file while they are gathered.
#[derive(Debug, Default)]
struct Found(BTreeMap<&'static str, Vec<u32>>);

impl Found {
    fn add(&mut self, file: &FileModel, message: &'static str, span: Span) {
        self.0.entry(message).or_default().push(file.module().lines().line(span.start));
    }
}

/// What one file of code does right. `is_settings` says that its names are settings; what tests do counts for nothing.
pub(crate) fn of_file(file: &FileModel, path: &str, is_settings: bool) -> Vec<Practice> {
    if rules::is_test_file(path) {
        return Vec::new();
    }
    let mut found = Found::default();
    calls::find(file, &mut found);
    settings::find(file, is_settings, &mut found);
    let practice = |(message, mut lines): (&'static str, Vec<u32>)| {
        lines.sort_unstable();
        lines.dedup();
        let count = lines.len() as u32;
        lines.truncate(NAMED);
        Practice { message, lines, count }
    };
    found.0.into_iter().map(practice).collect()
}

/// Practices, and the rules that find the opposite: where one of them is open in the same file, the practice is none.
const AGAINST: [(&str, &[&str]); 6] = [
    ("TLS connections check the other side's certificate", &["PV440", "S323", "S501"]),
    ("Forms are protected against requests of other sites (CSRF)", &["PV316", "PV342", "PV381", "PV383"]),
    ("Secrets come from the environment", &["PV311"]),
    ("Templates escape what they print", &["PV315", "PV346", "S701"]),
    ("Tokens are read with a fixed list of algorithms, and their signature is checked", &["PV401", "PV402"]),
    ("Debug mode is off", &["PV301", "PV340", "S201"]),
];

/// What the files together do right, what is done most often first. `practices` are those of the files of code,
/// `findings` those of the review.
pub(crate) fn of_project<'p>(
    practices: impl Iterator<Item = (&'p str, &'p [Practice])>,
    files: &[&FileAnalysis],
    entry_points: &[EntryPoint],
    findings: &[Finding],
) -> Vec<Positive> {
    let open: BTreeSet<(&str, &str)> = findings
        .iter()
        .filter(|finding| finding.state == State::Open)
        .map(|finding| (&*finding.file, &*finding.rule))
        .collect();
    let is_denied = |path: &str, message: &str| {
        let rules = AGAINST.iter().filter(|(practice, _)| *practice == message).flat_map(|(_, rules)| *rules);
        rules.into_iter().any(|rule| open.contains(&(path, *rule)))
    };
    let mut all: BTreeMap<String, Positive> = BTreeMap::new();
    let mut add = |message: &str, count: u32, places: &mut dyn Iterator<Item = Location>| {
        let known = all.entry(message.to_owned());
        let positive = match known {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => {
                let Some(location) = places.next() else { return };
                free.insert(Positive { message: message.to_owned(), location, others: Vec::new(), count: 0 })
            }
        };
        positive.count += count;
        positive.others.extend(places.take((NAMED - 1).saturating_sub(positive.others.len())));
    };
    for (path, practices) in practices {
        for practice in practices.iter().filter(|practice| !is_denied(path, practice.message)) {
            let place = |line: &u32| Location { file: path.to_owned(), line: *line };
            add(practice.message, practice.count, &mut practice.lines.iter().map(place));
        }
    }
    for (message, location) in dependencies::find(files) {
        add(message, 1, &mut std::iter::once(location));
    }
    let guarded: Vec<&EntryPoint> =
        entry_points.iter().filter(|entry| entry.kind == EntryPointKind::Route && !entry.guards.is_empty()).collect();
    let count = guarded.len() as u32;
    add("Routes ask who is there before they answer", count, &mut guarded.iter().map(|entry| entry.location.clone()));
    let mut all: Vec<Positive> = all.into_values().collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.message.cmp(&b.message)));
    all
}
