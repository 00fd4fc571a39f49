//! What is found out of all items of a collection at once: `set(columns) <= COLUMNS`, `if set(columns) - COLUMNS: abort(400)`,
//! `unknown = [name for name in columns if name not in COLUMNS]`. Of a mapping it holds for the keys, and says nothing of the values.

use rustc_hash::FxHashSet;
use semantic::{BindingKind, Const};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use crate::checks::chars::Chars;
use crate::run::engine::Engine;
use crate::state::object::KEYS;
use crate::state::value::{By, SinkSet};

/// Mappings as they are written, with the function around.
pub(crate) type Mappings<'a> = FxHashSet<(Option<StmtId>, &'a str)>;

/// Methods that mappings have, and texts and lists have not.
const OF_MAPPINGS: [&str; 3] = ["items", "keys", "values"];
/// What gives a mapping: the body of a request, its fields, a model as one.
const GIVES_MAPPING: [&str; 12] = [
    "get_json",
    "json",
    "loads",
    "form",
    "args",
    "GET",
    "POST",
    "query_params",
    "cleaned_data",
    "to_dict",
    "model_dump",
    "dict",
];
/// Functions that make a collection of the items of another one.
const COLLECTIONS: [&str; 5] =
    ["builtins.set", "builtins.frozenset", "builtins.list", "builtins.tuple", "builtins.sorted"];

impl<'a> Engine<'a> {
    /// All items of `part` are among those of `whole`.
    pub(crate) fn refine_within(&mut self, part: ExprId, whole: ExprId, test: ExprId) {
        // A text may be made of single letters.
        let has_letters = match self.file.constant(whole).or_else(|| self.file.constant(self.file.display(whole)?)) {
            Some(Const::Tuple(items) | Const::List(items) | Const::Set(items)) => {
                items.iter().any(|item| item.as_str().is_none_or(|text| text.chars().count() < 2))
            }
            Some(Const::Str(_)) => true,
            _ => false,
        };
        if !has_letters && (self.is_constant_collection(whole) || self.is_known_collection(whole)) {
            let items = self.items_of_set(part);
            self.clear_items(items, SinkSet::ALL, Chars::default(), test);
        }
    }

    /// No item was left over by a comprehension: its condition holds for none of them.
    pub(crate) fn refine_none_left(&mut self, e: ExprId) {
        let ExprKind::Comprehension { clauses, .. } = self.kind(e) else { return };
        let [clause] = &**clauses else { return };
        let [condition] = *clause.conditions else { return };
        if matches!(self.kind(clause.target), ExprKind::Name) {
            self.refine_items(clause.target, clause.iter, (condition, false), e);
        }
    }

    /// `columns` of `set(columns)`.
    fn items_of_set(&self, e: ExprId) -> ExprId {
        let ExprKind::Call { func, args } = self.kind(e) else { return e };
        match **args {
            [Argument::Positional(items)]
                if self.file.qualified_names(*func).any(|name| COLLECTIONS.contains(&name)) =>
            {
                items
            }
            _ => e,
        }
    }

    /// The mapping whose keys are the items of `e`, if it is one: `data.keys()`, `data.items()`, or `data` where something else shows
    /// what it is.
    pub(crate) fn mapping_of_keys(&mut self, e: ExprId) -> Option<ExprId> {
        if let Some(mapping) = self.asked_for(e, "keys").or_else(|| self.asked_for(e, "items")) {
            return Some(mapping);
        }
        let function = self.file.enclosing_stmt(e).and_then(|stmt| self.file.enclosing_function_of(stmt));
        if self.mappings.is_none() {
            self.mappings = Some(self.all_mappings());
        }
        let is_used_so = self.mappings.as_ref().is_some_and(|mappings| mappings.contains(&(function, self.text(e))));
        (is_used_so || self.gives_mapping(e)).then_some(e)
    }

    /// `data` of `data.items()`, for the method `items`.
    pub(crate) fn asked_for(&self, e: ExprId, method: &str) -> Option<ExprId> {
        let ExprKind::Call { func, args } = self.kind(e) else { return None };
        match self.kind(*func) {
            ExprKind::Attribute { value, attr } => {
                (args.is_empty() && self.file.module().text(attr.span) == method).then_some(*value)
            }
            _ => None,
        }
    }

    /// Whether an expression, or what its name was given, is the body or the fields of a request.
    fn gives_mapping(&self, e: ExprId) -> bool {
        let made = match self.file.reaching(e)[..] {
            [binding] if matches!(self.kind(e), ExprKind::Name) => match self.file.binding_info(binding).kind {
                BindingKind::Assign { value: Some(value), .. } => value,
                _ => return false,
            },
            _ => e,
        };
        let made = match self.kind(made) {
            ExprKind::Await(inner) => *inner,
            _ => made,
        };
        let place = match self.kind(made) {
            ExprKind::Call { func, .. } => *func,
            _ => made,
        };
        match self.kind(place) {
            ExprKind::Attribute { attr, .. } => GIVES_MAPPING.contains(&self.file.module().text(attr.span)),
            _ => false,
        }
    }

    fn all_mappings(&self) -> Mappings<'a> {
        let module = self.file.module();
        let mut mappings = Mappings::default();
        for (e, expr) in module.exprs() {
            let whole = match expr.kind {
                ExprKind::Attribute { value, attr } if OF_MAPPINGS.contains(&module.text(attr.span)) => value,
                ExprKind::Subscript { value, index } if matches!(module.expr(index).kind, ExprKind::Str(_)) => value,
                _ => continue,
            };
            if matches!(module.expr(whole).kind, ExprKind::Name | ExprKind::Attribute { .. }) {
                let function = self.file.enclosing_stmt(e).and_then(|stmt| self.file.enclosing_function_of(stmt));
                mappings.insert((function, self.text(whole)));
            }
        }
        mappings
    }

    /// The keys of a mapping are harmless in the contexts `sinks` from here on.
    pub(crate) fn clear_keys(&mut self, mapping: ExprId, sinks: SinkSet, by: By, test: ExprId) {
        let Some(key) = self.item_key(mapping) else { return };
        let known = self.keys_of(mapping).or_else(|| self.env.value(&key).cloned());
        let Some(value) = known.or_else(|| self.last_value(mapping)) else { return };
        let cleaned = self.trail.clean(&value, sinks, by, self.span(test));
        self.env.renew(format!("{key}{KEYS}").into(), cleaned);
    }
}
