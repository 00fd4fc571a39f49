//! Names that other files of the project give their meaning.

use std::rc::Rc;

use rustc_hash::FxHashSet;
use syntax::ast::StmtId;

use crate::Const;
use crate::exports::{Exports, Symbol, SymbolKind, project_name};
use crate::fields::{self, ForeignFields};
use crate::names::{Named, PathList, Resolver};
use crate::paths::{Local, PathId};

/// How many classes above one are known by name.
const MAX_ANCESTORS: usize = 32;

/// What a path is in another file.
#[derive(Clone, Copy)]
pub(crate) enum Foreign<'m> {
    /// Not of this project, as far as can be told.
    Nothing,
    /// A module.
    Module(&'m Exports),
    /// Something that a file defines: the file, and its name there.
    Symbol(&'m Exports, &'m str),
}

/// What another file says of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ForeignValue {
    pub(crate) constant: Option<Const>,
    pub(crate) closed: bool,
}

/// What is found under a name in other files.
#[derive(Default)]
pub(crate) struct Found {
    names: Vec<PathId>,
    value: Option<ForeignValue>,
    /// The classes in which it may be found as well.
    bases: Vec<PathId>,
}

impl<'m> Resolver<'_, 'm> {
    /// The names of an import statement's name, which is written as `path`.
    pub(crate) fn import_names(&mut self, stmt: StmtId, alias: usize, path: PathId) {
        let names = if let Some(names) = self.imported.get(&(stmt, alias)) {
            names.clone()
        } else {
            let mut names = self.imported_names(path, (stmt, alias));
            names.splice(0..0, self.vendored(path));
            self.imported.insert((stmt, alias), names.clone());
            names
        };
        for name in names {
            self.add(Some(name), false);
        }
    }

    fn imported_names(&mut self, path: PathId, import: (StmtId, usize)) -> Vec<PathId> {
        let whole = self.module_at(path);
        if let Some((parent, name)) = self.paths.parent(path)
            && let Some(module) = self.module_at(parent)
            && let Some(neighbours) = self.neighbours
            && let Some(symbol) = module.find(name, neighbours)
        {
            if symbol.constant.is_some() || symbol.closed {
                let value = ForeignValue { constant: symbol.constant.clone(), closed: symbol.closed };
                self.import_values.insert(import, value);
            }
            return self.in_order(&symbol.names, Some(path));
        }
        if let Some(module) = whole {
            self.foreign.insert(path, Foreign::Module(module));
            let own = self.paths.module(module.path());
            self.foreign.extend(own.map(|own| (own, Foreign::Module(module))));
            return std::iter::once(path).chain(own).collect();
        }
        vec![path]
    }

    /// Names of libraries, then the name as it is written, then those of files of the project.
    fn in_order(&mut self, names: &'m [Box<str>], written: Option<PathId>) -> Vec<PathId> {
        let (own, others): (Vec<&'m str>, Vec<&'m str>) =
            names.iter().map(|name| &**name).partition(|name| name.starts_with('/'));
        let mut paths: Vec<PathId> = others.into_iter().filter_map(|name| self.paths.dotted(None, name)).collect();
        paths.extend(written);
        paths.extend(own.into_iter().filter_map(|name| self.project_path(name)));
        paths
    }

    /// The path of a name of another file.
    fn project_path(&mut self, name: &'m str) -> Option<PathId> {
        let (file, local) = project_name(name)?;
        let exports = self.neighbours?.by_path(file)?;
        let module = self.paths.module(file)?;
        if local.is_empty() {
            self.foreign.insert(module, Foreign::Module(exports));
            return Some(module);
        }
        let path = self.paths.dotted(Some(module), local)?;
        self.foreign.insert(path, Foreign::Symbol(exports, local));
        Some(path)
    }

    /// The module of the project that a path as it is written stands for: `pkg.mod`, `..mod`.
    pub(crate) fn module_at(&mut self, path: PathId) -> Option<&'m Exports> {
        match self.foreign.get(&path) {
            Some(Foreign::Module(module)) => return Some(module),
            Some(_) => return None,
            None => {}
        }
        let text = self.paths.text(path);
        let dotted = text.trim_start_matches('.');
        let found = if text.starts_with('/') || text.contains("()") {
            None
        } else {
            // One dot stands for this file, those that were written follow.
            let level = (text.len() - dotted.len()).saturating_sub(1) as u32;
            self.neighbours.and_then(|neighbours| neighbours.module(level, dotted))
        };
        self.foreign.insert(path, found.map_or(Foreign::Nothing, Foreign::Module));
        found
    }

    /// The fields of the classes of other files that the file names.
    pub(crate) fn foreign_fields(&self) -> ForeignFields {
        let Some(neighbours) = self.neighbours else { return ForeignFields::default() };
        let of = |(path, foreign): (&PathId, &Foreign<'m>)| match foreign {
            Foreign::Symbol(exports, local) => {
                let fields = fields::inherited(exports, local, neighbours);
                (!fields.is_empty()).then(|| (self.paths.text(*path).into(), fields))
            }
            _ => None,
        };
        self.foreign.iter().filter_map(of).collect()
    }

    /// The names of other files that were noted there, as they are written where they are known.
    pub(crate) fn noted(&self) -> FxHashSet<Box<str>> {
        let is_noted = |foreign: &Foreign<'m>| match foreign {
            Foreign::Symbol(exports, local) => exports.own(local).is_some_and(|symbol| symbol.noted),
            _ => false,
        };
        let noted = self.foreign.iter().filter(|(_, foreign)| is_noted(foreign));
        noted.map(|(path, _)| self.paths.text(*path).into()).collect()
    }

    pub(crate) fn is_foreign_class(&self, path: PathId) -> bool {
        self.defined(path).is_some_and(|symbol| symbol.kind == SymbolKind::Class)
    }

    fn defined(&self, path: PathId) -> Option<&'m Symbol> {
        match self.foreign.get(&path) {
            Some(Foreign::Symbol(exports, local)) => exports.own(local),
            _ => None,
        }
    }

    /// The names of `attr` of what `path` names, where that is nothing of this file; the bases in which it may be found
    /// are added to `bases`. Files are asked once: the same attributes of the same objects are read again and again.
    pub(crate) fn foreign_attribute(&mut self, path: PathId, attr: &'m str, weak: bool, bases: &mut PathList) {
        if !matches!(self.foreign.get(&path), Some(Foreign::Symbol(..))) && self.module_at(path).is_none() {
            let written = self.attribute_as_written(path, attr);
            return self.add(written, weak);
        }
        let known = self.foreign_attributes.get(&(path, attr)).map(Rc::clone);
        let found = known.unwrap_or_else(|| {
            let found = Rc::new(self.attribute_elsewhere(path, attr));
            self.foreign_attributes.insert((path, attr), Rc::clone(&found));
            found
        });
        bases.extend_from_slice(&found.bases);
        self.take(&found, weak);
    }

    /// `pkg.mod`, which may be a module that `pkg` says nothing of.
    fn attribute_as_written(&mut self, path: PathId, attr: &'m str) -> Option<PathId> {
        let written = self.paths.child(Some(path), attr)?;
        if self.paths.text(path).len() < 120 {
            self.module_at(written);
        }
        Some(written)
    }

    fn attribute_elsewhere(&mut self, path: PathId, attr: &'m str) -> Found {
        if let Some(Foreign::Symbol(exports, local)) = self.foreign.get(&path).copied() {
            let Some(symbol) = exports.own(local).filter(|symbol| symbol.kind == SymbolKind::Class) else {
                return Found::default();
            };
            let member = self.paths.child(Some(path), attr);
            if let Some(found) = exports.member(local, attr) {
                return self.found_in(found, None);
            }
            let bases = self.in_order(&symbol.bases, None);
            return Found { names: member.into_iter().collect(), bases, ..Found::default() };
        }
        let (module, written) = (self.module_at(path), self.paths.child(Some(path), attr));
        if let (Some(module), Some(neighbours)) = (module, self.neighbours)
            && let Some(symbol) = module.find(attr, neighbours)
        {
            return self.found_in(symbol, written);
        }
        let written = self.attribute_as_written(path, attr);
        Found { names: written.into_iter().collect(), ..Found::default() }
    }

    /// What a symbol of another file says of who reads it under the name `written`.
    fn found_in(&mut self, symbol: &'m Symbol, written: Option<PathId>) -> Found {
        let says = symbol.constant.is_some() || symbol.closed;
        let value = says.then(|| ForeignValue { constant: symbol.constant.clone(), closed: symbol.closed });
        let names = if symbol.kind == SymbolKind::Property { &symbol.returns } else { &symbol.names };
        Found { names: self.in_order(names, written), value, bases: Vec::new() }
    }

    /// Takes in what the expression at hand reads in another file.
    fn take(&mut self, found: &Found, weak: bool) {
        if let Some(value) = &found.value {
            // Where several things may be meant that differ, nothing is known.
            let same = self.value.as_ref().is_none_or(|known| known == value);
            self.value = Some(if same { value.clone() } else { ForeignValue { constant: None, closed: false } });
        }
        for &name in &found.names {
            self.add(Some(name), weak);
        }
    }

    /// A name that comes from `module` by a star import.
    pub(crate) fn symbol(&mut self, module: &'m Exports, name: &'m str, written: Option<PathId>, weak: bool) {
        if let Some(neighbours) = self.neighbours
            && let Some(symbol) = module.find(name, neighbours)
        {
            let found = self.found_in(symbol, written);
            self.take(&found, weak);
        }
    }

    /// What a call of something of another file gives. False if `callee` is nothing of the kind.
    pub(crate) fn foreign_call(&mut self, callee: Named) -> bool {
        let Some(symbol) = self.defined(callee.path) else { return false };
        match symbol.kind {
            SymbolKind::Class => self.add(Some(callee.path), callee.weak),
            SymbolKind::Function => {
                for name in self.in_order(&symbol.returns, None) {
                    self.add(Some(name), callee.weak);
                }
                let made = self.paths.child(Some(callee.path), "()");
                self.add(made, callee.weak);
            }
            SymbolKind::Value | SymbolKind::Property => return false,
        }
        true
    }

    /// The names of a class's bases, of theirs, and so on, nearest first.
    pub(crate) fn ancestors(&mut self, class: StmtId) -> Vec<PathId> {
        let mut all = PathList::new();
        self.bases(class, &mut all);
        let mut at = 0;
        while let Some(&base) = all.get(at) {
            at += 1;
            let mut more = PathList::new();
            if let Some(Local::Class(class)) = self.paths.local(base) {
                self.bases(class, &mut more);
            } else if let Some(symbol) = self.defined(base).filter(|symbol| symbol.kind == SymbolKind::Class) {
                more = self.in_order(&symbol.bases, None).into();
            }
            for base in more {
                if all.len() < MAX_ANCESTORS && !all.contains(&base) {
                    all.push(base);
                }
            }
        }
        all.into_vec()
    }

    /// Makes sure that all import statements of the top level were looked at, used here or not.
    pub(crate) fn import_all(&mut self) {
        for binding in &self.lowered.bindings {
            if let crate::BindingKind::Import { stmt, alias } = binding.kind
                && binding.scope.index() == 0
                && let Some(path) = self.import(stmt, alias)
            {
                self.import_names(stmt, alias, path);
            }
        }
    }
}
