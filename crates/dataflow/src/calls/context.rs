//! Functions of which every call was followed: what they are given is known, and nothing else is assumed.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use semantic::{BindingKind, Node};
use smallvec::SmallVec;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::run::engine::Engine;
use crate::state::env::Key;
use crate::state::value::{Form, Value};

/// Files with more functions than this are not run as a whole: in an application, and in a library.
const MAX_FUNCTIONS: usize = 300;
const MAX_FUNCTIONS_OF_LIBRARY: usize = 30;
/// Tables of functions at the top level of which it is asked who reads them.
const MAX_TABLES: usize = 16;
/// Expressions nest so deeply in a lambda that is looked for.
const MAX_AROUND: usize = 64;

/// What an expression was in followed calls, by the function where following began (`None`: the file's top level), in their
/// order. There is one such list for nearly every expression, and most have one entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByRoot(SmallVec<[(Option<StmtId>, Value); 1]>);

impl ByRoot {
    pub(crate) fn add(&mut self, root: Option<StmtId>, value: &Value) {
        match self.0.binary_search_by_key(&root, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, known)) = self.0.get_mut(at) {
                    known.absorb(value);
                }
            }
            Err(at) => self.0.insert(at, (root, value.clone())),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Option<StmtId>, &Value)> {
        self.0.iter().map(|(root, value)| (*root, value))
    }
}

/// What is known of an expression by the calls of its function.
pub(crate) enum Seen {
    /// Not all calls were followed, or others may call the function as well.
    InPart,
    /// All were, and none of them came to the expression.
    Nothing,
    /// All were, and this is what they saw.
    Value(Value),
}

impl<'a> Engine<'a> {
    /// What the followed calls of `function` saw of the expression `e`.
    pub(crate) fn seen_in_calls(&mut self, function: StmtId, e: ExprId) -> Seen {
        let seen = self.seen_in_own_calls(function, e);
        if self.around.is_some() {
            // Those who import the file are asked as well. Where that was said of the calls here, theirs may belie it.
            let params = self.file.function(function).map_or(0, |definition| definition.params.params.len());
            let all = (0..params).map(|at| (function, at));
            self.params.asked.extend(all.clone());
            if !matches!(seen, Seen::InPart) {
                self.params.deciding.extend(all);
            }
        }
        seen
    }

    fn seen_in_own_calls(&mut self, function: StmtId, e: ExprId) -> Seen {
        if let Some(lambda) = self.lambda_around(e)
            && let Some(value) = self.seen_in_lambda(lambda, e)
        {
            return Seen::Value(value);
        }
        let limit = if self.is_served() { MAX_FUNCTIONS } else { MAX_FUNCTIONS_OF_LIBRARY };
        if self.file.functions().len() > limit || !self.may_be_known(function) {
            return Seen::InPart;
        }
        self.ensure_all();
        let mut ways = BTreeSet::new();
        if !self.is_known_by_calls(function, &mut ways) || self.observed.exhausted {
            return Seen::InPart;
        }
        let roots = [&self.observed.in_calls, &self.observed.in_lambdas]
            .into_iter()
            .filter_map(|seen| seen.get(&e))
            .flat_map(ByRoot::iter)
            .filter(|(root, _)| !root.is_some_and(|root| self.is_known_by_calls(root, &mut BTreeSet::new())));
        let mut all: Option<Value> = None;
        for (_, value) in roots {
            all = Some(all.map_or_else(|| value.clone(), |known| known.merge(value)));
        }
        match all {
            Some(value) => Seen::Value(value),
            None if ways.iter().any(|&way| self.is_reached_unseen(way)) => Seen::InPart,
            None if self.may_be_entered_elsewhere(function, &ways) => Seen::InPart,
            None => Seen::Nothing,
        }
    }

