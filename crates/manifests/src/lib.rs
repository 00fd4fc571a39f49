//! Every dependency format: manifests, lock files, lists of what is installed.
//!
//! [`read`] gives one [`Entry`] for each dependency, with its exact place. One bad line never spoils the rest: it
//! becomes an entry that says what is wrong. Versions are PEP 440's, conditions PEP 508's.
//! *Absent by design:* files, the network, advisories, and any judgement about a package.

mod conda;
mod format;
mod json;
mod lock;
mod marker;
mod name;
mod pip_list;
mod pipfile;
mod poetry;
mod pyproject;
mod raise;
mod requirement;
mod requirements;
mod script;
mod setup_cfg;
mod setup_py;
mod specifier;
mod tree;
mod version;

use std::ops::Range;

use syntax::LineIndex;

pub use format::Format;
pub use marker::{Environment, Marker};
pub use name::{file_version, normalize};
pub use raise::{Place, Raised, Style, raise};
pub use script::has_script_header;
pub use setup_py::read as read_setup_py;
pub use specifier::{Clause, Op, Specifier};
pub use version::Version;

/// What a file says about dependencies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// One for each dependency, in the file's order.
    pub entries: Vec<Entry>,
    /// What else matters about where packages come from.
    pub notes: Vec<Note>,
}

/// One dependency, or a line that was meant to be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The distribution's name as written; empty if it is not known.
    pub name: String,
    /// Extras, as written.
    pub extras: Vec<String>,
    /// The versions that are allowed.
    pub specifier: Specifier,
    /// The exact version: pinned, locked, installed, or part of the file's name.
    pub version: Option<Version>,
    /// When it is wanted at all.
    pub marker: Option<Marker>,
    /// Where it comes from.
    pub source: Source,
    /// `sha256:…`
    pub hashes: Vec<String>,
    /// The extra or the group that it belongs to, `None` for the main one.
    pub group: Option<String>,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// 1-based line of the start.
    pub line: u32,
    /// Where the condition on the version stands; `None` where there is none that could be rewritten.
    pub condition: Option<Place>,
    /// What is wrong with it; such an entry is not to be relied on.
    pub problem: Option<String>,
}

impl Entry {
    /// An entry for `name` at `span`, of any version, from the package index.
    pub(crate) fn new(name: &str, span: Range<usize>, lines: &LineIndex) -> Self {
        Self {
            name: name.to_owned(),
            extras: Vec::new(),
            specifier: Specifier::any(),
            version: None,
            marker: None,
            source: Source::Index,
            hashes: Vec::new(),
            group: None,
            line: lines.line(offset(span.start)),
            span,
            condition: None,
            problem: None,
        }
    }

    /// An entry that stands for something that could not be understood.
    pub(crate) fn problem(name: &str, span: Range<usize>, lines: &LineIndex, problem: impl Into<String>) -> Self {
        Self { problem: Some(problem.into()), ..Self::new(name, span, lines) }
    }

    /// The name as indexes compare it (PEP 503).
    pub fn key(&self) -> String {
        normalize(&self.name)
    }

