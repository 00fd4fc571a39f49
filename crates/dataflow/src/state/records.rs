//! Fields of records that one request fills and another one reads: `seller.hook = request.form["hook"]` in one function,
//! `requests.post(order.seller.hook)` in another.
//!
//! A field that holds text and that just one class lists is found by its name where the object came out of a database. Where nothing
//! is known of the object, its own name or the field's has to say more.

use std::collections::{BTreeMap, BTreeSet};

use semantic::{Const, SinkKind};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::SourceKind;
use crate::run::engine::Engine;
use crate::state::value::{Note, Part, SinkSet, Value};

/// How many places that fill one field are looked at, and functions from which those are reached.
const MAX_STORES: usize = 16;
const MAX_CALLERS: usize = 24;
/// How many parts of a field's type are looked at.
const MAX_PARTS: usize = 40;
/// Last names of types and columns that hold a text that may be anything.
const TEXTS: [&str; 10] =
    ["str", "String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CharField", "TextField", "URLField", "StringField"];
/// Methods by which records of a class are made or changed.
const FILLING: [&str; 5] = ["create", "get_or_create", "update_or_create", "update", "values"];
/// What a record may do harm to that nobody meant to keep there: it is not told for logs, or for addresses that a link leads to,
/// which are kept for just that.
const HARMED: [SinkKind; 13] = [
    SinkKind::Sql,
    SinkKind::NoSql,
    SinkKind::Command,
    SinkKind::Code,
    SinkKind::Path,
    SinkKind::Url,
    SinkKind::Scheme,
    SinkKind::Deserialize,
    SinkKind::Template,
    SinkKind::Xml,
    SinkKind::Xpath,
    SinkKind::Ldap,
    SinkKind::Html,
];

/// A field by its name.
#[derive(Debug, Default)]
pub(crate) struct RecordField {
    /// The class that lists it; `None` if there are several.
    class: Option<StmtId>,
    /// The values that it is given.
    stores: Vec<ExprId>,
}

impl<'a> Engine<'a> {
    /// What an attribute that is read holds: also what requests put into it.
    pub(crate) fn eval_attribute(&mut self, e: ExprId, base: ExprId, attr: &str) -> Value {
        let value = self.read_attribute(e, base, attr);
        match self.kept_in_record(base, attr, &value) {
            Some(kept) => value.merge(&kept),
            None => value,
        }
    }

    /// What requests put into the field `attr` of `base`, where `value`, as which it was read, says no more than that it came out of
    /// a database.
    fn kept_in_record(&mut self, base: ExprId, attr: &str, value: &Value) -> Option<Value> {
        if !self.outline.graph.has_routes() || value.is_constant() || !value.forms().is_empty() {
            return None;
        }
        let kind = |part: &Part| {
            part.source.and_then(|source| self.trail.sources.get(source as usize)).map(|source| source.kind)
        };
        let is_row = |part: &Part| kind(part) == Some(SourceKind::Database);
        let is_unknown = |part: &Part| matches!(kind(part), None | Some(SourceKind::Parameter));
        if !value.parts().iter().all(|part| is_row(part) || is_unknown(part)) {
            return None;
        }
        let from_database = value.parts().iter().any(is_row);
        let fields = match self.by_name.fields.take() {
            Some(fields) => fields,
            None => self.record_fields(),
        };
        let is_its = |field: &&RecordField| {
            field.class.is_some_and(|class| from_database || attr.contains('_') || self.is_called_after(base, class))
        };
        let stores = fields.get(attr).filter(is_its).map(|field| field.stores.clone());
        self.by_name.fields = Some(fields);
        let mut all: Option<Value> = None;
        for store in stores?.into_iter().take(MAX_STORES) {
            self.run_callers(self.file.enclosing_function(store));
            let put = self.value(store).cloned().unwrap_or_default();
            let put = self.seen_anywhere(store).map_or_else(|| put.clone(), |seen| put.merge(&seen));
            let of_request = |part: &&Part| {
                let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
                source.is_some_and(|source| source.kind == SourceKind::Request)
            };
            let sent: Vec<Part> = put.parts().iter().filter(of_request).copied().collect();
            for part in sent {
                let kept = Value::of(Part { clean: part.clean.union(harmless()), ..part });
                let kept = self.trail.advance(&kept, self.span(store), &Note::Assigned(attr.into()));
                all = Some(all.map_or_else(|| kept.clone(), |known| known.merge(&kept)));
            }
        }
        all
    }

