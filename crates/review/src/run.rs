//! The files of one project, analyzed one after another, each with what the ones before it say.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use semantic::{Exports, Neighbours};
use syntax::Module;

use crate::analysis::{Layer, analyze, analyze_module};
use crate::plan::Plan;
use crate::{FileAnalysis, FileSettings, InputKind, kind_of};

/// What the other files of a project are told of one.
#[derive(Debug, PartialEq)]
pub(crate) struct FileFacts {
    pub(crate) exports: Exports,
}

/// One reading of a project. Files are named by their place in the list that it was made from.
///
/// A file can be [analyzed](Self::analyze) when all that it [imports](Self::imports) were; [`order`](Self::order) is one in
/// which that holds. Different files may be analyzed at the same time.
#[derive(Debug)]
pub struct Run<'t> {
    files: Vec<(&'t str, &'t Arc<str>)>,
    plan: Plan,
    facts: Vec<OnceLock<Arc<FileFacts>>>,
}

impl<'t> Run<'t> {
    /// Takes paths and texts of all files of the project, of any kind.
    pub fn new(files: impl IntoIterator<Item = (&'t str, &'t Arc<str>)>) -> Self {
        let files: Vec<(&str, &Arc<str>)> = files.into_iter().collect();
        let text = |&(path, text): &(&'t str, &'t Arc<str>)| {
            (path, if kind_of(path, text) == InputKind::Python { &**text } else { "" })
        };
        let plan = Plan::new(&files.iter().map(text).collect::<Vec<_>>());
        let facts = files.iter().map(|_| OnceLock::new()).collect();
        Self { files, plan, facts }
    }

    /// All files, each behind those that it imports.
    pub fn order(&self) -> &[usize] {
        &self.plan.order
    }

    /// The files that must be analyzed before `file`.
    pub fn imports(&self, file: usize) -> &[usize] {
        &self.plan.imports[file]
    }

    /// Analyzes a file of any kind.
    pub fn analyze(&self, file: usize, settings: &FileSettings) -> FileAnalysis {
        let (path, text) = self.files[file];
        match kind_of(path, text) {
            InputKind::Python => self.analyze_module(file, Arc::new(syntax::parse(text.clone())), settings),
            _ => analyze(path, text, settings, Layer::Triaged(None)),
        }
    }

    /// As [`analyze`](Self::analyze), for a Python file that is already parsed.
    pub fn analyze_module(&self, file: usize, module: Arc<Module>, settings: &FileSettings) -> FileAnalysis {
        let view = View { run: self, file, seen: RefCell::default() };
        let (analysis, facts) = analyze_module(self.files[file].0, module, settings, Layer::Triaged(Some(&view)));
        if let Some(facts) = facts {
            self.know(file, Arc::new(facts));
        }
        analysis
    }

    /// Takes what is known of a file that need not be analyzed again.
    fn know(&self, file: usize, facts: Arc<FileFacts>) {
        // A file that is analyzed again says the same as before.
        drop(self.facts[file].set(facts));
    }

    /// Whether others will ask for the facts of a file.
    fn is_imported(&self, file: usize) -> bool {
        self.plan.is_imported[file]
    }
}

/// What one file sees of the others.
#[derive(Debug)]
pub(crate) struct View<'r> {
    run: &'r Run<'r>,
    file: usize,
    /// The files that were looked into.
    seen: RefCell<BTreeSet<usize>>,
}

impl View<'_> {
    fn facts(&self, file: usize) -> Option<&FileFacts> {
        self.seen.borrow_mut().insert(file);
        self.run.facts[file].get().map(|facts| &**facts)
    }

    pub(crate) fn is_imported(&self) -> bool {
        self.run.is_imported(self.file)
    }
}

impl Neighbours for View<'_> {
    fn module(&self, level: u32, dotted: &str) -> Option<&Exports> {
        let to = self.run.plan.modules.resolve(self.file, level, dotted)?;
        // One that does not come first may have been read or not: what this file is told must not depend on it.
        self.run.imports(self.file).binary_search(&to).ok()?;
        Some(&self.facts(to)?.exports)
    }

    fn by_path(&self, path: &str) -> Option<&Exports> {
        Some(&self.facts(self.run.plan.modules.by_path(path)?)?.exports)
    }
}
