//! Records of databases: what their columns hold, where a row, a query or the class of a record is in sight.

use semantic::BindingKind;
use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::SourceKind;
use crate::run::engine::Engine;
use crate::state::value::{Part, SinkSet, Value};

impl Engine<'_> {
    /// A number or a date of a row: nobody writes a text there.
    pub(crate) fn column(&mut self, e: ExprId, value: Value, attr: &str) -> Value {
        let is_number = matches!(attr, "id" | "pk") || attr.ends_with("_id") || attr.ends_with("_at");
        if !is_number || !value.parts().iter().all(|part| self.is_of_rows(part)) {
            return value;
        }
        self.trail.clean(&value, SinkSet::ALL, format!("`.{attr}`, which is no text"), self.span(e))
    }

    /// `title = models.CharField(max_length=80)`, `name = Column(String)`: what objects of the class hold there came out of the database.
    pub(crate) fn is_column(&self, kind: BindingKind) -> bool {
        const MAKERS: [&str; 3] = ["Column", "mapped_column", "deferred"];
        let BindingKind::Assign { value: Some(value), .. } = kind else { return false };
        let ExprKind::Call { func, .. } = *self.kind(value) else { return false };
        let makes = |name: &str| {
            let (module, class) = name.rsplit_once('.').unwrap_or(("", name));
            module.starts_with("django.db.models") && class.ends_with("Field") || MAKERS.contains(&class)
        };
        self.file.enclosing_function(value).is_none() && self.file.qualified_names(func).any(makes)
    }

    /// Whether `base` is a parameter that is a record of a database, as its annotation says, and `attr` a text that is kept in it.
    pub(crate) fn is_stored_text(&self, base: ExprId, attr: &str) -> bool {
        if !matches!(self.kind(base), ExprKind::Name) {
            return false;
        }
        let [binding] = self.file.reaching(base)[..] else { return false };
        let BindingKind::Param { function, index } = self.file.binding_info(binding).kind else { return false };
        let param = self.file.function(function).and_then(|function| function.params.params.get(index));
        let Some(annotation) = param.and_then(|param| param.annotation) else { return false };
        let class = match *self.kind(annotation) {
            ExprKind::Binary { left, op: BinaryOp::BitOr, .. } => left,
            ExprKind::Subscript { index, .. } => index,
            _ => annotation,
        };
        self.file.stores_text(class, attr)
    }

    /// `queryset.select_related("owner")`: the same rows, or fewer of them. What they are looked up by is no part of them.
    pub(crate) fn narrowed_query(&self, func: ExprId) -> Option<Value> {
        const METHODS: [&str; 18] = [
            "all",
            "annotate",
            "defer",
            "distinct",
            "exclude",
            "filter",
            "first",
            "iterator",
            "last",
            "none",
            "only",
            "order_by",
            "prefetch_related",
            "reverse",
            "select_related",
            "using",
            "values",
            "values_list",
        ];
        let ExprKind::Attribute { value, attr } = *self.kind(func) else { return None };
        if !METHODS.contains(&self.file.module().text(attr.span)) {
            return None;
        }
        self.last_value(value)
            .filter(|value| !value.is_constant() && value.parts().iter().all(|part| self.is_of_rows(part)))
    }

    /// Whether a part is what a database holds.
    pub(crate) fn is_of_rows(&self, part: &Part) -> bool {
        let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
        source.is_some_and(|source| source.kind == SourceKind::Database)
    }
}
