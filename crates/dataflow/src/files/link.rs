//! What the files of a project pass to each other's functions.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use semantic::{module_name, project_name};

use crate::files::portable::{Held, HeldPart, HeldSource, Slot};
use crate::files::project::{CallFacts, Facts, Incoming, Registered};
use crate::sources::route::lets_through;
use crate::sources::tables::{LET_THROUGH, MAX_PATHS};
use crate::state::value::SinkSet;
use crate::{SourceKind, models};

/// How many callers above a function are asked what they pass.
const MAX_CALLERS_UP: usize = 6;
/// How many calls of one function are asked.
const MAX_CALLS: usize = 64;
/// How many classes above one are asked for theirs.
const MAX_CLASSES_UP: usize = 16;
/// Steps from a parameter to what a call passes for it, over the whole project. What lies behind is not known.
const MAX_STEPS: u32 = 1_000_000;

/// A file of the project, for [`link`].
#[derive(Clone, Copy, Debug)]
pub struct Linked<'f> {
    /// Its path.
    pub path: &'f str,
    /// What it tells.
    pub facts: &'f Facts,
    /// Whether it or what imports it, over however many files, serves requests.
    pub is_served: bool,
}

/// For each file what the others pass to its functions; `None` where that changes nothing.
///
/// A parameter that a caller passes on is followed to the caller's own callers. Where not all of them are seen, the parameter
/// itself remains a source.
pub fn link(files: &[Linked<'_>]) -> Vec<Option<Incoming>> {
    let mut linker = Linker { left: Cell::new(MAX_STEPS), ..Linker::default() };
    for file in files {
        linker.served.insert(file.path, file.is_served);
        linker.facts.insert(file.path, file.facts);
        for call in &file.facts.calls {
            linker.calls.entry(&call.callee).or_default().push((file.path, call));
        }
        linker.escapes.extend(file.facts.escapes.iter().map(|name| &**name));
        for registered in &file.facts.registered {
            linker.registered.entry(&registered.function).or_insert(registered);
        }
        for (class, paths) in &file.facts.tables {
            linker.tables.entry(class).or_default().extend(paths.iter().cloned());
        }
        for bases in file.facts.classes.values() {
            for base in bases.iter().filter(|base| project_name(base).is_some_and(|(path, _)| path != file.path)) {
                linker.heirs.entry(base).or_default().push(bases);
            }
        }
        for name in &file.facts.loose {
            let users = linker.loose.entry(name).or_insert((file.path, false));
            users.1 |= users.0 != file.path;
        }
    }
    files.iter().map(|file| linker.incoming(file)).collect()
}

#[derive(Default)]
struct Linker<'f> {
    /// What is left of the steps.
    left: Cell<u32>,
    facts: BTreeMap<&'f str, &'f Facts>,
    served: BTreeMap<&'f str, bool>,
    /// By function.
    calls: BTreeMap<&'f str, Vec<(&'f str, &'f CallFacts)>>,
    escapes: BTreeSet<&'f str>,
    registered: BTreeMap<&'f str, &'f Registered>,
    /// For a class of the project the paths that stand beside it in other files.
    tables: BTreeMap<&'f str, Vec<Box<str>>>,
    /// For a class of the project the bases of each class of another file that is made of it.
    heirs: BTreeMap<&'f str, Vec<&'f [Box<str>]>>,
    /// Methods that are called on objects of unknown classes: one file that does, and whether others do.
    loose: BTreeMap<&'f str, (&'f str, bool)>,
}

