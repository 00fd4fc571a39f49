//! Schemas: classes of the file whose fields say what a library lets through. pydantic's models, the forms of Django
//! and `WTForms`, the serializers of Django REST framework and marshmallow's schemas.

use semantic::{BindingKind, Const, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::calls::frame::Given;
use crate::checks::containment::ADDRESS;
use crate::checks::opening::{Opening, opening};
use crate::checks::pattern::harmless_pattern;
use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::env::{Relation, Slot};
use crate::state::object::{Kind, Object};
use crate::state::value::{Part, SinkSet, Value};

/// How far constraints are looked for inside each other, and classes above each other.
const MAX_DEPTH: u32 = 4;
/// Attributes under which a form or serializer keeps what passed its fields.
const CLEANED: [&str; 2] = ["cleaned_data", "validated_data"];
/// Class methods that check their argument and give an object of the class.
const CHECKED_CONSTRUCTORS: [&str; 5] =
    ["model_validate", "model_validate_json", "parse_obj", "parse_raw", "model_construct"];

impl Engine<'_> {
    /// The class of this file that `e` is an object of.
    pub(crate) fn class_of(&self, e: ExprId) -> Option<StmtId> {
        let named = |name: &str| {
            let mut name = models::uncalled(name.strip_prefix('.')?);
            if let Some((class, method)) = name.rsplit_once('.')
                && CHECKED_CONSTRUCTORS.contains(&method)
            {
                name = class;
            }
            self.outline.own_names.class(name)
        };
        self.file.qualified_names(e).find_map(named)
    }

    /// The class that the view around `form` says its forms or serializers are of.
    fn class_of_view(&self, form: ExprId) -> Option<StmtId> {
        let module = self.file.module();
        let view = self.file.enclosing_class_of(self.file.enclosing_function(form)?)?;
        let named = self.file.class(view)?.body.iter().find_map(|&stmt| match &module.stmt(stmt).kind {
            StmtKind::Assign { targets, value } => targets
                .iter()
                .any(|&target| matches!(self.text(target), "form_class" | "serializer_class"))
                .then_some(*value),
            _ => None,
        })?;
        self.file.reaching(named).iter().find_map(|binding| match self.file.binding_info(*binding).kind {
            BindingKind::Class(class) => Some(class),
            _ => None,
        })
    }

    /// A class and those of this file above it.
    pub(crate) fn with_bases(&self, class: StmtId) -> Vec<StmtId> {
        let mut line = vec![class];
        let mut at = 0;
        while let Some(class) = line.get(at).and_then(|class| self.file.class(*class)) {
            at += 1;
            for arg in &class.args {
                let Argument::Positional(base) = arg else { continue };
                // `Repository[Order]`
                let base = match self.kind(*base) {
                    ExprKind::Subscript { value, .. } => value,
                    _ => base,
                };
                if let Some(binding) = self.file.binding(*base).filter(|_| line.len() < MAX_DEPTH as usize)
                    && let BindingKind::Class(base) = self.file.binding_info(binding).kind
                    && !line.contains(&base)
                {
                    line.push(base);
                }
            }
        }
        line
    }

    /// Whether a schema lets fields through that it does not list: `unknown = INCLUDE` in its `Meta`, `extra = "allow"` in its
    /// `Config`, `model_config = ConfigDict(extra="allow")`.
    pub(crate) fn takes_all_fields(&self, class: StmtId) -> bool {
        let module = self.file.module();
        let allows = |value: ExprId| {
            self.file.qualified_names(value).any(|name| name == "pydantic.Extra.allow")
                || matches!(self.file.constant(value), Some(Const::Str(said)) if &*said == "allow")
        };
        let says_so = |target: ExprId, value: ExprId| match self.text(target) {
            "unknown" => self.file.qualified_names(value).any(|name| name == "marshmallow.INCLUDE"),
            "extra" => allows(value),
            "model_config" => match self.kind(value) {
                ExprKind::Dict(items) => items.iter().any(|(key, value)| {
                    let is_extra =
                        key.and_then(|key| self.file.constant(key)).is_some_and(|key| key.as_str() == Some("extra"));
                    is_extra && allows(*value)
                }),
                _ => self.file.call_args(value).keyword("extra").is_some_and(allows),
            },
            _ => false,
        };
        let includes = |stmt: &StmtId| match &module.stmt(*stmt).kind {
            StmtKind::Assign { targets, value } => targets.iter().any(|target| says_so(*target, *value)),
            _ => false,
        };
        self.is_schema(class)
            && self.with_bases(class).into_iter().any(|class| {
                let body = self.file.class(class).map_or(&[][..], |definition| &definition.body);
                let metas = body.iter().filter_map(|stmt| self.file.class(*stmt));
                metas.flat_map(|meta| &*meta.body).chain(body).any(includes)
            })
    }

    /// Whether a library checks what the fields of the class hold.
    pub(crate) fn is_schema(&self, class: StmtId) -> bool {
        self.with_bases(class)
            .into_iter()
            .any(|class| self.base_names(class).iter().any(|base| models::has(models::SCHEMA_BASES, base)))
    }

    /// The schema whose checked data `e` holds: `form.cleaned_data`, or what `schema.load(…)` gave.
    pub(crate) fn schema_of(&self, e: ExprId) -> Option<StmtId> {
        if let ExprKind::Attribute { value, attr } = self.kind(e)
            && CLEANED.contains(&self.file.module().text(attr.span))
        {
            return self.class_of(*value).or_else(|| self.class_of_view(*value));
        }
        let relation = match self.kind(e) {
            ExprKind::Name => self.env.relation(self.text(e)).cloned(),
            _ => self.checked_by_schema(e),
        };
        match relation? {
            Relation::Checked(class) => Some(class),
            _ => None,
        }
    }

    /// `Filter().load(data)`
    pub(crate) fn checked_by_schema(&self, call: ExprId) -> Option<Relation> {
        let ExprKind::Call { func, .. } = self.kind(call) else { return None };
        let ExprKind::Attribute { value, attr } = self.kind(*func) else { return None };
        if !matches!(self.file.module().text(attr.span), "load" | "loads") {
            return None;
        }
        self.class_of(*value).filter(|class| self.is_schema(*class)).map(Relation::Checked)
    }

    /// `value`, read from the checked data `base` under the key `index`.
    pub(crate) fn checked_item(&mut self, value: Value, base: ExprId, index: Option<ExprId>) -> Value {
        let Some(class) = self.schema_of(base) else { return value };
        match index.and_then(|index| self.file.constant(index)) {
            Some(Const::Str(name)) => self.checked_field(value, class, &name),
            _ => value,
        }
    }

    /// `SearchForm(request.POST)`: what a form or a model is filled with is what is read from it.
    pub(crate) fn filled_form(&mut self, e: ExprId, given: &Value) -> Option<Value> {
        let class = self.class_of(e).filter(|_| !given.is_constant())?;
        let given = given.clone();
        self.is_schema(class).then_some(given)
    }

    /// What a method of the schema makes of `value` before it is read from the field `name`: Django calls `clean_name`, which
    /// finds it among the cleaned data, REST framework `validate_name`, which is given it. What the method gives back is kept.
    fn passed_by_method(&mut self, value: &Value, class: StmtId, name: &str) -> Option<Value> {
        let of = |engine: &Self, library: &str| engine.all_base_names(class).any(|base| base.starts_with(library));
        // What a method that cannot be followed lets through is not known.
        let guess = || value.map(|part| Part { through: true, ..*part });
        if let Some(method) = self.method_of(class, &format!("clean_{name}")).filter(|_| of(self, "django.")) {
            let mut cleaned = Object::new(Kind::Mapping { makes_lists: false });
            cleaned.put(&format!("['{name}']"), Slot::holding(value.clone()));
            let mut form = Object::new(Kind::Instance(class));
            let cleaned = self.new_object(cleaned);
            form.put(".cleaned_data", Slot::holding(cleaned));
            let form = self.new_object(form).object();
            return Some(self.follow(method, form, 0, &Given::default()).unwrap_or_else(guess));
        }
        let method = self.method_of(class, &format!("validate_{name}"))?;
        if !of(self, "rest_framework.") {
            return None;
        }
        let serializer = self.new_object(Object::new(Kind::Instance(class))).object();
        let given = Given { positional: vec![value.clone()], ..Given::default() };
        Some(self.follow(method, serializer, 0, &given).unwrap_or_else(guess))
    }

    /// The names of the bases of a class and of those above it.
    fn all_base_names(&self, class: StmtId) -> impl Iterator<Item = &str> {
        self.with_bases(class).into_iter().flat_map(|class| self.base_names(class))
    }

    /// `value`, read from the field `name` of an object of a schema.
    pub(crate) fn checked_field(&mut self, value: Value, class: StmtId, name: &str) -> Value {
        if value.is_constant() || !self.is_schema(class) {
            return value;
        }
        let value = self.passed_by_method(&value, class, name).unwrap_or(value);
        let (sinks, at) = self.field_constraint(class, name);
        if sinks == SinkSet::NONE {
            return value;
        }
        let by = format!("the field `{name}` of `{}`, which checks it", short(self.file.definition_name(class)));
        self.trail.clean(&value, sinks, by, at)
    }

    /// The contexts in which what the field `name` lets through does no harm, and where it says so.
    fn field_constraint(&mut self, class: StmtId, name: &str) -> (SinkSet, Span) {
        let file = self.file;
        let module = file.module();
        let mut sinks = SinkSet::NONE;
        let mut at = module.stmt(class).span;
        for class in self.with_bases(class) {
            for &stmt in file.class(class).map_or(&[][..], |class| &class.body) {
                let (target, parts) = match &module.stmt(stmt).kind {
                    StmtKind::AnnAssign { target, annotation, value, .. } => {
                        (Some(*target), [Some(*annotation), *value])
                    }
                    StmtKind::Assign { targets, value } => (targets.first().copied(), [Some(*value), None]),
                    StmtKind::Function(_) => {
                        sinks = sinks.union(self.checking_method(stmt, name));
                        continue;
                    }
                    _ => continue,
                };
                if target.is_some_and(|target| self.text(target) == name) {
                    at = module.stmt(stmt).span;
                    for part in parts.into_iter().flatten() {
                        sinks = sinks.union(self.constraint(part, MAX_DEPTH));
                        // A text is no operator of a document database.
                        if self.file.qualified_names(part).any(|name| name == "builtins.str") {
                            sinks = sinks.with(SinkKind::NoSql);
                        }
                    }
                }
            }
        }
        (sinks, at)
    }

    /// What a method under `@field_validator("name")` leaves of the field, and one that is called `validate_name`.
    fn checking_method(&mut self, method: StmtId, name: &str) -> SinkSet {
        let Some(function) = self.file.function(method) else { return SinkSet::NONE };
        let checks = function.decorators.iter().any(|decorator| match self.kind(*decorator) {
            ExprKind::Call { func, args } => {
                self.file.qualified_names(*func).any(|name| models::has(models::FIELD_CHECKS, name))
                    && args.iter().any(|arg| self.file.constant(arg.value()) == Some(Const::Str(name.into())))
            }
            _ => false,
        });
        if !checks {
            return SinkSet::NONE;
        }
        self.ensure(Some(method));
        self.summaries.get(&method).map_or(SinkSet::NONE, |summary| summary.outcomes.leaves_of(1))
    }

    /// The contexts in which what a type, a field or a validator lets through does no harm.
    pub(crate) fn constraint(&self, e: ExprId, depth: u32) -> SinkSet {
        if depth == 0 {
            return SinkSet::NONE;
        }
        if let Some(sinks) = self.harmless_types(e) {
            return sinks;
        }
        let all = |items: &mut dyn Iterator<Item = ExprId>| {
            items.map(|item| self.constraint(item, depth - 1)).fold(SinkSet::NONE, SinkSet::union)
        };
        match self.kind(e) {
            ExprKind::Call { func, args } => {
                let names = || self.file.qualified_names(*func);
                if names().any(|name| models::has(models::HARMLESS_FIELDS, name)) {
                    return SinkSet::NUMBER;
                }
                let inside = all(&mut args.iter().map(Argument::value));
                if names().any(|name| models::has(models::PATTERN_FIELDS, name)) {
                    return inside.union(self.pattern_of(e));
                }
                inside
            }
            ExprKind::List(items) | ExprKind::Tuple(items) => all(&mut items.iter().copied()),
            // `Annotated[str, Field(pattern="[a-z]+")]`
            ExprKind::Subscript { value, index }
                if self
                    .file
                    .qualified_names(*value)
                    .any(|name| matches!(name, "typing.Annotated" | "typing_extensions.Annotated")) =>
            {
                self.constraint(*index, depth - 1)
            }
            ExprKind::Subscript { value, index }
                if self.file.qualified_names(*value).any(|name| name == "typing.Optional") =>
            {
                self.constraint(*index, depth - 1)
            }
            ExprKind::Name => match self.file.display(e) {
                Some(made) if made != e => self.constraint(made, depth - 1),
                _ => SinkSet::NONE,
            },
            _ => SinkSet::NONE,
        }
    }

    /// What the pattern among the arguments of a field or validator lets through.
    fn pattern_of(&self, call: ExprId) -> SinkSet {
        let args = self.file.call_args(call);
        let named = ["pattern", "regex"].into_iter().find_map(|name| args.keyword(name));
        let pattern = named.or_else(|| args.positional(0)).and_then(|pattern| match self.kind(pattern) {
            // `re.compile("…")`
            ExprKind::Call { args, .. } => self.file.constant(args.first()?.value()),
            _ => self.file.constant(pattern),
        });
        match pattern {
            Some(Const::Str(pattern)) => {
                let led = match opening(&pattern, "search") {
                    Some(Opening::OneSlash) => SinkSet::NONE.with(SinkKind::Redirect),
                    Some(Opening::FixedHost) => ADDRESS,
                    None => SinkSet::NONE,
                };
                harmless_pattern(&pattern, "search").union(led)
            }
            _ => SinkSet::NONE,
        }
    }
}
