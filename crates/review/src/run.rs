//! The files of one project, analyzed one after another, each with what the ones before it say.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use dataflow::{Around, Facts, Incoming, Linked};
use semantic::{Exports, FileModel, Neighbours};
use syntax::Module;

use crate::analysis::{Layer, Scanned, analyze, no_code};
use crate::given::plan::Plan;
use crate::joined::{Joined, Whole};
use crate::kept::{self, Kept, Read};
use crate::{FileAnalysis, FileSettings, InputKind, kind_of};

/// What the other files of a project are told of one.
#[derive(Debug, PartialEq)]
pub(crate) struct FileFacts {
    pub(crate) exports: Exports,
    pub(crate) flow: Facts,
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
    /// Whether there is Python that is no test.
    has_code: bool,
    /// What the files are passed by others, when all of them were read.
    incoming: Vec<Option<Arc<Incoming>>>,
    /// What was read of files that may be analyzed once more.
    kept: Kept,
    /// Whether there is room to keep all files.
    is_small: bool,
    /// The whole, if it is an application that is small enough.
    joined: Option<Arc<Joined>>,
}

/// The files that were looked into for one.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    files: RefCell<BTreeSet<usize>>,
    /// Whether one of them had told nothing yet.
    missed: Cell<bool>,
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
        let has_code =
            files.iter().any(|(path, text)| !rules::is_test_file(path) && kind_of(path, text) == InputKind::Python);
        let is_small = files.iter().map(|(_, text)| text.len()).sum::<usize>() <= kept::MAX_BYTES;
        Self { files, plan, facts, has_code, incoming: Vec::new(), kept: Kept::default(), is_small, joined: None }
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
        self.analyze_seeing(file, None, settings, &Seen::default())
    }

    /// As [`analyze`](Self::analyze), for a file that may be parsed already; notes in `seen` which others it looked into.
    pub(crate) fn analyze_seeing(
        &self,
        file: usize,
        parsed: Option<Arc<Module>>,
        settings: &FileSettings,
        seen: &Seen,
    ) -> FileAnalysis {
        let (path, text) = self.files[file];
        if kind_of(path, text) != InputKind::Python {
            return analyze(path, text, settings, &Layer::Triaged(None));
        }
        let read = parsed.as_ref().map_or(text, |module| module.source());
        let view = View { run: self, file, seen, joined: self.joined_with(file, read) };
        let layer = Layer::Triaged(Some(&view));
        let (parsed, scanned) = match self.kept.take(file, read) {
            Some(Read::Scanned(scanned)) => (None, Some(scanned)),
            Some(Read::Parsed(module)) => (Some(module), None),
            None => (parsed, None),
        };
        let scanned = if let Some(scanned) = scanned {
            scanned
        } else {
            let module = parsed.unwrap_or_else(|| Arc::new(syntax::parse(text.clone())));
            match Scanned::new(path, &module, settings, &layer) {
                Some(scanned) => Box::new(scanned),
                None => return no_code(path, &module),
            }
        };
        let (analysis, facts) = scanned.judge(path, settings, &layer);
        if let Some(facts) = facts {
            if facts.flow.has_questions() && self.may_be_told(file) {
                let is_complete = !seen.missed.get();
                self.kept.put(file, if is_complete { Read::Scanned(scanned) } else { Read::Parsed(scanned.module()) });
            }
            self.know(file, Arc::new(facts));
        }
        analysis
    }

    /// Whether others may have something to say about a file when all were read. Where there is room for all files, the parts of
    /// a small application count too.
    fn may_be_told(&self, file: usize) -> bool {
        self.plan.is_imported[file] || self.plan.is_cut[file] || self.is_small
    }

    /// Finds out what the files pass to each other's functions, when all were analyzed. Gives the files to which that matters:
    /// they are to be analyzed once more, in any order.
    pub fn link(&mut self) -> Vec<usize> {
        let told: Vec<(usize, &FileFacts)> =
            self.facts.iter().enumerate().filter_map(|(file, facts)| Some((file, &**facts.get()?))).collect();
        let served = self.served();
        let linked: Vec<Linked<'_>> = told
            .iter()
            .map(|&(file, facts)| Linked { path: self.files[file].0, facts: &facts.flow, is_served: served[file] })
            .collect();
        let mut incoming: Vec<Option<Arc<Incoming>>> = self.files.iter().map(|_| None).collect();
        for ((file, _), passed) in told.iter().zip(dataflow::link(&linked)) {
            incoming[*file] = passed.map(Arc::new);
        }
        self.incoming = incoming;
        // Where files import each other in a circle, some did not see all of it.
        let is_cut = |file: usize| {
            self.plan.is_cut[file] && self.facts[file].get().is_some_and(|facts| facts.flow.has_questions())
        };
        self.joined = if served.contains(&true) { self.join(None).map(Arc::new) } else { None };
        let is_part = |file: usize| {
            self.joined.as_ref().is_some_and(|joined| joined.has(file, self.files[file].1))
                && self.facts[file].get().is_some_and(|facts| facts.flow.has_questions())
        };
        let again: Vec<usize> = (0..self.files.len())
            .filter(|&file| self.incoming[file].is_some() || is_cut(file) || is_part(file))
            .collect();
        self.kept.retain(|file| again.binary_search(&file).is_ok());
        again
    }

    /// The application as one text, with another text for one of its files if that is given.
    fn join(&self, other: Option<(usize, &Arc<str>)>) -> Option<Joined> {
        let text = |file: usize| match other {
            Some((changed, text)) if changed == file => text,
            _ => self.files[file].1,
        };
        let files: Vec<(&str, &Arc<str>)> =
            (0..self.files.len()).map(|file| (self.files[file].0, text(file))).collect();
        let belongs = self.belonging();
        let is_part = |file: &usize| {
            let (path, text) = files[*file];
            belongs[*file] && kind_of(path, text) == InputKind::Python && !self.is_mere_test(*file)
        };
        let order: Vec<usize> = self.plan.order.iter().copied().filter(is_part).collect();
        Joined::of(&files, &order, &self.plan.modules)
    }

    /// For each file whether it belongs to an application that serves requests: it serves some, or imports lead from one that does
    /// to it, in whichever direction.
    fn belonging(&self) -> Vec<bool> {
        let mut beside: Vec<Vec<usize>> = self.plan.imports.clone();
        for (file, imports) in self.plan.imports.iter().enumerate() {
            for import in imports {
                beside[*import].push(file);
            }
        }
        let serves = |file: &usize| self.facts[*file].get().is_some_and(|facts| facts.flow.has_routes());
        let mut pending: Vec<usize> = (0..self.files.len()).filter(serves).collect();
        let mut belongs = vec![false; self.files.len()];
        while let Some(file) = pending.pop() {
            if !std::mem::replace(&mut belongs[file], true) {
                pending.extend(beside[file].iter().copied().filter(|file| self.facts[*file].get().is_some()));
            }
        }
        belongs
    }

    /// The whole with `text` for one of its files: what a fix would make of it, or its own text.
    fn joined_with(&self, file: usize, text: &Arc<str>) -> Option<Arc<Joined>> {
        let joined = self.joined.as_ref().filter(|joined| joined.has(file, self.files[file].1))?;
        if **text == **self.files[file].1 {
            Some(Arc::clone(joined))
        } else {
            self.join(Some((file, text))).map(Arc::new)
        }
    }

    /// For each file whether it, or what imports it, serves requests; tests do not count.
    fn served(&self) -> Vec<bool> {
        let mut served: Vec<bool> = self.files.iter().map(|_| false).collect();
        for &file in self.plan.order.iter().rev() {
            let own = self.facts[file].get().is_some_and(|facts| facts.flow.has_routes());
            served[file] |= own && !rules::is_test_file(self.files[file].0);
            if served[file] {
                self.plan.imports[file].iter().for_each(|import| served[*import] = true);
            }
        }
        served
    }

    /// The text of a file.
    pub(crate) fn text(&self, file: usize) -> &Arc<str> {
        self.files[file].1
    }

    /// The whole that the files are parts of.
    pub(crate) const fn joined(&self) -> Option<&Arc<Joined>> {
        self.joined.as_ref()
    }

    /// What others pass to a file's functions.
    pub(crate) fn incoming(&self, file: usize) -> Option<Arc<Incoming>> {
        self.incoming.get(file).cloned().flatten()
    }

    /// Puts `earlier` in the place of a file's facts if it says the same; gives what holds.
    pub(crate) fn settle(&mut self, file: usize, earlier: Option<Arc<FileFacts>>) -> Option<Arc<FileFacts>> {
        let facts = self.facts[file].get_mut()?;
        if let Some(earlier) = earlier.filter(|earlier| **earlier == **facts) {
            *facts = earlier;
        }
        Some(facts.clone())
    }

    /// What the files that were looked into told.
    pub(crate) fn told(&self, seen: &Seen) -> Vec<(String, Option<Arc<FileFacts>>)> {
        let told = |&file: &usize| (self.files[file].0.to_owned(), self.facts[file].get().cloned());
        seen.files.borrow().iter().map(told).collect()
    }

    /// Whether those files still tell just that.
    pub(crate) fn says_the_same(&self, told: &[(String, Option<Arc<FileFacts>>)]) -> bool {
        told.iter().all(|(path, facts)| {
            let now = self.plan.modules.by_path(path).and_then(|file| self.facts[file].get());
            match (now, facts) {
                (Some(now), Some(before)) => Arc::ptr_eq(now, before),
                (now, before) => now.is_none() && before.is_none(),
            }
        })
    }

    /// The paths of the files that `file` may look into.
    pub(crate) fn imported_paths(&self, file: usize) -> Vec<String> {
        self.imports(file).iter().map(|import| self.files[*import].0.to_owned()).collect()
    }

    /// Takes what is known of a file that need not be analyzed again.
    pub(crate) fn know(&self, file: usize, facts: Arc<FileFacts>) {
        // A file that is analyzed again says the same as before.
        drop(self.facts[file].set(facts));
    }

    /// Whether a file holds tests of other code: nobody sends them data, so nobody follows any there.
    pub(crate) fn is_mere_test(&self, file: usize) -> bool {
        self.has_code && rules::is_test_file(self.files[file].0)
    }

    /// Whether others will ask for the facts of a file.
    pub(crate) fn is_imported(&self, file: usize) -> bool {
        self.plan.is_imported[file]
    }
}

