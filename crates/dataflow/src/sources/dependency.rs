//! What a framework gets from other functions and classes for the parameters of a handler: `Depends(…)`.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use semantic::BindingKind;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, Param, StmtId};

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::state::object::field_of;
use crate::state::value::Value;

impl Engine<'_> {
    /// `Depends(…)`, as the default of a parameter or beside its type in `Annotated`, which may have a name of its own.
    pub(super) fn dependency(&self, param: &Param) -> Option<ExprId> {
        if let Some(default) = param.default {
            return Some(default).filter(|default| self.is_dependency(*default));
        }
        let annotation = param.annotation?;
        let ExprKind::Subscript { index, .. } = self.kind(self.file.display(annotation).unwrap_or(annotation)) else {
            return None;
        };
        let ExprKind::Tuple(items) = self.kind(*index) else { return None };
        items.iter().copied().find(|item| self.is_dependency(*item))
    }

    /// The items of the mapping that a dependency gives, if that is written out where the function returns.
    pub(super) fn provided_fields(&self, param: &Param) -> Vec<(String, Value)> {
        let Some(function) = self.dependency(param).and_then(|dependency| self.provider(dependency)) else {
            return Vec::new();
        };
        let mut returned = self.file.returned_values(function);
        let (Some(only), None) = (returned.next(), returned.next()) else { return Vec::new() };
        let ExprKind::Dict(entries) = self.kind(only) else { return Vec::new() };
        let field = |key: ExprId| field_of(&self.file.constant(key)?);
        entries.iter().filter_map(|(key, value)| Some((field((*key)?)?, self.value(*value)?.clone()))).collect()
    }

    /// Whether the file says who provides the parameters of that name: `dependencies={"workspace": Provide(open_workspace)}`.
    pub(super) fn is_provided_by_name(&self, name: &str) -> bool {
        let is_provider = |value: ExprId| match self.kind(value) {
            ExprKind::Call { func, .. } => self.file.qualified_names(*func).any(|name| name.ends_with(".Provide")),
            _ => false,
        };
        let names = || {
            let mut all = FxHashSet::default();
            for (_, expr) in self.file.module().exprs() {
                let ExprKind::Dict(entries) = &expr.kind else { continue };
                let provided = entries.iter().filter(|(_, value)| is_provider(*value));
                all.extend(provided.filter_map(|(key, _)| Some(self.file.constant((*key)?)?.as_str()?.into())));
            }
            all
        };
        self.outline.imports.binary_search(&"litestar").is_ok()
            && self.outline.provided_names.get_or_init(names).contains(name)
    }

    /// Whether a default is `Depends(…)`: the framework calls another function for the value.
    pub(super) fn is_dependency(&self, default: ExprId) -> bool {
        let ExprKind::Call { func, .. } = self.kind(default) else { return false };
        self.file.qualified_names(*func).any(|name| matches!(name.rsplit('.').next(), Some("Depends" | "Security")))
    }

    /// The classes of this file of which a framework makes objects for parameters: `Depends(Page)`, `Annotated[Page, Depends()]`.
    pub(crate) fn classes_depended_on(&self) -> BTreeSet<StmtId> {
        let mut classes = BTreeSet::new();
        if self.outline.imports.binary_search(&"fastapi").is_err() {
            return classes;
        }
        for &id in self.file.functions() {
            for param in self.file.function(id).map_or(&[][..], |function| &function.params.params) {
                classes.extend(self.dependency(param).and_then(|dependency| self.depended_class(param, dependency)));
            }
        }
        classes
    }

    /// The class of this file of which a framework makes an object for a parameter.
    pub(super) fn depended_class(&self, param: &Param, dependency: ExprId) -> Option<StmtId> {
        let named = self.file.call_args(dependency).argument(Some(0), Some("dependency"));
        let annotated = || {
            let annotation = param.annotation?;
            match self.kind(self.file.display(annotation).unwrap_or(annotation)) {
                ExprKind::Subscript { index, .. } => match self.kind(*index) {
                    ExprKind::Tuple(items) => items.first().copied(),
                    _ => None,
                },
                _ => Some(annotation),
            }
        };
        match self.file.binding_info(self.file.binding(named.or_else(annotated)?)?).kind {
            BindingKind::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The object of a class that a framework makes for a parameter: what its `__init__` asks for comes from the request.
    pub(super) fn made_for(&mut self, class: StmtId) -> Option<Value> {
        let init = self.method_of(class, "__init__")?;
        let function = self.file.function(init)?;
        let bases = self.bases_of_objects(Some(class));
        let role = self.role(init, function, &bases);
        let mut given = Given::default();
        for param in function.params.params.iter().skip(1) {
            let name = self.file.module().text(param.name.span);
            let value = self.parameter(&role, init, function, param, name);
            given.named.push((name.into(), value));
        }
        self.construct(class, &given)
    }

    /// The function of this file that `Depends(function)` names.
    pub(super) fn provider(&self, dependency: ExprId) -> Option<StmtId> {
        let ExprKind::Call { args, .. } = self.kind(dependency) else { return None };
        let binding = *self.file.reaching(args.first()?.value()).first()?;
        match self.file.binding_info(binding).kind {
            BindingKind::Function(function) => Some(function),
            _ => None,
        }
    }

    /// What a dependency gives.
    pub(super) fn provided_by(&mut self, dependency: ExprId, span: Span) -> Value {
        let unknown = self.trail.unknown(span);
        let Some(function) = self.provider(dependency) else {
            return self.provided_by_foreign(dependency, span).unwrap_or(unknown);
        };
        if self.is_begun(Some(function)) && !self.summaries.contains_key(&function) {
            return unknown; // it depends on itself
        }
        self.ensure(Some(function));
        self.summaries.get(&function).map_or(unknown, |summary| summary.given.clone())
    }
}