impl<'f> Linker<'f> {
    fn incoming(&self, file: &Linked<'f>) -> Option<Incoming> {
        let mut incoming = Incoming { is_served: file.is_served, ..Incoming::default() };
        let module = module_name(file.path);
        let mut matters = false;
        for (name, at) in &file.facts.asked {
            let function = format!("{module}.{name}");
            let calls = self.calls.get(&*function).map_or(&[][..], Vec::as_slice);
            let mut passed = Vec::new();
            for (_, call) in calls.iter().filter(|(from, _)| *from != file.path).take(MAX_CALLS) {
                passed.push(self.passed(call, file.facts, name, *at));
            }
            if self.escapes_elsewhere(&function, name, file.path) || calls.len() > MAX_CALLS {
                incoming.escapes.insert(name.clone());
            }
            if !passed.is_empty() {
                let decides = file.facts.deciding.contains(&(name.clone(), *at));
                matters |= decides && self.matters(&function, calls.len(), &passed);
                incoming.passed.insert((name.clone(), *at), passed);
            }
        }
        let asked = file.facts.asked.iter().map(|(name, _)| name);
        for name in asked.chain(&file.facts.judged) {
            if let Some(registered) = self.registered_as(&format!("{module}.{name}")) {
                incoming.registered.insert(name.clone(), registered.clone());
            }
        }
        for (slot, part) in &file.facts.slots {
            let held = self.resolved(&Held(vec![part.clone()]));
            matters |= !held.says_nothing();
            incoming.slots.insert(slot.clone(), held);
        }
        if !file.facts.judged.is_empty() {
            incoming.beside = self.beside(&module, file.facts);
            for class in file.facts.classes.keys() {
                if let Some(paths) = self.tables.get(&*format!("{module}.{class}")) {
                    incoming.tables.insert(class.clone(), paths.clone());
                }
            }
            matters |= !incoming.beside.is_empty() || !incoming.tables.is_empty();
        }
        incoming.is_cut = self.left.get() == 0;
        (matters || !incoming.registered.is_empty()).then_some(incoming)
    }

    /// Whether what is passed says more than that somebody passes something: a second look at the file is not for free.
    fn matters(&self, function: &str, calls: usize, passed: &[Held]) -> bool {
        let is_public = self.is_public(function);
        let tells = |part: &HeldPart| match part.source {
            HeldSource::Known => !is_public || part.kind < SourceKind::Parameter,
            HeldSource::Request(..) => true,
            HeldSource::Parameter(_) | HeldSource::Unknown => false,
        };
        // Nothing was known of a parameter for which nothing is passed here, and nothing is known now.
        let is_news = is_public || calls > passed.len() || !passed.iter().all(Held::says_nothing);
        self.is_complete(function, calls) && is_news || passed.iter().flat_map(|held| &held.0).any(tells)
    }

    /// Whether other files use the function in ways that cannot be followed.
    fn escapes_elsewhere(&self, function: &str, name: &str, path: &str) -> bool {
        let by_method = name.rsplit_once('.').is_some_and(|(_, method)| {
            self.loose.get(method).is_some_and(|(first, several)| *several || *first != path)
        });
        by_method || self.escapes.contains(function)
    }

    /// For each class of a file that has no class of a library above it: those that classes of other files put beside it.
    fn beside(&self, module: &str, facts: &Facts) -> BTreeMap<Box<str>, BTreeSet<Box<str>>> {
        let mut found: BTreeMap<Box<str>, BTreeSet<Box<str>>> = BTreeMap::new();
        for (class, own) in &facts.classes {
            let heirs = self.heirs.get(&*format!("{module}.{class}")).into_iter().flatten();
            let mut libraries: BTreeSet<Box<str>> = heirs.flat_map(|bases| self.library_bases(bases)).collect();
            libraries
                .retain(|base| models::is_base(base) || !self.is_of_project(base) && models::is_imported_from(base));
            if !libraries.is_empty() && self.library_bases(own).is_empty() {
                found.insert(class.clone(), libraries);
            }
        }
        found
    }

    /// Whether a name is one of a file of the project: where files import each other in a circle, some names are not resolved.
    fn is_of_project(&self, name: &str) -> bool {
        name.rsplit_once('.').is_some_and(|(module, _)| {
            let path = module.replace('.', "/");
            let ends = |end: &str| self.facts.contains_key(&*format!("{path}{end}"));
            ends(".py") || ends("/__init__.py")
        })
    }

    /// The classes of libraries among some classes and those above them.
    fn library_bases(&self, bases: &[Box<str>]) -> BTreeSet<Box<str>> {
        let mut found = BTreeSet::new();
        let mut line: Vec<&str> = bases.iter().map(|base| &**base).collect();
        let mut at = 0;
        while let Some(base) = line.get(at).copied().filter(|_| at < MAX_CLASSES_UP) {
            at += 1;
            match project_name(base) {
                Some((path, class)) => {
                    let above = self.facts.get(path).and_then(|facts| facts.classes.get(class));
                    line.extend(above.into_iter().flatten().map(|base| &**base));
                }
                None if base.contains('.') && !base.starts_with("builtins.") => drop(found.insert(base.into())),
                None => {}
            }
        }
        found
    }

