//! Methods of objects that are kept in a table of the file: `REPORTS[name]().run(request.args)`.
//!
//! Which class the object is of depends on a key, or on who put himself into the table. Of a method that nothing else is seen to
//! call, such calls are taken to be the ones.

use std::collections::BTreeMap;

use semantic::{BindingKind, Node};
use syntax::ast::{Expr, ExprId, ExprKind, StmtKind};

use crate::Origin;
use crate::run::engine::Engine;

/// Steps from an object to the table that it was taken from.
const MAX_STEPS: usize = 8;

impl<'a> Engine<'a> {
    /// The calls of methods of objects that come out of tables, by the method's name.
    pub(crate) fn calls_on_kept_objects(&self) -> BTreeMap<&'a str, Vec<ExprId>> {
        let mut calls: BTreeMap<&str, Vec<ExprId>> = BTreeMap::new();
        for &call in self.file.calls() {
            if let ExprKind::Call { func, .. } = self.kind(call)
                && let ExprKind::Attribute { value, attr } = self.kind(*func)
                && self.comes_from_table(*value)
                && self.local_functions(*func).is_empty()
            {
                calls.entry(self.file.module().text(attr.span)).or_default().push(call);
            }
        }
        calls
    }

    /// Of a function of a library that stands in a table of the application and was never called as what came out of it: that it never
    /// is. `None` where the table may be read in ways that are not seen.
    pub(crate) fn left_in_table(&self, entry: ExprId) -> Option<Origin> {
        let Node::Expr(table) = self.file.parent(entry) else { return None };
        let Node::Stmt(stmt) = self.file.parent(table) else { return None };
        let StmtKind::Assign { targets, .. } = &self.file.module().stmt(stmt).kind else { return None };
        let [target] = **targets else { return None };
        let is_whole = self.around.is_none() && self.outline.graph.has_routes() && !self.observed.exhausted;
        let is_table = matches!(self.kind(table), ExprKind::Dict(_)) && matches!(self.kind(target), ExprKind::Name);
        if !is_whole || !is_table || self.file.enclosing_function(target).is_some() {
            return None;
        }
        // Each place that reads it is one that was come to, and takes one entry.
        let takes_one = |(id, expr): (ExprId, &Expr)| {
            if !matches!(expr.kind, ExprKind::Name) || id == target || self.text(id) != self.text(target) {
                return true;
            }
            let Node::Expr(around) = self.file.parent(id) else { return false };
            let read = match self.kind(around) {
                ExprKind::Subscript { value, .. } if *value == id => around,
                ExprKind::Attribute { attr, .. } if self.file.module().text(attr.span) == "get" => {
                    match self.file.parent(around) {
                        Node::Expr(call) => call,
                        _ => return false,
                    }
                }
                _ => return false,
            };
            self.value(read).is_some() || self.seen_anywhere(read).is_some()
        };
        let why = "nothing that the program calls comes from this entry of the table".to_owned();
        let all = self.file.module().exprs().all(takes_one);
        all.then(|| Origin::Unreachable { why, at: self.span(entry) })
    }

    /// Whether an object is looked up in a container that this file makes and fills.
    fn comes_from_table(&self, object: ExprId) -> bool {
        let (mut at, mut looked_up) = (object, false);
        for _ in 0..MAX_STEPS {
            match self.kind(at) {
                ExprKind::Call { func, args } => {
                    if let ExprKind::Attribute { attr, .. } = self.kind(*func) {
                        let name = self.file.module().text(attr.span);
                        looked_up |= matches!(name, "get" | "pop" | "values" | "items") && !args.is_empty()
                            || matches!(name, "values" | "items");
                    }
                    at = *func;
                }
                ExprKind::Subscript { value, .. } => {
                    looked_up = true;
                    at = *value;
                }
                ExprKind::Attribute { value, .. } => at = *value,
                ExprKind::Name => {
                    let [binding] = self.file.reaching(at)[..] else { return false };
                    match self.file.binding_info(binding).kind {
                        BindingKind::LoopTarget { iter, .. } => {
                            looked_up = true;
                            at = iter;
                        }
                        BindingKind::Class(_) => return looked_up,
                        BindingKind::Assign { value: Some(value), .. } if self.is_table(value) => return looked_up,
                        BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => at = value,
                        _ => return false,
                    }
                }
                _ => return false,
            }
        }
        false
    }

    /// `{}`, `[]`, `dict()`, `defaultdict(list)`
    fn is_table(&self, value: ExprId) -> bool {
        match self.kind(value) {
            ExprKind::Dict(_) | ExprKind::List(_) | ExprKind::Tuple(_) => true,
            ExprKind::Call { func, .. } => self.file.qualified_names(*func).any(|name| {
                matches!(
                    name,
                    "builtins.dict" | "builtins.list" | "collections.OrderedDict" | "collections.defaultdict"
                )
            }),
            _ => false,
        }
    }
}
