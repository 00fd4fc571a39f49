//! Functions of the same file: what a call gives, what it checks, and what its callers pass.
//!
//! A function is run once, with a mark for each parameter. What it returns is told in terms of those marks, and a
//! call puts its own arguments in their place. Callees run before their callers; where functions call each other
//! in a circle, one of the calls is an unknown one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashSet;
use semantic::{BindingKind, Node, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind, StmtId};

use crate::calls::outcome::Outcomes;
use crate::files::portable::Slot;
use crate::run::engine::Engine;
use crate::sources::upload::used_inside;
use crate::state::env::Key;
use crate::state::value::{Part, SinkSet, Value};

/// How many functions one call may be a call of.
pub(crate) const MAX_CALLEES: usize = 8;
/// How many callers above a function are asked what they pass.
const MAX_CALLERS_UP: usize = 6;
/// How many calls of one function are asked.
const MAX_CALLS: usize = 64;
/// Decorators that leave arguments and result as they are.
const TRANSPARENT: [&str; 6] = [
    "builtins.staticmethod",
    "builtins.classmethod",
    "functools.cache",
    "functools.lru_cache",
    "contextlib.contextmanager",
    "contextlib.asynccontextmanager",
];

/// What a function does with its arguments, as seen from a call.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// What it gives back, with the parameters' own marks in it.
    pub(crate) returned: Value,
    /// The same, with what is known of the objects that it gives back.
    pub(crate) given: Value,
    /// What the keys of the mapping that it gives back are made of; `None` if one way out does not tell.
    keys: Option<Value>,
    /// The ways out, with what is known of the parameters on each.
    pub(crate) outcomes: Outcomes,
    /// Whether it yields: calling it runs nothing of it.
    pub(crate) yields: bool,
    /// Names that it binds itself.
    pub(crate) assigned: BTreeSet<Key>,
    /// Names of paths that it resolves: what it asks of them afterwards says where they lead.
    pub(crate) normalized: BTreeSet<Key>,
}

impl Summary {
    /// What the keys of the mapping that the function gives are made of, if no caller chooses them.
    pub(crate) fn fixed_keys(&self) -> Option<&Value> {
        let fields = SinkSet::NONE.with(SinkKind::Attribute).with(SinkKind::Pollution);
        self.keys.as_ref().filter(|keys| keys.parts().iter().all(|part| part.clean.both(fields) == fields))
    }
}

/// The calls of one function.
#[derive(Debug, Default)]
pub(crate) struct Callers {
    calls: Vec<ExprId>,
    /// Whether the function is also used in other ways.
    escapes: bool,
}

/// Who calls whom in the file.
#[derive(Debug, Default)]
pub(crate) struct CallGraph {
    /// Whether a framework calls functions of the file with data of a request.
    pub(crate) has_routes: bool,
    callees: BTreeMap<Option<StmtId>, BTreeSet<StmtId>>,
    callers: BTreeMap<StmtId, Callers>,
    /// Names of functions that stand elsewhere than before `(`.
    escaping: FxHashSet<Box<str>>,
}

impl CallGraph {
    pub(crate) fn has_routes(&self) -> bool {
        self.has_routes
    }

    /// Whether a function of that name is used in other ways than by calls.
    pub(crate) fn escapes(&self, name: &str) -> bool {
        self.escaping.contains(name)
    }

    /// The calls of a function, as far as calls are followed.
    pub(crate) fn calls_of(&self, function: StmtId) -> Vec<ExprId> {
        self.callers
            .get(&function)
            .map_or_else(Vec::new, |callers| callers.calls.iter().take(MAX_CALLS).copied().collect())
    }
}

