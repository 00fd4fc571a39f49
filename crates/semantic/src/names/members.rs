//! Attributes of what has a name, and what its calls give.

use smallvec::smallvec;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use super::{MAX_ALTERNATIVES, MAX_DEPTH, Named, PathList, Resolver};
use crate::BindingKind;
use crate::members::Member;
use crate::paths::{Local, PathId};

impl<'m> Resolver<'_, 'm> {
    pub(super) fn attribute(&mut self, object: Named, attr: &'m str) {
        let mut classes: PathList = smallvec![object.path];
        let mut at = 0;
        let mut bases = PathList::new();
        while let Some(&path) = classes.get(at) {
            at += 1;
            let Some(Local::Class(class)) = self.paths.local(path) else {
                if self.neighbours.is_some() {
                    bases.clear();
                    self.foreign_attribute(path, attr, object.weak, &mut bases);
                    extend_bounded(&mut classes, &bases);
                } else {
                    let child = self.paths.child(Some(path), attr);
                    self.add(child, object.weak);
                }
                continue;
            };
            if let Some(&list) = self.members.index.get(&(class, attr)) {
                self.hits.0.push(list);
                self.hits.1 |= self.members.is_set_elsewhere(class, attr, || self.is_method(list));
                let before = self.found.len();
                self.members_names(&self.members.lists[list as usize], object.weak);
                if self.found.len() == before {
                    let child = self.paths.child(Some(path), attr);
                    self.add(child, object.weak);
                }
                return;
            }
            bases.clear();
            self.bases(class, &mut bases);
            extend_bounded(&mut classes, &bases);
        }
        if self.paths.local(object.path).is_some() {
            let child = self.paths.child(Some(object.path), attr);
            self.add(child, object.weak);
        }
    }

    pub(crate) fn bases(&mut self, class: StmtId, bases: &mut PathList) {
        let StmtKind::Class(class) = &self.module.stmt(class).kind else { return };
        for arg in class.args.iter().take(MAX_ALTERNATIVES) {
            if let Argument::Positional(base) = *arg {
                let names = self.names(base);
                bases.extend(self.candidates[names].iter().map(|named| named.path));
            }
        }
        bases.retain(|base| self.paths.text(*base) != "builtins.object");
    }

    /// Whether all that a class gives an attribute are methods.
    pub(super) fn is_method(&self, list: u32) -> bool {
        self.members.lists[list as usize].iter().all(|member| match *member {
            Member::Variable(var) => {
                let bindings = self.flow.at_exit(var).bindings;
                bindings
                    .iter()
                    .all(|binding| matches!(self.lowered.bindings[binding.index()].kind, BindingKind::Function(_)))
            }
            Member::Store(_) => false,
        })
    }

    pub(super) fn members_names(&mut self, members: &[Member], weak: bool) {
        for member in members.iter().take(MAX_ALTERNATIVES) {
            match *member {
                Member::Store(kind) => {
                    let before = self.found.len();
                    self.value(kind);
                    self.found[before..].iter_mut().for_each(|named| named.weak |= weak);
                }
                Member::Variable(var) => {
                    for binding in self.flow.at_exit(var).bindings {
                        match self.lowered.bindings[binding.index()].kind {
                            BindingKind::Function(stmt) if self.is_property(stmt) => self.returned(stmt, weak),
                            _ => self.binding(binding),
                        }
                    }
                }
            }
        }
    }

    pub(super) fn is_property(&self, stmt: StmtId) -> bool {
        match &self.module.stmt(stmt).kind {
            StmtKind::Function(function) => {
                ["property", "cached_property"].iter().any(|name| self.has_decorator(function, name))
            }
            _ => false,
        }
    }

    /// What a function of this file gives: what it is annotated with, returns or yields.
    pub(super) fn returned(&mut self, stmt: StmtId, weak: bool) {
        if let StmtKind::Function(function) = &self.module.stmt(stmt).kind
            && let Some(annotation) = function.returns
        {
            self.annotation(annotation, 0);
        }
        for value in self.returns.get(&stmt).cloned().unwrap_or_default() {
            self.add_names(value, weak);
        }
    }

    pub(super) fn call(&mut self, e: ExprId, callee: Named, args: &'m [Argument]) {
        let weak = callee.weak;
        match self.paths.local(callee.path) {
            Some(Local::Class(_)) => return self.add(Some(callee.path), weak),
            Some(Local::Function(stmt)) => self.returned(stmt, weak),
            None if self.foreign_call(callee) => return,
            None => {}
        }
        match (self.paths.text(callee.path), args) {
            ("builtins.getattr", [Argument::Positional(object), Argument::Positional(name), ..]) => {
                if let Some(name) = self.literal(*name) {
                    for at in self.names(*object) {
                        let named = self.candidates[at];
                        self.attribute(named, name);
                    }
                }
            }
            ("importlib.import_module" | "builtins.__import__", [Argument::Positional(name), ..]) => {
                if let Some(name) = self.literal(*name).filter(|name| !name.starts_with('.')) {
                    let whole = self.paths.text(callee.path) == "importlib.import_module";
                    let name = if whole { name } else { name.split('.').next().unwrap_or(name) };
                    let path = self.paths.dotted(None, name);
                    self.add(path, weak);
                }
            }
            // A function of a library that is bound to some of its arguments goes by its own name; see `CallArgs`.
            ("functools.partial", [Argument::Positional(function), ..]) => {
                for at in self.names(*function) {
                    let named = self.candidates[at];
                    let is_own = self.paths.text(named.path).starts_with(['.', '/']);
                    self.add((!is_own).then_some(named.path), weak || named.weak);
                }
            }
            ("builtins.super", []) => {
                let mut function = self.relations.expr_stmt[e.index()];
                while let Some(stmt) = function {
                    if let Some(class) = self.relations.stmt_class[stmt.index()] {
                        let mut bases = PathList::new();
                        self.bases(class, &mut bases);
                        for base in bases {
                            self.add(Some(base), weak);
                        }
                        break;
                    }
                    function = self.relations.stmt_function[stmt.index()];
                }
            }
            _ => {}
        }
        let known = self.paths.result(callee.path);
        self.add(known, weak);
        let made = self.paths.child(Some(callee.path), "()");
        self.add(made, weak);
    }

    /// A string that is written here or is the one value of a name.
    pub(super) fn literal(&self, e: ExprId) -> Option<&'m str> {
        let mut e = e;
        if matches!(self.module.expr(e).kind, ExprKind::Name) {
            let [binding] = self.flow.reaching(e).bindings[..] else { return None };
            let BindingKind::Assign { value: Some(value), .. } = self.lowered.bindings[binding.index()].kind else {
                return None;
            };
            e = value;
        }
        let ExprKind::Str(tokens) = &self.module.expr(e).kind else { return None };
        let [token] = tokens[..] else { return None };
        let text = self.module.text(token.content);
        (!text.contains('\\')).then_some(text)
    }
}

/// Adds the classes that are not there yet, as far as classes are followed.
fn extend_bounded(classes: &mut PathList, bases: &[PathId]) {
    for &base in bases {
        if classes.len() < MAX_DEPTH && !classes.contains(&base) {
            classes.push(base);
        }
    }
}
