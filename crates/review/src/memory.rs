//! What is kept between two reviews of a project that is being edited.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dataflow::Incoming;
use model::{Finding, Fix};
use syntax::Module;

use crate::joined::Joined;
use crate::run::{FileFacts, Seen};
use crate::{Configuration, FileAnalysis, Fixed, Run};

/// The analyses of a project's files. A file is analyzed again only if its text changed, or what it was told by others.
#[derive(Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Remembered>,
}

#[derive(Debug)]
struct Remembered {
    text: Arc<str>,
    analysis: FileAnalysis,
    facts: Option<Arc<FileFacts>>,
    /// What it was told, and by whom.
    seen: Told,
    imports: Vec<String>,
    is_imported: bool,
    is_mere_test: bool,
    /// Whether it is known what may be changed in it.
    is_recommended: bool,
    /// The analysis that knows what others pass to the file's functions.
    second: Option<Second>,
}

#[derive(Debug)]
struct Second {
    incoming: Option<Arc<Incoming>>,
    /// The whole that it was seen as a part of.
    joined: Option<Arc<Joined>>,
    told: Told,
    analysis: FileAnalysis,
}

/// For each file that was looked into what it told.
type Told = Vec<(String, Option<Arc<FileFacts>>)>;

impl Memory {
    /// Forgets everything: the configuration changed.
    pub fn clear(&mut self) {
        self.files.clear();
    }

    /// The latest analyses, by path.
    pub fn analyses(&self) -> impl Iterator<Item = (&str, &FileAnalysis)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.latest()))
    }

    /// Brings the analyses of `files` (path and text) up to date, and gives the number of those that were analyzed. `parsed`
    /// gives the parsed text of a Python file, by its place in the list.
    pub fn update<'t>(
        &mut self,
        files: &[(&'t str, &'t Arc<str>)],
        configuration: &Configuration,
        mut parsed: impl FnMut(usize) -> Option<Arc<Module>>,
    ) -> usize {
        let open: BTreeSet<&str> = files.iter().map(|(path, _)| *path).collect();
        self.files.retain(|path, _| open.contains(path.as_str()));
        let mut run = Run::new(files.iter().copied());
        let mut analyzed = 0;
        for at in run.order().to_vec() {
            let (path, text) = files[at];
            let is_imported = run.is_imported(at);
            let is_mere_test = run.is_mere_test(at);
            if let Some(known) = self.files.get(path)
                && known.text == *text
                && known.is_imported == is_imported
                && known.is_mere_test == is_mere_test
                && run.says_the_same(&known.seen)
                && known.imports == run.imported_paths(at)
            {
                known.facts.iter().for_each(|facts| run.know(at, facts.clone()));
                continue;
            }
            analyzed += 1;
            let seen = Seen::default();
            let analysis = run.analyze_seeing(at, parsed(at), &configuration.of(path), &seen);
            let earlier = self.files.get(path).and_then(|known| known.facts.clone());
            // Facts that did not change are the same ones to those that saw them.
            let facts = run.settle(at, earlier);
            let seen = run.told(&seen);
            let imports = run.imported_paths(at);
            let text = text.clone();
            let is_recommended = false;
            let known = Remembered {
                text,
                analysis,
                facts,
                seen,
                imports,
                is_imported,
                is_mere_test,
                is_recommended,
                second: None,
            };
            self.files.insert(path.to_owned(), known);
        }
        let again = run.link();
        for (at, (path, _)) in files.iter().enumerate() {
            let Some(known) = self.files.get_mut(*path) else { continue };
            if again.binary_search(&at).is_err() {
                known.is_recommended &= known.second.is_none();
                known.second = None;
                continue;
            }
            let incoming = run.incoming(at);
            let joined = run.joined().filter(|joined| joined.has(at, &known.text));
            let same = known.second.as_ref().is_some_and(|before| {
                let same_whole = match (&before.joined, joined) {
                    (Some(before), Some(now)) => before.is_like(now),
                    (before, now) => before.is_none() && now.is_none(),
                };
                same_whole && before.incoming.as_deref() == incoming.as_deref() && run.says_the_same(&before.told)
            });
            if !same {
                analyzed += 1;
                let seen = Seen::default();
                let analysis = run.analyze_seeing(at, parsed(at), &configuration.of(path), &seen);
                known.is_recommended = false;
                known.second = Some(Second { incoming, joined: joined.cloned(), told: run.told(&seen), analysis });
            }
        }
        analyzed
    }

    /// Finds out what may be changed in `files`, which are those of the latest [update](Self::update), and keeps it with their
    /// findings. Files of which that is known are left alone.
    pub fn recommend<'t>(
        &mut self,
        files: &[(&'t str, &'t Arc<str>)],
        configuration: &Configuration,
        mut parsed: impl FnMut(usize) -> Option<Arc<Module>>,
    ) {
        let run = self.run(files);
        for (at, (path, _)) in files.iter().enumerate() {
            let Some(known) = self.files.get_mut(*path).filter(|known| !known.is_recommended) else { continue };
            let found = run.recommend(at, known.latest(), &configuration.of(path), parsed(at));
            known.latest_mut().keep(found);
            known.is_recommended = true;
        }
    }

    /// The files (path and text) after those of their [recommended](Self::recommend) fixes that `wanted` takes; those that change.
    pub fn fixed<'t>(
        &self,
        files: &[(&'t str, &'t Arc<str>)],
        configuration: &Configuration,
        wanted: &dyn Fn(&Finding, &Fix) -> bool,
    ) -> Vec<(&'t str, Fixed)> {
        let run = self.run(files);
        let fixed = |(at, (path, _)): (usize, &(&'t str, &'t Arc<str>))| {
            let known = self.files.get(*path)?;
            Some((*path, run.fixed(at, known.latest(), &configuration.of(path), wanted)?))
        };
        files.iter().enumerate().filter_map(fixed).collect()
    }

    /// A reading of the files that knows what each tells the others.
    fn run<'t>(&self, files: &[(&'t str, &'t Arc<str>)]) -> Run<'t> {
        let mut run = Run::new(files.iter().copied());
        for (at, (path, _)) in files.iter().enumerate() {
            if let Some(facts) = self.files.get(*path).and_then(|known| known.facts.clone()) {
                run.know(at, facts);
            }
        }
        run.link();
        run
    }
}

impl Remembered {
    fn latest_mut(&mut self) -> &mut FileAnalysis {
        self.second.as_mut().map_or(&mut self.analysis, |second| &mut second.analysis)
    }

    fn latest(&self) -> &FileAnalysis {
        self.second.as_ref().map_or(&self.analysis, |second| &second.analysis)
    }
}