    /// Takes over a condition and the version that it may name.
    pub(crate) fn set_specifier(&mut self, specifier: Result<Specifier, String>) {
        match specifier {
            Ok(specifier) => {
                self.version = specifier.pin().cloned();
                self.specifier = specifier;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Takes over an exact version as lock files write it.
    pub(crate) fn set_version(&mut self, text: &str) {
        match Version::parse(text) {
            Some(version) => {
                self.specifier = Specifier::all(vec![Clause::new(Op::Equal, version.clone())]);
                self.version = Some(version);
            }
            None => self.problem = Some(format!("`{text}` is no version")),
        }
    }

    pub(crate) fn set_marker(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        match Marker::parse(text) {
            Ok(marker) => {
                self.marker = Some(match self.marker.take() {
                    Some(first) => first.and(marker),
                    None => marker,
                });
            }
            Err(problem) => self.problem = Some(problem),
        }
    }
}

/// Where a package comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A package index.
    Index,
    /// A conda channel.
    Conda,
    /// A file at this address.
    Url(String),
    /// A repository: `git+https://…`.
    Vcs(String),
    /// A folder or file of the project's own.
    Path(String),
}

/// Something about where packages come from, or about other files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// The address, host or file.
    pub value: String,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// 1-based line.
    pub line: u32,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// The package index.
    Index,
    /// One more index beside the first.
    ExtraIndex,
    /// A page or folder that packages are taken from.
    FindLinks,
    /// A host whose certificate is not checked.
    TrustedHost,
    /// Another file's entries are wanted too; the value is its path as written.
    Include,
    /// Another file limits the versions.
    Constraint,
    /// Hashes are demanded for everything.
    RequireHashes,
    /// Pre-releases are allowed.
    PreReleases,
    /// An environment variable whose value is not known here.
    Variable,
}

impl Note {
    pub(crate) fn new(kind: NoteKind, value: &str, span: Range<usize>, lines: &LineIndex) -> Self {
        Self { kind, value: value.to_owned(), line: lines.line(offset(span.start)), span }
    }
}

pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What a reader is given, and where it puts what it finds.
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) lines: LineIndex,
    pub(crate) manifest: Manifest,
}

impl Reading<'_> {
    pub(crate) fn push(&mut self, entry: Entry) {
        self.manifest.entries.push(entry);
    }

    pub(crate) fn entry(&self, name: &str, span: Range<usize>) -> Entry {
        Entry::new(name, span, &self.lines)
    }

    pub(crate) fn problem(&mut self, name: &str, span: Range<usize>, problem: impl Into<String>) {
        let entry = Entry::problem(name, span, &self.lines, problem);
        self.push(entry);
    }

    pub(crate) fn note(&mut self, kind: NoteKind, value: &str, span: Range<usize>) {
        self.manifest.notes.push(Note::new(kind, value, span, &self.lines));
    }

    /// Reads a PEP 508 requirement that stands at `span` of the file.
    pub(crate) fn requirement(&mut self, text: &str, span: Range<usize>, group: Option<&str>) {
        let mut entry = requirement::parse(text, span, &self.lines);
        entry.condition = requirement::condition(&entry, self.text);
        entry.group = group.map(str::to_owned);
        self.push(entry);
    }
}

/// Reads `text`, which stands in a file of `format`.
pub fn read(format: Format, text: &str) -> Manifest {
    let mut reading = Reading { text, lines: LineIndex::new(text), manifest: Manifest::default() };
    match format {
        Format::Requirements => requirements::read(&mut reading),
        Format::PipList => pip_list::read(&mut reading),
        Format::Pyproject => pyproject::read(&mut reading),
        Format::SetupCfg => setup_cfg::read(&mut reading),
        Format::Pipfile => pipfile::read(&mut reading),
        Format::PipfileLock => pipfile::read_lock(&mut reading),
        Format::PoetryLock | Format::UvLock | Format::PdmLock => lock::read(&mut reading),
        Format::Pylock => lock::read_pylock(&mut reading),
        Format::Conda => conda::read(&mut reading),
        Format::Script => script::read(&mut reading),
    }
    let mut manifest = reading.manifest;
    let entries = manifest.entries.iter_mut().map(|entry| &mut entry.span);
    for span in entries.chain(manifest.notes.iter_mut().map(|note| &mut note.span)) {
        *span = inside(span, text);
    }
    manifest.entries.sort_by_key(|entry| entry.span.start);
    manifest.notes.sort_by_key(|note| note.span.start);
    manifest
}

/// A place in a broken file may be odd; none is left outside the text or inside a character.
fn inside(span: &Range<usize>, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    start..text.floor_char_boundary(span.end).max(start)
}