    /// Whether something else than a call in this file may run the function: whoever reads a property, what a decorator hands it
    /// to, and the methods of a base that another file defines.
    fn is_reached_unseen(&self, function: StmtId) -> bool {
        const OF_PYTHON: [&str; 5] = ["builtins.", "abc.", "enum.", "typing.", "collections."];
        let has_foreign_base = |class: StmtId| {
            let mut bases = self.file.base_names(class);
            bases.any(|base| !base.starts_with('.') && !OF_PYTHON.iter().any(|module| base.starts_with(module)))
        };
        self.is_property(function)
            || !self.file.definition_name(function).starts_with('_')
                && self.file.enclosing_class_of(function).is_some_and(has_foreign_base)
    }

    /// Whether nothing that was followed came into the function at all, and it stands in one of several files, or is only called by
    /// what itself leads to: what leads to it may be called from another file, in a way that is not seen.
    fn may_be_entered_elsewhere(&self, function: StmtId, ways: &BTreeSet<StmtId>) -> bool {
        let is_unseen = |root: &Option<StmtId>| root.is_some_and(|root| !self.observed.reached.contains(&root));
        let leads_on = |way: &StmtId| {
            self.observed.unfollowed.get(self.called_as(*way)).is_some_and(|roots| roots.iter().all(is_unseen))
        };
        !self.observed.reached.contains(&function)
            && (self.file.imported_names().any(|name| name.starts_with('/')) || ways.iter().any(leads_on))
            && ways.iter().any(|&way| self.file.is_public_function(way))
    }

    /// The innermost lambda whose body holds `e`.
    fn lambda_around(&self, e: ExprId) -> Option<ExprId> {
        let mut at = e;
        for _ in 0..MAX_AROUND {
            match self.file.parent(at) {
                Node::Expr(around) if matches!(self.kind(around), ExprKind::Lambda { .. }) => return Some(around),
                Node::Expr(around) => at = around,
                _ => return None,
            }
        }
        None
    }

    /// What the calls of a lambda saw of `e`, if all of them were followed.
    fn seen_in_lambda(&mut self, lambda: ExprId, e: ExprId) -> Option<Value> {
        if self.file.functions().len() > MAX_FUNCTIONS {
            return None;
        }
        self.ensure_all();
        let known = |engine: &Self, root: Option<StmtId>| {
            root.is_some_and(|root| engine.is_known_by_calls(root, &mut BTreeSet::new()))
        };
        let handed_on = self.observed.loose_lambdas.get(&lambda).into_iter().flatten();
        if self.observed.exhausted || !handed_on.into_iter().all(|root| known(self, *root)) {
            return None;
        }
        let seen = self.observed.in_calls.get(&e)?.iter().filter(|(root, _)| !known(self, *root));
        seen.map(|(_, value)| value.clone()).reduce(|all, value| all.merge(&value))
    }

    /// A lambda is called where it cannot be followed.
    pub(crate) fn loosen(&mut self, lambda: ExprId) {
        let root = self.run.root;
        self.observed.loose_lambdas.entry(lambda).or_default().insert(root);
    }

    /// What followed calls saw of an expression, whichever they were.
    pub(crate) fn seen_anywhere(&self, e: ExprId) -> Option<Value> {
        let seen = [&self.observed.in_calls, &self.observed.in_lambdas].into_iter().filter_map(|seen| seen.get(&e));
        seen.flat_map(ByRoot::iter).map(|(_, value)| value.clone()).reduce(|all, value| all.merge(&value))
    }

    /// Whether the calls in this file may be all that there are.
    fn may_be_known(&self, function: StmtId) -> bool {
        let public = self.file.is_public_function(function);
        let by_framework = self.is_handler(function) || public && self.may_answer(function);
        (!public || self.is_served()) && !by_framework && !self.is_called_elsewhere(function)
    }