    /// How another file makes the function a handler: itself, or an object with its method.
    fn registered_as(&self, function: &str) -> Option<&'f Registered> {
        let of_object = || {
            let (class, _) = function.rsplit_once('.').filter(|(_, method)| !method.starts_with('_'))?;
            self.registered.get(class).filter(|registered| registered.registration().is_some_and(|found| found.methods))
        };
        self.registered.get(function).or_else(of_object).copied()
    }

    /// What one call passes for a parameter, the parameters of callers followed to theirs.
    fn passed(&self, call: &CallFacts, callee: &Facts, name: &str, at: usize) -> Held {
        let Some(passed) = &call.passed else { return Held::unknown() };
        if let Some(Some(held)) = passed.get(at) {
            return self.resolved(held);
        }
        let param = callee.functions.get(name).and_then(|function| function.params.get(at));
        if param.is_none_or(|param| param.constant_default) { Held::default() } else { Held::unknown() }
    }

    fn resolved(&self, held: &Held) -> Held {
        let mut result = Held::default();
        let mut seen: BTreeSet<(Slot, usize)> = BTreeSet::new();
        let mut pending: Vec<(HeldPart, usize)> = held.0.iter().map(|part| (part.clone(), 0)).collect();
        while let Some((part, up)) = pending.pop() {
            let HeldSource::Parameter(slot) = &part.source else {
                result.add(self.let_through(part));
                continue;
            };
            let Some(left) = self.left.get().checked_sub(1) else {
                result.add(HeldPart { source: HeldSource::Unknown, ..part.clone() });
                continue;
            };
            self.left.set(left);
            let calls = self.calls.get(&*slot.function).map_or(&[][..], Vec::as_slice);
            let is_complete = up < MAX_CALLERS_UP && self.is_complete(&slot.function, calls.len());
            if self.registered_as(&slot.function).is_some() {
                result.add(HeldPart { source: HeldSource::Known, kind: SourceKind::Request, ..part.clone() });
                continue;
            }
            if !is_complete {
                let source = if self.is_public(&slot.function) { HeldSource::Known } else { HeldSource::Unknown };
                result.add(HeldPart { source, ..part.clone() });
            }
            if up >= MAX_CALLERS_UP {
                continue;
            }
            for (number, (_, call)) in calls.iter().take(MAX_CALLS).enumerate() {
                if !seen.insert((slot.clone(), number)) {
                    continue;
                }
                match call.passed.as_ref().map(|passed| passed.get(slot.at)) {
                    // What a function hands on of a request may be anything in it.
                    Some(Some(Some(outer))) if outer.as_request().is_some() => {
                        result.add(HeldPart { source: HeldSource::Unknown, ..part.clone() });
                    }
                    Some(Some(Some(outer))) => pending.extend(outer.0.iter().map(|outer| (outer.then(&part), up + 1))),
                    Some(_) => {}
                    None => result.add(HeldPart { source: HeldSource::Unknown, ..part.clone() }),
                }
            }
        }
        result
    }

    /// What a method that answers requests hands on of its parameter, as far as tables in other files let it through.
    fn let_through(&self, part: HeldPart) -> HeldPart {
        let paths = || {
            let answering = self.facts.get(&*part.place.file)?.answering.get(&part.place.start)?;
            let class = format!("{}.{}", module_name(&part.place.file), answering.class);
            Some((answering, self.tables.get(&*class)?))
        };
        let Some((answering, paths)) = paths().filter(|_| part.kind == SourceKind::Request) else { return part };
        let through = |path: &str| lets_through(path, &answering.name, answering.at);
        match paths.iter().map(|path| &**path).filter_map(through).reduce(SinkSet::both) {
            Some(sinks) if sinks != SinkSet::NONE && paths.len() <= MAX_PATHS => {
                HeldPart { clean: part.clean.union(sinks), cleaner: Some(LET_THROUGH.into()), ..part }
            }
            _ => part,
        }
    }

    /// Whether all callers of a function are seen.
    fn is_complete(&self, function: &str, calls: usize) -> bool {
        let Some((path, name)) = project_name(function) else { return false };
        let Some(known) = self.facts.get(path).and_then(|facts| facts.functions.get(name)) else { return false };
        let served = self.served.get(path).copied().unwrap_or_default();
        (!known.is_public || served)
            && !known.escapes
            && !self.escapes_elsewhere(function, name, path)
            && (1..=MAX_CALLS).contains(&calls)
    }

    fn is_public(&self, function: &str) -> bool {
        let known = project_name(function)
            .and_then(|(path, name)| self.facts.get(path)?.functions.get(name))
            .map(|function| function.is_public);
        known.unwrap_or_default()
    }
}