impl Engine<'_> {
    pub(crate) fn call_graph(&self) -> CallGraph {
        let mut graph = CallGraph { has_routes: self.has_routes(), ..CallGraph::default() };
        // Those that other files can call count too.
        let mut names: FxHashSet<&str> = self.outline.names.keys().map(|id| self.called_as(*id)).collect();
        for &call in self.file.calls() {
            let ExprKind::Call { func, .. } = self.kind(call) else { continue };
            let handed = self.outline.handed.of(call).map(|handed| handed.func);
            for callee in handed.into_iter().chain([*func]).flat_map(|func| self.local_functions(func)) {
                graph.callees.entry(self.file.enclosing_function(call)).or_default().insert(callee);
                graph.callers.entry(callee).or_default().calls.push(call);
                names.insert(self.called_as(callee));
            }
        }
        // A name that stands anywhere but before `(` may be passed on and called from everywhere.
        let module = self.file.module();
        let mut escaping = FxHashSet::default();
        for (id, expr) in module.exprs() {
            let name = match &expr.kind {
                ExprKind::Name => module.text(expr.span),
                ExprKind::Attribute { attr, .. } => module.text(attr.span),
                _ => continue,
            };
            if names.contains(name)
                && (!self.is_called(id) || self.local_functions(id).is_empty())
                && !self.is_of_library(id)
            {
                escaping.insert(name);
            }
        }
        for (callee, callers) in &mut graph.callers {
            callers.escapes = escaping.contains(self.called_as(*callee));
        }
        graph.escaping = escaping.into_iter().map(Box::from).collect();
        graph
    }

    /// Whether an expression stands before the parentheses of a call, or is handed to what makes the call.
    fn is_called(&self, e: ExprId) -> bool {
        self.outline.handed.names(e)
            || match self.file.parent(e) {
                Node::Expr(call) => matches!(self.kind(call), ExprKind::Call { func, .. } if *func == e),
                _ => false,
            }
    }

    /// The name by which a function is called: a class's for its `__init__`.
    pub(crate) fn called_as(&self, function: StmtId) -> &str {
        match (self.file.definition_name(function), self.file.enclosing_class_of(function)) {
            ("__init__", Some(class)) => self.file.definition_name(class),
            (name, _) => name,
        }
    }

    /// The functions of this file of which `func` stands for one, if calling it is calling what is written there; a
    /// class stands for its `__init__`.
    pub(crate) fn local_functions(&self, func: ExprId) -> Vec<StmtId> {
        let functions: Option<Vec<StmtId>> = match self.kind(func) {
            ExprKind::Name => {
                let kinds = self.file.reaching(func).into_iter().map(|binding| self.file.binding_info(binding).kind);
                kinds.map(|kind| self.plain_function(kind)).collect()
            }
            ExprKind::Attribute { value, attr } => {
                if let Some(methods) = self.methods_of_heirs(*value, self.file.module().text(attr.span)) {
                    return methods;
                }
                match self.file.attribute_bindings(func) {
                    Some((kinds, true)) if kinds.len() <= MAX_CALLEES => {
                        kinds.into_iter().map(|kind| self.plain_function(kind)).collect()
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        functions.unwrap_or_default()
    }

    /// The function that a binding gives its name, if no decorator changes what a call does.
    fn plain_function(&self, kind: BindingKind) -> Option<StmtId> {
        let id = match kind {
            BindingKind::Function(id) => id,
            BindingKind::Class(class) => self.constructor(class)?,
            _ => return None,
        };
        self.is_plain(id).then_some(id)
    }

    /// Whether no decorator changes what a call does.
    pub(crate) fn is_plain(&self, function: StmtId) -> bool {
        let Some(definition) = self.file.function(function) else { return false };
        definition.decorators.iter().all(|decorator| {
            let name = match self.kind(*decorator) {
                ExprKind::Call { func, .. } => *func,
                _ => *decorator,
            };
            self.file.qualified_names(name).any(|name| TRANSPARENT.contains(&name))
                || self.is_transparent(*decorator)
                || self.makes_task(*decorator)
        })
    }

    /// The `__init__` that stands in the body of a class.
    pub(crate) fn constructor(&self, class: StmtId) -> Option<StmtId> {
        self.outline.own_names.constructor(class)
    }

    /// The functions that `function` needs, itself last: callees before callers.
    pub(crate) fn needed(&self, function: Option<StmtId>) -> Vec<Option<StmtId>> {
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![(function, false)];
        while let Some((at, done)) = pending.pop() {
            if done {
                order.push(at);
                continue;
            }
            if self.is_begun(at) || !seen.insert(at) {
                continue;
            }
            pending.push((at, true));
            pending
                .extend(self.outline.graph.callees.get(&at).into_iter().flatten().map(|callee| (Some(*callee), false)));
        }
        order
    }

    /// The end of a way through the current function, with what it gives back.
    pub(crate) fn leave(&mut self, result: Option<ExprId>, value: &Value) {
        let is_first = !self.body.current.outcomes.comes_back();
        self.note_way_out(result, value);
        if self.leave_followed(value) {
            return;
        }
        self.hand_on(value);
        if self.body.function.is_none() {
            return;
        }
        let keys = result.and_then(|e| self.keys_of(e));
        self.body.current.keys = match (is_first, keys, self.body.current.keys.take()) {
            (true, keys, _) => keys,
            (false, Some(keys), Some(before)) => Some(before.merge(&keys)),
            (false, ..) => None,
        };
        self.note_returned(value);
    }

    /// What the current function yields is what its callers get.
    pub(crate) fn give(&mut self, value: &Value, once: bool) {
        if self.give_followed(value, once) {
            return;
        }
        self.body.current.yields = true;
        self.note_returned(value);
    }

    fn note_returned(&mut self, value: &Value) {
        self.body.current.returned = self.body.current.returned.merge(&self.flat(value));
        self.body.current.given = self.body.current.given.merge(value);
        self.keep_objects(value);
    }

    /// Which arguments each parameter of `callee` gets at this call: at most one, or all that `*args` and `**kwargs`
    /// collect. `None` if that cannot be said.
    pub(crate) fn arguments(&self, callee: StmtId, func: ExprId, args: &[Argument]) -> Option<Vec<Vec<ExprId>>> {
        let definition = self.file.function(callee)?;
        let module = self.file.module();
        let params = &definition.params.params;
        let is_static = definition.decorators.iter().any(|decorator| self.text(*decorator) == "staticmethod");
        let bound = self.file.enclosing_class_of(callee).is_some()
            && !is_static
            && (matches!(self.kind(func), ExprKind::Attribute { .. })
                || self.file.definition_name(callee) == "__init__");
        let params: Vec<(&str, ParamKind)> =
            params.iter().map(|param| (module.text(param.name.span), param.kind)).collect();
        self.match_arguments(&params, usize::from(bound), args)
    }

    /// The arguments that a source which stands for the parameter `at` gets, or for one item of `**kwargs`.
    fn arguments_for(&self, source: u32, given: &[Vec<ExprId>], at: usize, args: &[Argument]) -> Vec<ExprId> {
        let Some(wanted) = self.params.keywords.get(&source) else { return given.get(at).cloned().unwrap_or_default() };
        let named = args.iter().filter_map(|arg| match arg {
            Argument::Keyword { name, value } if self.file.module().text(name.span) == *wanted => Some(*value),
            _ => None,
        });
        named.collect()
    }

    /// The arguments that a parameter may get where a call unpacks some: `f(**data)` may give any of them, but no parameter that
    /// is named beside it, and `*items` none that has to be named.
    fn unpacked_for(&self, callee: StmtId, at: usize, args: &[Argument]) -> Vec<ExprId> {
        let param = self.file.function(callee).and_then(|definition| definition.params.params.get(at));
        let Some((kind, wanted)) = param.map(|param| (param.kind, self.file.module().text(param.name.span))) else {
            return Vec::new();
        };
        let named = args.iter().find_map(|arg| match arg {
            Argument::Keyword { name, value } if self.file.module().text(name.span) == wanted => Some(*value),
            _ => None,
        });
        if let Some(named) = named {
            return vec![named];
        }
        let may_fill = |arg: &&Argument| match arg {
            Argument::Star(_) => !matches!(kind, ParamKind::KeywordOnly | ParamKind::KwArgs),
            Argument::DoubleStar(_) => !matches!(kind, ParamKind::PositionalOnly | ParamKind::VarArgs),
            _ => false,
        };
        args.iter().filter(may_fill).map(Argument::value).collect()
    }

    /// What a call of a function of this file gives. `None` if it is none, or was not run yet.
    pub(crate) fn local_call(&mut self, e: ExprId, func: ExprId, args: &[Argument]) -> Option<Value> {
        let callees = self.local_functions(func);
        if callees.is_empty() {
            return self.foreign_call(e, func, args);
        }
        // An object is more than what its `__init__` gives back.
        if callees.iter().any(|&callee| self.file.definition_name(callee) == "__init__") {
            return None;
        }
        let mut all = Value::CONSTANT;
        for &callee in &callees {
            all = all.merge(&self.call_of(e, callee, func, args, callees.len() == 1)?);
        }
        Some(all)
    }

    /// What a call gives if it is one of `callee`; `only` says that it is.
    fn call_of(&mut self, e: ExprId, callee: StmtId, func: ExprId, args: &[Argument], only: bool) -> Option<Value> {
        let summary = self.summaries.get(&callee).cloned()?;
        // What only raises is filled in by a class below.
        if !summary.outcomes.comes_back() {
            return None;
        }
        let given = self.arguments(callee, func, args)?;
        let mut result = Value::CONSTANT;
        for part in summary.returned.parts() {
            let parameter = part.source.and_then(|source| Some((source, *self.params.places.get(&source)?)));
            result = result.merge(&match parameter.filter(|(_, (function, _))| *function == callee) {
                Some((source, (_, at))) => match &self.arguments_for(source, &given, at, args)[..] {
                    [] => self.default_of(callee, at),
                    arguments => {
                        let mut all = Value::CONSTANT;
                        for &argument in arguments {
                            let value = self.last_value(argument).unwrap_or_default();
                            all = all.merge(&self.passed(&value, part, argument, func));
                        }
                        all
                    }
                },
                None if part.source.is_none() => self.trail.unknown(self.span(e)),
                None => Value::of(*part),
            });
        }
        if only {
            self.learn_always(e, func, args);
        }
        Some(result)
    }

    /// What the keys of the mapping that a function of this file gives are made of, if no argument has a part in it.
    pub(crate) fn returned_keys(&self, func: ExprId) -> Option<Value> {
        match self.local_functions(func)[..] {
            [] => match self.foreign_functions(func)[..] {
                [(_, function)] => function.summary.as_ref()?.fixed_keys.then_some(Value::CONSTANT),
                _ => None,
            },
            [callee] => self.summaries.get(&callee)?.fixed_keys().cloned(),
            _ => None,
        }
    }

    /// The value of a parameter that no argument is passed for.
    fn default_of(&mut self, function: StmtId, at: usize) -> Value {
        let param = self.file.function(function).and_then(|definition| definition.params.params.get(at));
        match param.and_then(|param| param.default) {
            Some(default) if !self.file.is_constant(default) => self.trail.unknown(self.span(default)),
            _ => Value::CONSTANT,
        }
    }

    /// Whether a call is one of a function of this file that always raises or leaves the program.
    pub(crate) fn always_leaves(&self, func: ExprId) -> bool {
        self.foreign_leaves(func)
            || matches!(self.kind(func), ExprKind::Name)
                && matches!(self.local_functions(func)[..], [callee]
                if self.summaries.get(&callee).is_some_and(|summary| !summary.outcomes.comes_back() && !summary.yields))
    }

    /// A call of a function of this file that only says whether an argument is among what the program knows said yes.
    pub(crate) fn doubt_looked_for(&mut self, func: ExprId, args: &[Argument]) {
        let [callee] = self.local_functions(func)[..] else { return };
        let Some(at) = self.looked_for(callee) else { return };
        let given = self.arguments(callee, func, args);
        if let Some([argument]) = given.as_ref().and_then(|given| given.get(at)).map(Vec::as_slice) {
            self.doubt(*argument);
        }
    }

    /// `argument`, passed to a function, after it took the way of `inside` in there.
    pub(crate) fn passed(&mut self, value: &Value, inside: &Part, argument: ExprId, func: ExprId) -> Value {
        let passed = self.passed_to(value, argument, func);
        self.after(&passed, inside)
    }

    /// `value` with what the file's own calls pass for the parameters in it. A parameter of which not all callers
    /// are seen stays beside that.
    pub(crate) fn with_callers(&mut self, value: &Value) -> Value {
        let mut result = Value::CONSTANT;
        let mut seen = BTreeSet::new();
        let mut pending: Vec<(Part, usize)> = value.parts().iter().map(|part| (*part, 0)).collect();
        while let Some((part, up)) = pending.pop() {
            let slot = part.source.and_then(|source| self.params.slots.get(&source)).cloned();
            if let (Some(source), Some(slot)) = (part.source, slot) {
                self.params.asked_slots.entry(source).or_insert_with(|| slot.clone());
                if let Some(held) = self.passed_to_slot(&slot) {
                    let span = self.trail.sources.get(source as usize).map_or_else(Span::default, |source| source.span);
                    let passed = self.take_in(held, span);
                    result = result.merge(&self.after(&passed, &part));
                    continue;
                }
                result = result.merge(&self.slot_value(&slot, &part, up, &mut seen, &mut pending));
                continue;
            }
            let parameter = part.source.and_then(|source| Some((source, *self.params.places.get(&source)?)));
            let Some((source, (function, at))) = parameter else {
                result = result.merge(&Value::of(part));
                continue;
            };
            self.params.asked.insert((function, at));
            self.params.deciding.insert((function, at));
            let public = self.file.is_public_function(function);
            let graph = Rc::clone(&self.outline.graph);
            let callers = graph.callers.get(&function);
            let (elsewhere, escapes_elsewhere) = self.passed_from_elsewhere(function, at);
            let escapes = escapes_elsewhere || graph.escapes(self.called_as(function));
            let calls = callers.map_or(0, |callers| callers.calls.len());
            // Of a function in a file of routes the calls that are seen there are better known than what else there may be.
            let complete = (!public || self.is_served())
                && up < MAX_CALLERS_UP
                && !escapes
                && calls <= MAX_CALLS
                && calls + elsewhere.len() > 0;
            if !complete {
                let source = part.source.filter(|_| public);
                result = result.merge(&Value::of(Part { source, ..part }));
            }
            for held in elsewhere {
                let passed = self.take_in(held, self.param_span(function, at));
                result = result.merge(&self.after(&passed, &part));
            }
            if up >= MAX_CALLERS_UP {
                continue;
            }
            let kept = self.outline.kept_calls.get(self.file.definition_name(function)).filter(|_| calls == 0).cloned();
            let known = callers.into_iter().flat_map(|callers| &callers.calls);
            for &call in known.chain(kept.iter().flatten()).take(MAX_CALLS) {
                let Some((func, args)) = self.call_as(call, function) else { continue };
                if !seen.insert((part.source, part.clean, call)) {
                    continue;
                }
                self.ensure(self.file.enclosing_function(call));
                let given =
                    self.arguments(function, func, &args).map(|given| self.arguments_for(source, &given, at, &args));
                match given {
                    Some(arguments) if !arguments.is_empty() => {
                        for argument in arguments {
                            if let Some(value) = self.value(argument).cloned() {
                                let passed = self.passed(&value, &part, argument, func);
                                pending.extend(passed.parts().iter().map(|part| (*part, up + 1)));
                            }
                        }
                    }
                    Some(_) => result = result.merge(&self.default_of(function, at)),
                    None => {
                        for argument in self.unpacked_for(function, at, &args) {
                            if let Some(value) = self.value(argument).cloned() {
                                let passed = self.passed(&value, &part, argument, func);
                                pending.extend(passed.parts().iter().map(|part| (*part, up + 1)));
                            }
                        }
                        result = result.merge(&Value::of(Part { source: None, ..part }));
                    }
                }
            }
        }
        result
    }

    /// What this file's own calls pass for a parameter of another file's function; nothing is known of the calls of others.
    fn slot_value(
        &mut self,
        slot: &Slot,
        part: &Part,
        up: usize,
        seen: &mut BTreeSet<(Option<u32>, SinkSet, ExprId)>,
        pending: &mut Vec<(Part, usize)>,
    ) -> Value {
        let outward = Rc::clone(&self.outline.outward);
        let calls = outward.calls.get(&slot.function).map_or(&[][..], Vec::as_slice);
        let mut result = Value::CONSTANT;
        if calls.is_empty() || up >= MAX_CALLERS_UP {
            return Value::of(Part { source: None, ..*part });
        }
        for &call in calls.iter().take(MAX_CALLS) {
            let ExprKind::Call { func, .. } = self.kind(call) else { continue };
            if !seen.insert((part.source, part.clean, call)) {
                continue;
            }
            self.ensure(self.file.enclosing_function(call));
            let Some(given) = self.foreign_arguments(&slot.function, call) else {
                result = result.merge(&Value::of(Part { source: None, ..*part }));
                continue;
            };
            for &argument in given.get(slot.at).into_iter().flatten() {
                if let Some(value) = self.value(argument).cloned() {
                    let passed = self.passed(&value, part, argument, *func);
                    pending.extend(passed.parts().iter().map(|part| (*part, up + 1)));
                }
            }
        }
        result
    }

    /// `value`, after it took the way of `inside` as a parameter.
    fn after(&mut self, value: &Value, inside: &Part) -> Value {
        let way = self.trail.way(inside.node);
        // As with a call of something unknown: what takes an exception may be a log.
        let value = if inside.through { self.without_errors(value) } else { value.clone() };
        let trail = &mut self.trail;
        value.map(|part| {
            let part = used_inside(part, inside);
            Part {
                source: part.source,
                node: if part.source.is_some() { trail.follow(part.node, &way) } else { part.node },
                clean: part.clean.union(inside.clean),
                cleaner: inside.cleaner.or(part.cleaner),
                through: part.through || inside.through,
                tested: part.tested || inside.tested,
                shape: part.shape.or(inside.shape),
            }
        })
    }

    fn param_span(&self, function: StmtId, at: usize) -> Span {
        let params = self.file.function(function).map(|definition| &definition.params.params);
        params.and_then(|params| params.get(at)).map_or_else(Span::default, |param| param.name.span)
    }
}
