//! [`FileModel`]: one file and everything that is known of its names.

use std::sync::Arc;

use syntax::Module;
use syntax::ast::{Class, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::constant::Constants;
use crate::exports::{Neighbours, Reachable};
use crate::flow::{Bindings, Flow};
use crate::handed::HandedCalls;
use crate::lower::{Lowered, lower};
use crate::members::{self, Member};
use crate::names::{self, Names};
use crate::relations::Relations;
use crate::written::Written;
use crate::{Binding, BindingId, BindingKind, CallArgs, ModuleName, Node, Scope};

/// How many places that set an attribute are given.
const MAX_ATTRIBUTE_BINDINGS: usize = 16;

/// One file and everything that is known of its names. All ids that are passed in must come from
/// the same module.
#[derive(Debug)]
pub struct FileModel {
    module: Arc<Module>,
    relations: Relations,
    pub(crate) flow: Flow,
    pub(crate) names: Names,
    pub(crate) members: Vec<Vec<Member>>,
    bindings: Vec<Binding>,
    scopes: Vec<Scope>,
    /// Sorted by function.
    returns: Vec<(StmtId, ExprId)>,
    pub(crate) subscript_stores: Vec<ExprId>,
    pub(crate) constants: Constants,
    pub(crate) name: ModuleName,
    pub(crate) written: Written,
    pub(crate) reachable: Reachable,
    pub(crate) handed: HandedCalls,
}

/// A qualified name that an expression may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The qualified name.
    pub name: &'a str,
    /// Whether it is a guess: it rests on a star import, a parameter's default, or the usual meaning of
    /// a name that the file uses and never defines.
    pub weak: bool,
}

impl FileModel {
    /// Analyzes a module, in time linear in its size.
    pub fn new(module: Arc<Module>) -> Self {
        Self::in_module(module, ModuleName::default())
    }

    /// As [`new`](Self::new), for a file whose module's name is known; [`written_name`](Self::written_name) uses it.
    pub fn in_module(module: Arc<Module>, name: ModuleName) -> Self {
        Self::read(module, name, None)
    }

    /// As [`new`](Self::new), for a file that is read beside others of its project: what it imports from them means what it
    /// means there.
    pub fn in_project(module: Arc<Module>, neighbours: &dyn Neighbours) -> Self {
        Self::read(module, ModuleName::default(), Some(neighbours))
    }

    fn read(module: Arc<Module>, name: ModuleName, neighbours: Option<&dyn Neighbours>) -> Self {
        let relations = Relations::new(&module);
        let mut lowered = lower(&module);
        let flow = Flow::new(&mut lowered, module.exprs().len());
        let members = members::members(&module, &lowered, &flow, &relations);
        let names = names::resolve(&module, &lowered, &flow, &relations, &members, neighbours);
        let reachable = neighbours.map_or_else(Reachable::default, |_| Reachable::new(&lowered, &members));
        let members = members.lists;
        let written = Written::new(&lowered, &flow, module.exprs().len());
        let Lowered { bindings, scopes, mut returns, subscript_stores, .. } = lowered;
        returns.sort_by_key(|&(function, _)| function);
        let mut model = Self {
            module,
            relations,
            flow,
            names,
            members,
            bindings,
            scopes,
            returns,
            subscript_stores,
            constants: Constants::default(),
            name,
            written,
            reachable,
            handed: HandedCalls::default(),
        };
        model.handed = HandedCalls::of(&model);
        model
    }

    /// What others import the file as, if that is known.
    pub fn module_name(&self) -> Option<&str> {
        self.name.known()
    }

    /// The file.
    #[inline]
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// The file, for who keeps it longer than the model.
    pub fn shared_module(&self) -> Arc<Module> {
        Arc::clone(&self.module)
    }

    /// What directly contains the expression.
    #[inline]
    pub fn parent(&self, e: ExprId) -> Node {
        self.relations.expr_parent[e.index()]
    }

    /// The compound statement that directly contains the statement; `None` at the top level.
    #[inline]
    pub fn stmt_parent(&self, s: StmtId) -> Option<StmtId> {
        self.relations.stmt_parent[s.index()]
    }

    /// The innermost statement that the expression belongs to. Decorators, defaults and annotations
    /// belong to the `def` or `class` itself.
    #[inline]
    pub fn enclosing_stmt(&self, e: ExprId) -> Option<StmtId> {
        self.relations.expr_stmt[e.index()]
    }

