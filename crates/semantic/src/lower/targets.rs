//! What statements and patterns bind: names, attributes, items.

use syntax::ast::{ExprId, ExprKind, Ident, PatternId, PatternKind, StmtId};

use super::{AttributeStore, Lowering, Task};
use crate::{BindingKind, Scope, ScopeId, ScopeKind};

impl<'m> Lowering<'m> {
    /// `global` (the owner is the module) or `nonlocal` (the nearest function around that has the name).
    pub(super) fn declare(&mut self, name: Ident, scope: ScopeId, owner: Option<ScopeId>) {
        let symbol = self.symbol(self.module.text(name.span));
        let owner = owner.or_else(|| {
            let mut around = self.out.scopes[scope.index()].parent;
            while let Some(at) = around {
                let Scope { kind, parent } = self.out.scopes[at.index()];
                let function = matches!(kind, ScopeKind::Function(_) | ScopeKind::Lambda(_));
                if function && self.out.var_of.contains_key(&(at, symbol)) {
                    return Some(at);
                }
                around = parent;
            }
            None
        });
        if let Some(owner) = owner.filter(|&owner| owner != scope) {
            let var = self.var_of_symbol(symbol, owner);
            self.out.var_of.insert((scope, symbol), var);
        }
    }

    pub(super) fn target(&mut self, target: ExprId, scope: ScopeId, kind: BindingKind) {
        let module = self.module;
        let expr = module.expr(target);
        match &expr.kind {
            ExprKind::Name => {
                let id = self.bind(Ident { span: expr.span }, scope, kind);
                self.out.made.push((target, id));
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                if let Some((stmt, values)) = self.elementwise(items, kind) {
                    for (&item, &value) in items.iter().zip(values) {
                        let kind = BindingKind::Assign { stmt, value: Some(value) };
                        self.tasks.push(Task::Target(item, scope, kind));
                    }
                } else {
                    items.iter().for_each(|&item| self.tasks.push(Task::Target(item, scope, part(kind))));
                }
            }
            ExprKind::Starred(inner) => self.tasks.push(Task::Target(*inner, scope, part(kind))),
            ExprKind::Attribute { .. } => {
                self.store_attribute(target, kind);
                self.push_expr(target, scope);
            }
            shape => {
                if let ExprKind::Subscript { value, index } = *shape {
                    self.out.subscript_stores.push(target);
                    self.global_by_text(value, index, scope, kind);
                }
                self.push_expr(target, scope);
            }
        }
    }

    /// `globals()["limit"] = value` is `global limit; limit = value`.
    fn global_by_text(&mut self, object: ExprId, key: ExprId, scope: ScopeId, kind: BindingKind) {
        let module = self.module;
        let ExprKind::Call { func, ref args } = module.expr(object).kind else { return };
        let ExprKind::Str(tokens) = &module.expr(key).kind else { return };
        if let [name] = **tokens
            && args.is_empty()
            && module.text(module.expr(func).span) == "globals"
        {
            let symbol = self.symbol(module.text(name.content));
            let var = self.var_of_symbol(symbol, ScopeId::MODULE);
            self.bind_variable(var, Ident { span: name.content }, scope, kind);
        }
    }

    /// The elements of the assigned value, if they go to the targets one by one.
    pub(super) fn elementwise(&self, targets: &[ExprId], kind: BindingKind) -> Option<(StmtId, &'m [ExprId])> {
        let BindingKind::Assign { stmt, value: Some(value) } = kind else { return None };
        let (ExprKind::Tuple(values) | ExprKind::List(values)) = &self.module.expr(value).kind else { return None };
        let starred = |&item: &ExprId| matches!(self.module.expr(item).kind, ExprKind::Starred(_));
        let plain = targets.len() == values.len() && !targets.iter().chain(values).any(starred);
        plain.then_some((stmt, values))
    }

    pub(super) fn store_attribute(&mut self, target: ExprId, kind: BindingKind) {
        match self.module.expr(target).kind {
            ExprKind::Attribute { .. } => self.out.attribute_stores.push(AttributeStore { target, kind }),
            ExprKind::Subscript { .. } => self.out.subscript_stores.push(target),
            _ => {}
        }
    }

    pub(super) fn delete(&mut self, target: ExprId, scope: ScopeId) {
        let expr = self.module.expr(target);
        match &expr.kind {
            ExprKind::Name => {
                self.push_expr(target, scope);
                self.tasks.push(Task::Kill(Ident { span: expr.span }, scope));
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().for_each(|&item| self.tasks.push(Task::Delete(item, scope)));
            }
            _ => self.push_expr(target, scope),
        }
    }

    pub(super) fn pattern(&mut self, pattern: PatternId, scope: ScopeId, stmt: StmtId) {
        let module = self.module;
        let kind = &module.pattern(pattern).kind;
        module.pattern_exprs(pattern, &mut |expr| self.tasks.push(Task::Expr(expr, scope)));
        module.pattern_children(pattern, &mut |child| self.tasks.push(Task::Pattern(child, scope, stmt)));
        let (PatternKind::Mapping { rest: name, .. } | PatternKind::Star(name) | PatternKind::As { name, .. }) = kind
        else {
            return;
        };
        if let Some(name) = name {
            self.tasks.push(Task::Bind(*name, scope, BindingKind::Capture(stmt)));
        }
    }
}

/// What a target receives that is a part of another one.
const fn part(kind: BindingKind) -> BindingKind {
    match kind {
        BindingKind::Assign { stmt, value: Some(value) } => BindingKind::Unpack { stmt, value },
        BindingKind::LoopTarget { iter, .. } => BindingKind::LoopTarget { iter, whole: false },
        BindingKind::With { context, .. } => BindingKind::With { context, whole: false },
        other => other,
    }
}