    /// Whether an object has the name of a class: `order.seller` of `Seller`. Of `upload.name` nobody knows whose name it is.
    fn is_called_after(&self, object: ExprId, class: StmtId) -> bool {
        let name = self.text(object).rsplit('.').next().unwrap_or_default().replace('_', "");
        name.eq_ignore_ascii_case(self.file.definition_name(class))
    }

    /// Runs a function and those that call it, from where requests may come in.
    fn run_callers(&mut self, function: Option<StmtId>) {
        let mut seen = BTreeSet::new();
        let mut pending = vec![function];
        while let Some(function) = pending.pop() {
            if seen.len() == MAX_CALLERS || !seen.insert(function) {
                continue;
            }
            if function != self.body.function {
                self.ensure(function);
            }
            let calls = function.map(|function| self.outline.graph.calls_of(function)).unwrap_or_default();
            pending.extend(calls.into_iter().map(|call| self.file.enclosing_function(call)));
        }
    }

    /// The fields for texts that the file's classes list, with what they are given.
    fn record_fields(&self) -> BTreeMap<&'a str, RecordField> {
        let mut fields: BTreeMap<&str, RecordField> = BTreeMap::new();
        for &class in
            self.file.classes().iter().filter(|&&class| !self.is_schema(class) || self.is_stored_schema(class))
        {
            for name in self.text_fields(class) {
                let field =
                    fields.entry(name).or_insert_with(|| RecordField { class: Some(class), stores: Vec::new() });
                field.class = field.class.filter(|known| *known == class);
            }
        }
        for (name, field) in &mut fields {
            let stores = self.outline.attribute_stores.get(name).into_iter().flatten();
            let of_attributes = stores.filter(|(target, _)| matches!(self.kind(*target), ExprKind::Attribute { .. }));
            field.stores.extend(of_attributes.map(|(_, value)| *value));
        }
        let listed = self.listed_by_schemas();
        for &call in self.file.calls() {
            if let Some((object, value)) = self.set_by_any_name(call) {
                for (name, field) in &mut fields {
                    let is_its = field.class.is_some_and(|class| self.is_called_after(object, class));
                    field.stores.extend(Some(value).filter(|_| is_its && listed.contains(name)));
                }
            }
            let Some(class) = self.filled_class(call) else { continue };
            let line = self.with_bases(class);
            if let Some((model, names)) = self.saved_by(class) {
                let data = self.file.call_args(call).argument(Some(0), Some("data"));
                let is_saved = |name: &str| names.as_ref().is_none_or(|names| names.iter().any(|own| own == name));
                for (_, field) in fields.iter_mut().filter(|(name, field)| field.class == Some(model) && is_saved(name))
                {
                    field.stores.extend(data);
                }
                continue;
            }
            for argument in self.file.call_args(call).all() {
                match *argument {
                    Argument::Keyword { name, value } => {
                        let field = fields.get_mut(self.file.module().text(name.span));
                        if let Some(field) = field.filter(|field| field.class.is_some_and(|own| line.contains(&own))) {
                            field.stores.push(value);
                        }
                    }
                    Argument::DoubleStar(value) => {
                        for field in
                            fields.values_mut().filter(|field| field.class.is_some_and(|own| line.contains(&own)))
                        {
                            field.stores.push(value);
                        }
                    }
                    _ => {}
                }
            }
        }
        fields
    }

    /// `setattr(seller, name, value)`: the object and the value, where the name is not known.
    fn set_by_any_name(&self, call: ExprId) -> Option<(ExprId, ExprId)> {
        let ExprKind::Call { func, args } = self.kind(call) else { return None };
        let [object, name, value] = &**args else { return None };
        let is_it = self.file.qualified_names(*func).any(|name| name == "builtins.setattr");
        (is_it && !self.file.is_constant(name.value())).then(|| (object.value(), value.value()))
    }

    /// The names of all fields that the file's schemas list: what is set by such names comes from one of them.
    fn listed_by_schemas(&self) -> BTreeSet<&'a str> {
        let schemas =
            self.file.classes().iter().filter(|&&class| self.is_schema(class) && !self.is_stored_schema(class));
        let bodies = schemas.filter_map(|&class| self.file.class(class)).flat_map(|class| &*class.body);
        let target = |&stmt: &StmtId| match &self.file.module().stmt(stmt).kind {
            StmtKind::AnnAssign { target, .. } => Some(*target),
            StmtKind::Assign { targets, .. } => targets.first().copied(),
            _ => None,
        };
        bodies.filter_map(target).map(|target| self.text(target)).collect()
    }

    /// The class of which a call makes or changes records: `Seller(hook=…)`, `Seller.objects.create(hook=…)`.
    fn filled_class(&self, call: ExprId) -> Option<StmtId> {
        let ExprKind::Call { func, .. } = self.kind(call) else { return None };
        self.file.qualified_names(*func).find_map(|name| {
            let name = name.strip_prefix('.')?;
            let fills = || name.rsplit('.').next().is_some_and(|last| FILLING.contains(&last));
            self.outline.own_names.class(name).or_else(|| {
                let class = name.split(['.', '(']).next()?;
                fills().then(|| self.outline.own_names.class(class)).flatten()
            })
        })
    }

    /// The model whose records a form or serializer saves, and the names of the fields that it takes; `None` for all of them.
    fn saved_by(&self, form: StmtId) -> Option<(StmtId, Option<Vec<String>>)> {
        let meta = self.file.class(form)?.body.iter().find_map(|&stmt| self.file.class(stmt))?;
        let value = |wanted: &str| {
            meta.body.iter().find_map(|&stmt| match &self.file.module().stmt(stmt).kind {
                StmtKind::Assign { targets, value } if targets.iter().any(|target| self.text(*target) == wanted) => {
                    Some(*value)
                }
                _ => None,
            })
        };
        let model = value("model")?;
        let model =
            self.file.qualified_names(model).find_map(|name| self.outline.own_names.class(name.strip_prefix('.')?))?;
        let names = match self.file.constant(value("fields")?)? {
            Const::List(items) | Const::Tuple(items) => {
                Some(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
            }
            _ => None,
        };
        Some((model, names))
    }

    /// `class Seller(SQLModel, table=True)`: what looks like a schema, and is kept.
    fn is_stored_schema(&self, class: StmtId) -> bool {
        let module = self.file.module();
        let says_so = |argument: &Argument| matches!(argument, Argument::Keyword { name, .. } if module.text(name.span) == "table");
        self.file.class(class).is_some_and(|class| class.args.iter().any(says_so))
    }

    /// The names of the fields of a class that hold a text: `hook: Mapped[str]`, `hook = db.Column(db.String(200))`.
    fn text_fields(&self, class: StmtId) -> Vec<&'a str> {
        let module = self.file.module();
        let body = self.file.class(class).map_or(&[][..], |class| &class.body);
        let is_text = |within: ExprId| {
            let span = module.expr(within).span;
            let says = |name: &str| TEXTS.contains(&name);
            // What an expression is made of stands before it.
            let parts = module.exprs().take(within.index() + 1).rev().take_while(|(_, expr)| span.contains(expr.span));
            parts.take(MAX_PARTS).any(|(_, expr)| match expr.kind {
                ExprKind::Name => says(module.text(expr.span)),
                ExprKind::Attribute { attr, .. } => says(module.text(attr.span)),
                _ => false,
            })
        };
        let field = |stmt: &StmtId| match module.stmt(*stmt).kind {
            StmtKind::AnnAssign { target, annotation, .. } => is_text(annotation).then_some(target),
            StmtKind::Assign { ref targets, value } => match **targets {
                [target] if matches!(self.kind(value), ExprKind::Call { .. }) => is_text(value).then_some(target),
                _ => None,
            },
            _ => None,
        };
        body.iter().filter_map(field).map(|target| self.text(target)).collect()
    }
}

fn harmless() -> SinkSet {
    HARMED.iter().fold(SinkSet::ALL, |all, kind| all.without(*kind))
}