    /// The innermost function in whose body the expression runs; lambdas are transparent. A decorator or
    /// default runs outside of the function that it belongs to.
    #[inline]
    pub fn enclosing_function(&self, e: ExprId) -> Option<StmtId> {
        self.enclosing_stmt(e).and_then(|stmt| self.enclosing_function_of(stmt))
    }

    /// The innermost function in whose body the statement stands.
    #[inline]
    pub fn enclosing_function_of(&self, s: StmtId) -> Option<StmtId> {
        self.relations.stmt_function[s.index()]
    }

    /// The class whose method `function` is (or whose body otherwise directly holds the statement).
    #[inline]
    pub fn enclosing_class_of(&self, function: StmtId) -> Option<StmtId> {
        self.relations.stmt_class[function.index()]
    }

    /// All calls in source order; of nested ones that start together the outer one comes first.
    #[inline]
    pub fn calls(&self) -> &[ExprId] {
        &self.relations.calls
    }

    /// All functions and methods in source order.
    #[inline]
    pub fn functions(&self) -> &[StmtId] {
        &self.relations.functions
    }

    /// All classes in source order.
    #[inline]
    pub fn classes(&self) -> &[StmtId] {
        &self.relations.classes
    }

    /// The function's definition, if the statement is one.
    pub fn function(&self, s: StmtId) -> Option<&Function> {
        match &self.module.stmt(s).kind {
            StmtKind::Function(function) => Some(function),
            _ => None,
        }
    }