/// What one file sees of the others.
#[derive(Debug)]
pub(crate) struct View<'r> {
    run: &'r Run<'r>,
    file: usize,
    seen: &'r Seen,
    /// The whole that the file is a part of.
    joined: Option<Arc<Joined>>,
}

impl<'r> View<'r> {
    pub(crate) fn new(run: &'r Run<'r>, file: usize, seen: &'r Seen) -> Self {
        Self { run, file, seen, joined: None }
    }
}

impl View<'_> {
    fn facts(&self, file: usize) -> Option<&FileFacts> {
        self.seen.files.borrow_mut().insert(file);
        let facts = self.run.facts[file].get().map(|facts| &**facts);
        self.seen.missed.set(self.seen.missed.get() || facts.is_none());
        facts
    }

    pub(crate) fn is_imported(&self) -> bool {
        self.run.is_imported(self.file)
    }

    pub(crate) fn is_mere_test(&self) -> bool {
        self.run.is_mere_test(self.file)
    }

    /// What the data flow of the file is read with.
    pub(crate) fn around(&self) -> Around<'_> {
        let incoming = self.run.incoming.get(self.file).and_then(Option::as_deref);
        Around { path: self.run.files[self.file].0, project: self, incoming }
    }

    /// The whole, asked by this file.
    pub(crate) fn whole<'m>(&'m self, model: &'m FileModel) -> Option<Whole<'m>> {
        Some(Whole::new(self.joined.as_deref()?, self.file, model))
    }

    /// Whether the file was analyzed before, and now only learns what others pass to it.
    pub(crate) fn is_second(&self) -> bool {
        !self.run.incoming.is_empty()
    }
}

impl dataflow::Project for View<'_> {
    fn facts(&self, path: &str) -> Option<&Facts> {
        Some(&View::facts(self, self.run.plan.modules.by_path(path)?)?.flow)
    }
}

impl Neighbours for View<'_> {
    fn module(&self, level: u32, dotted: &str) -> Option<&Exports> {
        let to = self.run.plan.modules.resolve(self.file, level, dotted)?;
        // One that does not come first may have been read or not: what this file is told must not depend on it.
        if !self.is_second() && self.run.imports(self.file).binary_search(&to).is_err() {
            self.seen.missed.set(true);
            return None;
        }
        Some(&self.facts(to)?.exports)
    }

    fn by_path(&self, path: &str) -> Option<&Exports> {
        Some(&self.facts(self.run.plan.modules.by_path(path)?)?.exports)
    }
}
