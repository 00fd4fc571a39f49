//! What annotations, defaults and registries say of a value: an instance of what they name.

use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, Function, StmtId, StmtKind};

use super::{MAX_ALTERNATIVES, MAX_DEPTH, Named, Resolver};
use crate::paths::Local;
use crate::{ScopeId, types};

impl<'m> Resolver<'_, 'm> {
    pub(super) fn param(&mut self, stmt: StmtId, index: usize) {
        let StmtKind::Function(function) = &self.module.stmt(stmt).kind else { return };
        if index == 0
            && let Some(class) = self.relations.stmt_class[stmt.index()]
            && !self.has_decorator(function, "staticmethod")
        {
            let path = self.definitions.get(&class).copied();
            self.add(path, false);
            return;
        }
        let Some(param) = function.params.params.get(index) else { return };
        if !matches!(param.kind, syntax::ast::ParamKind::VarArgs | syntax::ast::ParamKind::KwArgs) {
            param.annotation.iter().for_each(|&annotation| self.annotation(annotation, 0));
        }
        let Some(default) = param.default else { return };
        match self.provider(default) {
            // A framework calls it for the value.
            Some(provider) if param.annotation.is_none() => {
                for at in self.names(provider) {
                    let named = self.candidates[at];
                    if let Some(Local::Function(stmt)) = self.paths.local(named.path) {
                        self.returned(stmt, true);
                    }
                }
            }
            Some(_) => {}
            None => self.add_names(default, true),
        }
    }

    /// The function or class that `Depends(…)` names.
    pub(super) fn provider(&self, default: ExprId) -> Option<ExprId> {
        let ExprKind::Call { func, args } = &self.module.expr(default).kind else { return None };
        let name = match self.module.expr(*func).kind {
            ExprKind::Attribute { attr, .. } => attr.span,
            _ => self.module.expr(*func).span,
        };
        args.first()
            .map(Argument::value)
            .filter(|_| matches!(self.module.text(name), "Depends" | "Security" | "Provide"))
    }

    pub(super) fn has_decorator(&self, function: &Function, name: &str) -> bool {
        function.decorators.iter().any(|&decorator| {
            let span = match self.module.expr(decorator).kind {
                ExprKind::Attribute { attr, .. } => attr.span,
                _ => self.module.expr(decorator).span,
            };
            self.module.text(span) == name
        })
    }

    /// An instance of what the annotation names; `Optional`, unions and `Annotated` are looked into.
    pub(super) fn annotation(&mut self, e: ExprId, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let module = self.module;
        match &module.expr(e).kind {
            ExprKind::Name | ExprKind::Attribute { .. } => {
                for at in self.names(e) {
                    let named = self.candidates[at];
                    self.instance(named);
                }
            }
            ExprKind::Str(tokens) => {
                if let [token] = tokens[..] {
                    let types = module.text(token.content).split('|').take(MAX_ALTERNATIVES);
                    types.for_each(|dotted| self.forward_reference(dotted.trim()));
                }
            }
            ExprKind::Binary { left, op: BinaryOp::BitOr, right } => {
                self.annotation(*left, depth + 1);
                self.annotation(*right, depth + 1);
            }
            ExprKind::Subscript { value, index } => {
                let span = match module.expr(*value).kind {
                    ExprKind::Attribute { attr, .. } => attr.span,
                    _ => module.expr(*value).span,
                };
                let items: &[ExprId] = match &module.expr(*index).kind {
                    ExprKind::Tuple(items) => items,
                    _ => std::slice::from_ref(index),
                };
                let shown = match module.text(span) {
                    "Optional" | "Union" => items,
                    "Annotated" | "ClassVar" | "Final" | "Required" | "NotRequired" => {
                        items.get(..1).unwrap_or_default()
                    }
                    _ => &[],
                };
                shown.iter().take(MAX_ALTERNATIVES).for_each(|&item| self.annotation(item, depth + 1));
            }
            _ => {}
        }
    }

    /// Whether an expression names a class of the project.
    pub(super) fn names_class(&mut self, e: ExprId) -> bool {
        self.names(e).any(|at| {
            let path = self.candidates[at].path;
            matches!(self.paths.local(path), Some(Local::Class(_))) || self.is_foreign_class(path)
        })
    }

    /// The type in `Annotated[Orders, Depends(orders)]`: whatever stands beside it, a name for all of that is a name for the type.
    pub(super) fn annotated(&self, kind: ExprId, index: ExprId) -> Option<ExprId> {
        let span = match self.module.expr(kind).kind {
            ExprKind::Attribute { attr, .. } => attr.span,
            _ => self.module.expr(kind).span,
        };
        match &self.module.expr(index).kind {
            ExprKind::Tuple(items) if self.module.text(span) == "Annotated" => items.first().copied(),
            _ => None,
        }
    }

    /// `engines["jinja2"]`: what every item of a library's mapping is, as the table says.
    pub(super) fn items_of_registry(&mut self, mapping: ExprId) {
        for at in self.names(mapping) {
            let named = self.candidates[at];
            let item = types::item_of(self.paths.text(named.path)).and_then(|name| self.paths.dotted(None, name));
            self.add(item, named.weak);
        }
    }

    /// `"sqlite3.Connection"`, as an annotation.
    pub(super) fn forward_reference(&mut self, dotted: &'m str) {
        if !dotted.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            return;
        }
        let mut segments = dotted.split('.').map(str::trim);
        let Some(&symbol) = segments.next().and_then(|first| self.lowered.interned.get(first)) else { return };
        let Some(&var) = self.lowered.var_of.get(&(ScopeId(0), symbol)) else { return };
        let outer = std::mem::take(&mut self.found);
        for binding in self.flow.at_exit(var).bindings {
            self.binding(binding);
        }
        for segment in segments {
            for named in std::mem::take(&mut self.found) {
                self.attribute(named, segment);
            }
        }
        let types = std::mem::replace(&mut self.found, outer);
        for named in types {
            self.instance(named);
        }
    }

    pub(super) fn instance(&mut self, class: Named) {
        let builtin = self.paths.text(class.path).starts_with("builtins.");
        if builtin {
            return;
        }
        if matches!(self.paths.local(class.path), Some(Local::Class(_))) || self.is_foreign_class(class.path) {
            self.add(Some(class.path), class.weak);
            return;
        }
        let known = self.paths.result(class.path);
        self.add(known, class.weak);
        self.add(Some(class.path), class.weak);
        let made = self.paths.child(Some(class.path), "()");
        self.add(made, class.weak);
    }
}