    /// The class's definition, if the statement is one.
    pub fn class(&self, s: StmtId) -> Option<&Class> {
        match &self.module.stmt(s).kind {
            StmtKind::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The name of a function or class; empty for other statements.
    pub fn definition_name(&self, s: StmtId) -> &str {
        match &self.module.stmt(s).kind {
            StmtKind::Function(function) => self.module.text(function.name.span),
            StmtKind::Class(class) => self.module.text(class.name.span),
            _ => "",
        }
    }

    /// Whether other code is meant to call the function: it is not nested in another function, and
    /// neither its name nor that of a class around it starts with an underscore (`__init__` and its like are public).
    pub fn is_public_function(&self, function: StmtId) -> bool {
        let public =
            |name: &str| !name.starts_with('_') || (name.len() > 4 && name.starts_with("__") && name.ends_with("__"));
        let mut around = self.enclosing_class_of(function);
        while let Some(class) = around {
            if !public(self.definition_name(class)) {
                return false;
            }
            around = self.enclosing_class_of(class);
        }
        self.function(function).is_some()
            && self.enclosing_function_of(function).is_none()
            && public(self.definition_name(function))
    }

    /// What the expression is called, best candidate first:
    /// `requests.get` for `get` after `from requests import get`, `builtins.eval` for an unhidden builtin,
    /// `.Class.method` for what this file defines (a leading dot means this file), `..pkg.x` after
    /// `from .pkg import x` (one dot for this file, then the dots as written), `m.f()` for a call's result,
    /// and `sqlite3.Connection` for an instance of a type that the table knows.
    #[inline]
    pub fn qualified_name(&self, e: ExprId) -> Option<&str> {
        self.qualified_names(e).next()
    }

    /// All names that the expression may have, where several bindings reach it.
    #[inline]
    pub fn qualified_names(&self, e: ExprId) -> impl Iterator<Item = &str> {
        self.candidates(e).map(|candidate| candidate.name)
    }

    /// Whether the expression names something of another file that was [noted](crate::Exports::note) there.
    pub fn is_noted(&self, e: ExprId) -> bool {
        !self.names.noted.is_empty() && self.qualified_names(e).any(|name| self.names.noted.contains(name))
    }

    /// As [`qualified_names`](Self::qualified_names), and how much each is worth.
    #[inline]
    pub fn candidates(&self, e: ExprId) -> impl Iterator<Item = Candidate<'_>> {
        self.names.of(e).iter().map(|named| Candidate { name: self.names.paths.text(named.path), weak: named.weak })
    }

    /// The binding that a name refers to, or makes: the first of those that [reach](Self::reaching) it.
    pub fn binding(&self, name: ExprId) -> Option<BindingId> {
        self.reaching(name).first().copied()
    }

    /// All bindings that may reach the name: the scope's own in text order, then those that functions make
    /// through `global` or `nonlocal`, then the builtin. A name in a target gives the binding that it makes, save
    /// that of `x += 1`, which gives what `x` held before. At most 16; see [`may_be_unbound`](Self::may_be_unbound).
    pub fn reaching(&self, name: ExprId) -> Bindings {
        self.flow.reaching(name).bindings
    }

    /// Whether the name may also have no value when it is used, or one of more bindings than are given.
    pub fn may_be_unbound(&self, name: ExprId) -> bool {
        let reaching = self.flow.reaching(name);
        reaching.unbound || reaching.incomplete
    }

    /// What may have been assigned to an attribute of an object of one of the file's classes: what the class
    /// body and its methods give it (at most 16 places), and whether that is all the file shows. `None` for other expressions.
    pub fn attribute_bindings(&self, e: ExprId) -> Option<(Vec<BindingKind>, bool)> {
        let (lists, foreign) = self.names.of_attribute.get(&e)?;
        let members = || lists.iter().flat_map(|&list| &self.members[list as usize]);
        let mut kinds = Vec::new();
        for member in members().take(MAX_ATTRIBUTE_BINDINGS) {
            match *member {
                Member::Store(kind) => kinds.push(kind),
                Member::Variable(var) => {
                    let at_exit = self.flow.at_exit(var).bindings;
                    kinds.extend(at_exit.into_iter().map(|binding| self.binding_info(binding).kind));
                }
            }
        }
        Some((kinds, !foreign && members().nth(MAX_ATTRIBUTE_BINDINGS).is_none()))
    }

    /// The qualified names of a class's bases, of theirs, and so on, nearest first (at most 32).
    pub fn base_names(&self, class: StmtId) -> impl Iterator<Item = &str> {
        self.names.ancestors.get(&class).into_iter().flatten().map(|path| self.names.paths.text(*path))
    }

    /// The qualified names of what import statements bring in; of a file that was not read [in a project](Self::in_project) none.
    pub fn imported_names(&self) -> impl Iterator<Item = &str> {
        self.names.imported.values().flatten().map(|path| self.names.paths.text(*path))
    }

    /// What the function returns or yields, in text order; of `yield from` what it goes through.
    pub fn returned_values(&self, function: StmtId) -> impl Iterator<Item = ExprId> {
        let start = self.returns.partition_point(|&(of, _)| of < function);
        self.returns[start..].iter().take_while(move |&&(of, _)| of == function).map(|&(_, value)| value)
    }

    /// What is known of a binding.
    #[inline]
    pub fn binding_info(&self, binding: BindingId) -> &Binding {
        &self.bindings[binding.index()]
    }

    /// All bindings of the file.
    #[inline]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// All scopes of the file; the module's is the first, and every scope comes after its parent.
    #[inline]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The arguments of a call, or those with which a function that is [handed on](Self::handed_as) will be called; none
    /// for other expressions.
    #[inline]
    pub fn call_args(&self, call: ExprId) -> CallArgs<'_> {
        match &self.module.expr(call).kind {
            ExprKind::Call { func, args } => CallArgs::of_call(self, *func, args),
            _ => CallArgs::new(self, self.handed_as(call).map_or(&[], |handed| &handed.args)),
        }
    }

    /// As [`display`](Self::display), also of an attribute that objects or classes of the file are given one value for.
    pub fn made(&self, e: ExprId) -> Option<ExprId> {
        if !matches!(self.module.expr(e).kind, ExprKind::Attribute { .. }) {
            return self.display(e);
        }
        match &self.attribute_bindings(e)? {
            (kinds, true) => match kinds[..] {
                [BindingKind::Assign { value: Some(value), .. }] => self.display(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// The expression that made the value: `e` itself, or what the one binding of a name was given, names
    /// followed. `None` where the name has several bindings, or its container changes later.
    pub fn display(&self, e: ExprId) -> Option<ExprId> {
        let mut at = e;
        for _ in 0..8 {
            if !matches!(self.module.expr(at).kind, ExprKind::Name) {
                return Some(at);
            }
            let reaching = self.flow.reaching(at);
            let ([binding], false) = (&reaching.bindings[..], reaching.unbound) else { return None };
            let (BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value }) =
                self.binding_info(*binding).kind
            else {
                return None;
            };
            if self.mutations().changes(self.flow.variable(at)?) {
                return None;
            }
            at = value;
        }
        None
    }
}
