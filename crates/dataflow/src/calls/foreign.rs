//! Functions and values of other files of the project: what they tell takes the place of what is run here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use semantic::{BindingKind, Const, Handed, Node, project_name};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind, StmtId, StmtKind};

use crate::SourceKind;
use crate::calls::summary::MAX_CALLEES;
use crate::files::portable::{Held, HeldSource, Slot};
use crate::files::project::FunctionFacts;
use crate::models::Registration;
use crate::run::engine::Engine;
use crate::sources::route::Route;
use crate::state::value::{Note, Part, Value};

/// What a function is as a decorator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wraps {
    /// `@decorator`: the function that it gives calls the decorated one with its own arguments.
    Plainly,
    /// `@decorator(…)` does.
    WhenCalled,
}

/// A function of another file: its qualified name, and what is told of it.
pub(crate) type Elsewhere<'a> = (Arc<str>, &'a FunctionFacts);

/// How a file uses the functions of others.
#[derive(Debug, Default)]
pub(crate) struct Outward {
    /// The calls, by function.
    pub(crate) calls: BTreeMap<Arc<str>, Vec<ExprId>>,
    /// Functions that are used otherwise.
    pub(crate) escapes: BTreeSet<Arc<str>>,
    /// Names of methods that are called on objects of unknown classes.
    pub(crate) loose: BTreeSet<Box<str>>,
}

impl<'a> Engine<'a> {
    /// How this file uses the functions of the others.
    pub(crate) fn outward(&self) -> Outward {
        let mut outward = Outward::default();
        let mut handed_on = BTreeSet::new();
        let module = self.file.module();
        for &call in self.file.calls() {
            let ExprKind::Call { func, .. } = self.kind(call) else { continue };
            let mut callees = self.foreign_functions(*func);
            if let (true, ExprKind::Attribute { attr, .. }) = (callees.is_empty(), self.kind(*func))
                && self.local_functions(*func).is_empty()
            {
                outward.loose.insert(module.text(attr.span).into());
            }
            if let Some(handed) = self.outline.handed.of(call) {
                handed_on.insert(handed.func);
                callees.extend(self.foreign_functions(handed.func));
            }
            for (callee, _) in callees {
                outward.calls.entry(callee).or_default().push(call);
            }
        }
        if !self.file.imported_names().any(|name| project_name(name).is_some()) {
            return outward;
        }
        let is_called = |e: ExprId| {
            let by = |call: ExprId| matches!(self.kind(call), ExprKind::Call { func, .. } if *func == e);
            matches!(self.file.parent(e), Node::Expr(parent) if by(parent)) || handed_on.contains(&e)
        };
        for (id, expr) in module.exprs() {
            if !matches!(expr.kind, ExprKind::Name | ExprKind::Attribute { .. }) || is_called(id) {
                continue;
            }
            for (function, _) in self.foreign_functions(id) {
                // Whoever takes a member of a class, derives from it or names it as a type does not make an object of it.
                let makes_none = function.ends_with(".__init__") && !self.is_handed_on(id);
                if !makes_none {
                    outward.escapes.insert(function);
                }
            }
        }
        outward
    }

    /// Whether the expression's value goes somewhere: into a call, a container, a variable.
    fn is_handed_on(&self, e: ExprId) -> bool {
        match self.file.parent(e) {
            Node::Expr(parent) => !matches!(self.kind(parent), ExprKind::Attribute { .. } | ExprKind::Subscript { .. }),
            Node::Stmt(stmt) => {
                matches!(self.file.module().stmt(stmt).kind, StmtKind::Assign { .. } | StmtKind::Return(_))
            }
            Node::Module | Node::Pattern(_) => false,
        }
    }