    /// Whether a framework may call a function though it is not seen to be a handler: it is handed the request and nobody else is seen
    /// to call it, or it is a method of an object in which the request is kept.
    fn may_answer(&self, function: StmtId) -> bool {
        let is_method = self.file.enclosing_class_of(function).is_some();
        (is_method || self.outline.graph.calls_of(function).is_empty()) && self.gets_request(function)
    }

    /// Whether other files of the project call the function, or use it in other ways.
    pub(crate) fn is_called_elsewhere(&self, function: StmtId) -> bool {
        let params = self.file.function(function).map_or(0, |definition| definition.params.params.len());
        (0..params.max(1)).any(|at| {
            let (passed, escapes) = self.passed_from_elsewhere(function, at);
            escapes || !passed.is_empty()
        })
    }

    /// A function that is known by its calls may itself have been run without them; what could not be followed there says
    /// nothing.
    fn is_known_by_calls(&self, function: StmtId, asked: &mut BTreeSet<StmtId>) -> bool {
        if !asked.insert(function) {
            return true;
        }
        let name = self.called_as(function);
        self.may_be_known(function)
            && self.outline.called_names.get_or_init(|| self.names_called()).contains(name)
            && self
                .observed
                .unfollowed
                .get(name)
                .into_iter()
                .chain(self.observed.handed_on.get(&function))
                .flatten()
                .all(|root| root.is_some_and(|root| self.is_known_by_calls(root, asked)))
    }

    /// A function among the arguments of a call that was not followed may be called by anybody.
    pub(crate) fn hand_on(&mut self, value: &Value) {
        let inside = value.object().and_then(|id| self.env.object(id)).map(|object| object.contents());
        for form in value.forms().iter().chain(inside.iter().flat_map(Value::forms)) {
            match form {
                Form::Function(function, ..) => {
                    let root = self.run.root;
                    self.observed.handed_on.entry(*function).or_default().insert(root);
                }
                Form::Lambda(lambda, _) => self.loosen(*lambda),
                _ => {}
            }
        }
    }

    /// A table of functions at the top level that nothing in the file reads is there for somebody else, who calls them.
    pub(crate) fn hand_on_unread_tables(&mut self) {
        let is_table = |value: &Value| {
            let held = value.object().and_then(|id| self.env.object(id)).map(|object| object.contents());
            held.is_some_and(|held| held.forms().iter().any(|form| matches!(form, Form::Function(..))))
        };
        let layer = self.env.since(0);
        let tables = layer.names.iter().filter_map(|(name, slot)| Some((name, slot.value.as_ref()?)));
        let tables: Vec<(Key, Value)> = tables
            .filter(|(_, value)| is_table(value))
            .take(MAX_TABLES)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let module = self.file.module();
        for (name, value) in tables {
            let named =
                |expr: &syntax::ast::Expr| matches!(expr.kind, ExprKind::Name) && module.text(expr.span) == &*name;
            if module.exprs().filter(|(_, expr)| named(expr)).nth(1).is_none() {
                self.hand_on(&value);
            }
        }
    }

    /// The last names of all that the file calls.
    fn names_called(&self) -> FxHashSet<&'a str> {
        let module = self.file.module();
        let mut names = FxHashSet::default();
        // A variable of the same name is none of the file's functions.
        let may_be_function = |name| {
            let bindings = self.file.reaching(name);
            let mut kinds = bindings.iter().map(|binding| self.file.binding_info(*binding).kind);
            bindings.is_empty() || kinds.any(|kind| matches!(kind, BindingKind::Function(_)))
        };
        for (id, expr) in module.exprs() {
            match &expr.kind {
                ExprKind::Name if may_be_function(id) => drop(names.insert(module.text(expr.span))),
                ExprKind::Call { func, .. } => {
                    // `app.run()` of a library is no call of the file's own `run`.
                    if let ExprKind::Attribute { attr, .. } = self.kind(*func)
                        && !self.is_of_library(*func)
                    {
                        names.insert(module.text(attr.span));
                    }
                }
                _ => {}
            }
        }
        names
    }
}
