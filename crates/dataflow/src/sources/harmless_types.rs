//! Types whose values can carry no attack, as annotations and `isinstance` name them.

use semantic::{BindingKind, Const, SinkKind};
use syntax::ast::{BinaryOp, ExprId, ExprKind, Param};

use crate::models;
use crate::run::engine::Engine;
use crate::state::value::SinkSet;

impl Engine<'_> {
    /// Whether a framework refuses a number that is too large: `Query(le=100)`, as a default or in `Annotated`.
    pub(super) fn has_upper_bound(&self, param: &Param) -> bool {
        let mut places: Vec<ExprId> = param.default.into_iter().collect();
        if let Some(ExprKind::Subscript { index, .. }) = param.annotation.map(|annotation| self.kind(annotation))
            && let ExprKind::Tuple(items) = self.kind(*index)
        {
            places.extend(items.iter().copied());
        }
        let bounds = |place: ExprId| match self.kind(place) {
            ExprKind::Call { .. } => {
                let args = self.file.call_args(place);
                args.keyword("le").or_else(|| args.keyword("lt")).is_some()
            }
            _ => false,
        };
        places.into_iter().any(bounds)
    }

    /// Whether an annotation names a class that is no mapping: its objects have the fields that it lists.
    pub(super) fn has_fixed_fields(&self, annotation: ExprId) -> bool {
        let module = self.file.module();
        if !matches!(self.kind(annotation), ExprKind::Name | ExprKind::Attribute { .. }) {
            return false;
        }
        let name = self.text(annotation).rsplit('.').next().unwrap_or_default();
        if matches!(
            name,
            "Any" | "Dict" | "Mapping" | "MutableMapping" | "JSON" | "Request" | "FormData" | "UploadFile"
        ) {
            return false;
        }
        let Some(binding) = self.file.binding(annotation) else { return false };
        match self.file.binding_info(binding).kind {
            // `model_config = ConfigDict(extra="allow")`
            BindingKind::Class(class) => !module.text(module.stmt(class).span).contains("allow"),
            BindingKind::Import { .. } => name.starts_with(|c: char| c.is_ascii_uppercase()),
            _ => false,
        }
    }

    /// If every type that an annotation (or the second argument of `isinstance`) names is harmless: in which contexts.
    pub(crate) fn harmless_types(&self, annotation: ExprId) -> Option<SinkSet> {
        let mut pending = vec![annotation];
        let mut any: Option<SinkSet> = None;
        let both = |any: Option<SinkSet>, sinks: SinkSet| Some(any.map_or(sinks, |any| any.both(sinks)));
        while let Some(e) = pending.pop() {
            match self.kind(e) {
                ExprKind::None | ExprKind::Ellipsis => {}
                ExprKind::Tuple(items) => pending.extend(items.iter().copied()),
                ExprKind::Binary { left, op: BinaryOp::BitOr, right } => pending.extend([*left, *right]),
                ExprKind::Subscript { value, index } => {
                    match self.text(*value).rsplit('.').next().unwrap_or_default() {
                        "Literal" => any = both(any, SinkSet::ALL),
                        "Annotated" => pending.extend(match self.kind(*index) {
                            ExprKind::Tuple(items) => items.first().copied(),
                            _ => Some(*index),
                        }),
                        "Optional" | "Union" | "List" | "list" | "Set" | "set" | "FrozenSet" | "frozenset"
                        | "Tuple" | "tuple" | "Sequence" | "Iterable" | "Collection" => pending.push(*index),
                        _ => return None,
                    }
                }
                ExprKind::Str(_) => match self.file.constant(e) {
                    Some(Const::Str(name)) => any = both(any, harmless(&name)?),
                    _ => return None,
                },
                ExprKind::Name | ExprKind::Attribute { .. } => any = both(any, self.harmless_type(e)?),
                _ => return None,
            }
        }
        any
    }

    /// If the values of a type can carry no attack: in which contexts.
    pub(crate) fn harmless_type(&self, e: ExprId) -> Option<SinkSet> {
        if let Some(sinks) = self.file.qualified_names(e).find_map(harmless) {
            return Some(sinks);
        }
        // An enumeration of the project.
        match self.file.binding_info(self.file.binding(e)?).kind {
            BindingKind::Class(class) => self.base_names(class).into_iter().find_map(harmless),
            _ => self.foreign_bases(e).find_map(harmless),
        }
    }
}

/// The contexts in which a value of the type `name` is harmless.
fn harmless(name: &str) -> Option<SinkSet> {
    let numeric = models::has(models::NUMERIC_TYPES, name);
    // A truth value is all it takes to give a right.
    let others = SinkSet::ALL.without(SinkKind::Right);
    models::has(models::HARMLESS_TYPES, name).then_some(if numeric { SinkSet::NUMBER } else { others })
}