    /// The functions of other files of which `func` stands for one; a class stands for its `__init__`.
    pub(crate) fn foreign_functions(&self, func: ExprId) -> Vec<Elsewhere<'a>> {
        if self.around.is_none() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for name in self.file.qualified_names(func) {
            if name.starts_with('/') {
                found.extend(self.function_elsewhere(name));
            } else if let Some(class) = self.class_without_constructor(name) {
                found
                    .extend(self.file.base_names(class).find_map(|base| self.function_at(&format!("{base}.__init__"))));
            }
        }
        found.truncate(MAX_CALLEES);
        found
    }

    /// The function of another file that has that name, which is looked up once: it may be called all over the file.
    fn function_elsewhere(&self, name: &'a str) -> Option<Elsewhere<'a>> {
        let known = self.elsewhere.borrow().get(name).cloned();
        known.unwrap_or_else(|| {
            let found = self.function_at(name);
            self.elsewhere.borrow_mut().insert(name, found.clone());
            found
        })
    }

    /// The class of this file that has that name and no `__init__` of its own.
    fn class_without_constructor(&self, name: &str) -> Option<StmtId> {
        let name = name.strip_prefix('.').filter(|name| !name.contains('.'))?;
        let class = self.outline.own_names.class(name)?;
        self.constructor(class).is_none().then_some(class)
    }

    fn function_at(&self, name: &str) -> Option<Elsewhere<'a>> {
        let around = self.around?;
        let (path, local) = project_name(name)?;
        let facts = around.project.facts(path).filter(|_| path != around.path)?;
        if let Some(function) = facts.functions.get(local) {
            return Some((name.into(), function));
        }
        let bases = facts.classes.get(local)?;
        std::iter::once(name).chain(bases.iter().map(|base| &**base)).find_map(|class| {
            let (path, local) = project_name(class)?;
            let constructor = format!("{local}.__init__");
            let function = around.project.facts(path)?.functions.get(&*constructor)?;
            Some((format!("{class}.__init__").into(), function))
        })
    }

    /// What the arguments of a call are to `function`.
    pub(crate) fn given_to(
        &self,
        function: &FunctionFacts,
        is_constructor: bool,
        func: ExprId,
        args: &[Argument],
    ) -> Option<Vec<Vec<ExprId>>> {
        let params: Vec<(&str, ParamKind)> = function.params.iter().map(|param| (&*param.name, param.kind)).collect();
        let by_attribute = matches!(self.kind(func), ExprKind::Attribute { .. });
        let bound = function.has_object && (is_constructor || by_attribute);
        self.match_arguments(&params, usize::from(bound), args)
    }

    /// As [`given_to`](Self::given_to), for a call of the function named `callee`.
    pub(crate) fn foreign_arguments(&self, callee: &str, call: ExprId) -> Option<Vec<Vec<ExprId>>> {
        let ExprKind::Call { func, args } = self.kind(call) else { return None };
        let (path, local) = project_name(callee)?;
        let function = self.around?.project.facts(path)?.functions.get(local)?;
        let handed = self.outline.handed.of(call);
        let is_meant =
            |handed: &&Handed| self.foreign_functions(handed.func).iter().any(|(known, _)| **known == *callee);
        let (func, args) = handed.filter(is_meant).map_or((*func, &**args), |handed| (handed.func, &*handed.args));
        self.given_to(function, callee.ends_with(".__init__"), func, args)
    }

    /// What a call of a function of another file gives. `None` if it is none, or nothing is told of it.
    pub(crate) fn foreign_call(&mut self, e: ExprId, func: ExprId, args: &[Argument]) -> Option<Value> {
        let callees = self.foreign_functions(func);
        // An object is more than what its `__init__` gives back.
        if callees.is_empty() || callees.iter().any(|(name, _)| name.ends_with(".__init__")) {
            return None;
        }
        let mut all = Value::CONSTANT;
        for (name, function) in &callees {
            let summary = function.summary.as_ref()?;
            // What only raises is filled in by a class below.
            if !summary.outcomes.comes_back() {
                return None;
            }
            let given = self.given_to(function, false, func, args)?;
            let returned = self.take_in(&summary.returned, self.span(e));
            for part in returned.parts() {
                let slot =
                    part.source.and_then(|source| self.params.slots.get(&source)).filter(|slot| slot.function == *name);
                let value = match slot.map(|slot| slot.at) {
                    Some(at) => self.passed_for(function, &given, at, part, func),
                    None => Value::of(*part),
                };
                all = all.merge(&value);
            }
            if callees.len() == 1 {
                self.learn_always(e, func, args);
            }
        }
        Some(all)
    }

    /// What a parameter of a function of another file gets, after it took the way of `inside` in there.
    fn passed_for(
        &mut self,
        function: &FunctionFacts,
        given: &[Vec<ExprId>],
        at: usize,
        inside: &Part,
        func: ExprId,
    ) -> Value {
        match given.get(at).map_or(&[][..], Vec::as_slice) {
            [] if function.params.get(at).is_none_or(|param| param.constant_default) => Value::CONSTANT,
            [] => self.trail.unknown(self.span(func)),
            arguments => {
                let mut all = Value::CONSTANT;
                for &argument in arguments {
                    let mut value = self.last_value(argument).unwrap_or_default();
                    // Which entry of a mapping the other function takes, and whether by its key, is not seen.
                    if matches!(self.kind(argument), ExprKind::Dict(entries) if !entries.is_empty()) {
                        value = value.map(|part| Part { through: true, ..*part });
                    }
                    all = all.merge(&self.passed(&value, inside, argument, func));
                }
                all
            }
        }
    }

    /// Whether a call is one of a function of another file that always raises or leaves the program.
    pub(crate) fn foreign_leaves(&self, func: ExprId) -> bool {
        matches!(self.foreign_functions(func)[..], [(_, function)]
            if !function.has_object
                && function.summary.as_ref().is_some_and(|summary| !summary.outcomes.comes_back() && !summary.yields))
    }

    /// What a name or attribute that another file gives its value holds, as far as it tells.
    pub(crate) fn foreign_value(&mut self, e: ExprId) -> Option<Value> {
        let around = self.around?;
        let mut found: Vec<&'a Held> = Vec::new();
        let mut is_definition = false;
        for name in self.file.qualified_names(e) {
            let Some((path, local)) = project_name(name).filter(|(path, _)| *path != around.path) else { continue };
            let Some(facts) = around.project.facts(path) else { continue };
            found.extend(facts.values.get(local));
            is_definition |= facts.functions.contains_key(local) || facts.classes.contains_key(local);
        }
        if found.is_empty() && !is_definition {
            return None;
        }
        let span = self.span(e);
        Some(found.into_iter().fold(Value::CONSTANT, |all, held| all.merge(&self.take_in(held, span))))
    }

    /// The bases of the class of another file that `e` names: qualified names.
    pub(crate) fn foreign_bases(&self, e: ExprId) -> impl Iterator<Item = &'a str> {
        let bases = |name: &'a str| {
            let (path, local) = project_name(name)?;
            self.around?.project.facts(path)?.classes.get(local)
        };
        self.file.qualified_names(e).filter_map(bases).flatten().map(|base| &**base)
    }

    /// The pattern behind a `NAME = re.compile(pattern)` of another file.
    pub(crate) fn foreign_pattern(&self, e: ExprId) -> Option<Const> {
        self.file.qualified_names(e).find_map(|name| {
            let (path, local) = project_name(name)?;
            self.around?.project.facts(path)?.patterns.get(local).map(|pattern| Const::Str(pattern.clone()))
        })
    }

    /// What a dependency gives that a function of another file provides: the framework fills in its parameters from the request.
    pub(crate) fn provided_by_foreign(&mut self, dependency: ExprId, span: Span) -> Option<Value> {
        let ExprKind::Call { args, .. } = self.kind(dependency) else { return None };
        let [(name, function)] = &self.foreign_functions(args.first()?.value())[..] else { return None };
        let mut returned = function.summary.as_ref()?.returned.clone();
        for part in &mut returned.0 {
            if matches!(&part.source, HeldSource::Parameter(slot) if slot.function == *name) {
                part.source = HeldSource::Known;
                part.kind = SourceKind::Request;
            }
        }
        Some(self.take_in(&returned, span))
    }

    /// `value`, as an argument of a call.
    pub(crate) fn passed_to(&mut self, value: &Value, argument: ExprId, func: ExprId) -> Value {
        let note = Note::Passed(self.span(func));
        self.trail.advance(value, self.span(argument), &note)
    }

    /// What other files pass for a parameter, and whether one of them uses the function in other ways.
    pub(crate) fn passed_from_elsewhere(&self, function: StmtId, at: usize) -> (&'a [Held], bool) {
        let Some((incoming, name)) = self.incoming_of(function) else { return (&[], false) };
        let passed = incoming.passed.get(&(name.into(), at)).map_or(&[][..], Vec::as_slice);
        (passed, incoming.escapes.contains(name))
    }

    /// Whether an application stands behind the calls of the file's functions that are seen.
    pub(crate) fn is_served(&self) -> bool {
        self.outline.graph.has_routes()
            || self.around.and_then(|around| around.incoming).is_some_and(|incoming| incoming.is_served)
    }

    /// The classes of libraries that stand beside a class of this file above classes of other files: what a mixin is used with.
    pub(crate) fn bases_beside(&self, class: StmtId) -> impl Iterator<Item = &'a str> {
        let incoming = self.around.and_then(|around| around.incoming);
        let bases = incoming.and_then(|incoming| incoming.beside.get(self.file.definition_name(class)));
        bases.into_iter().flatten().map(|base| &**base)
    }

    /// What all calls of another file's function pass for a parameter that an object of that file keeps.
    pub(crate) fn passed_to_slot(&self, slot: &Slot) -> Option<&'a Held> {
        self.around?.incoming?.slots.get(slot)
    }

    fn incoming_of(&self, function: StmtId) -> Option<(&'a crate::Incoming, &str)> {
        let incoming = self.around?.incoming?;
        Some((incoming, project_name(self.outline.names.get(&function)?)?.1))
    }

    /// If another file makes the function a handler: how, and the path beside it.
    pub(crate) fn registered_elsewhere(&self, function: StmtId) -> Option<(Option<Route>, &'static Registration)> {
        let (incoming, name) = self.incoming_of(function)?;
        let registered = incoming.registered.get(name)?;
        Some((registered.path.as_ref().map(|path| Route::Constant(path.to_string())), registered.registration()?))
    }

    /// The place in the table of libraries of the one at which another file registers the function.
    pub(crate) fn registering_library(&self, function: StmtId) -> Option<u16> {
        let (incoming, name) = self.incoming_of(function)?;
        incoming.registered.get(name).map(|registered| registered.library)
    }

    /// Whether a decorator leaves arguments and result as they are, because it is written so in this project.
    pub(crate) fn is_transparent(&self, decorator: ExprId) -> bool {
        let (name, wanted) = match self.kind(decorator) {
            ExprKind::Call { func, .. } => (*func, Wraps::WhenCalled),
            _ => (decorator, Wraps::Plainly),
        };
        if let [binding] = self.file.reaching(name)[..]
            && let BindingKind::Function(function) = self.file.binding_info(binding).kind
        {
            return self.wraps(function) == Some(wanted);
        }
        matches!(self.foreign_functions(name)[..], [(_, function)] if function.wraps == Some(wanted))
    }

    /// What a function of this file is as a decorator.
    pub(crate) fn wraps(&self, function: StmtId) -> Option<Wraps> {
        if self.wraps_plainly(function) {
            return Some(Wraps::Plainly);
        }
        let given = self.returned_functions(function)?;
        given.iter().all(|inner| self.wraps_plainly(*inner)).then_some(Wraps::WhenCalled)
    }

    /// The functions inside of `function` that it gives back, if it gives back nothing else.
    fn returned_functions(&self, function: StmtId) -> Option<Vec<StmtId>> {
        let nested = |value: ExprId| match self.file.reaching(value)[..] {
            [binding] => match self.file.binding_info(binding).kind {
                BindingKind::Function(inner) if self.file.enclosing_function_of(inner) == Some(function) => Some(inner),
                _ => None,
            },
            _ => None,
        };
        let given: Option<Vec<StmtId>> = self.file.returned_values(function).map(nested).collect();
        given.filter(|given| !given.is_empty())
    }

    /// Whether what a decorator gives calls the decorated function with just its own arguments.
    fn wraps_plainly(&self, decorator: StmtId) -> bool {
        let Some(definition) = self.file.function(decorator) else { return false };
        let Some(wrapped) = definition.params.params.first().map(|param| self.file.module().text(param.name.span))
        else {
            return false;
        };
        let passes_on = |inner: &StmtId| {
            let Some(given) = self.file.function(*inner) else { return false };
            let body = self.file.module().stmt(*inner).span;
            let calls = self.file.calls();
            let first = calls.partition_point(|call| self.span(*call).start < body.start);
            let mut any = false;
            for &call in calls[first..].iter().take_while(|call| self.span(**call).start < body.end) {
                let ExprKind::Call { func, args } = self.kind(call) else { continue };
                if self.text(*func) == wrapped {
                    any = true;
                    let passed =
                        args.iter().map(|arg| (self.text(arg.value()), matches!(arg, Argument::Keyword { .. })));
                    let own = given.params.params.iter();
                    let own = own.filter(|param| !matches!(param.kind, ParamKind::KeywordOnly));
                    if !passed.eq(own.map(|param| (self.file.module().text(param.name.span), false))) {
                        return false;
                    }
                }
            }
            any
        };
        self.returned_functions(decorator).is_some_and(|inner| inner.iter().all(passes_on))
    }
}
