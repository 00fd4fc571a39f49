//! Names, attributes and items: where the values of a program are kept, and what stands there.

use std::borrow::Cow;

use semantic::{BindingKind, Const, Node, ScopeKind, SinkKind};
use smallvec::SmallVec;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, ParamKind, StmtId, StmtKind};

use crate::SourceKind;
use crate::models::{self, LIBRARIES};
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::sources::upload::read_from;
use crate::state::env::{Key, Relation, Slot};
use crate::state::object::{field_of, object_key};
use crate::state::value::{Form, Part, SinkSet, Value};

/// Longer paths are not kept.
const MAX_PIECES: usize = 8;

/// What stands behind a name in the key of a place.
enum Piece<'a> {
    Attribute(&'a str),
    Item(String),
}

impl<'a> Engine<'a> {
    /// The key under which an expression's value is kept, if it is a name, a path of attributes, or has constant indexes.
    pub(crate) fn key(&self, e: ExprId) -> Option<Key> {
        Some((*self.written_key(e)?).into())
    }

    /// As [`key`](Self::key), to be looked up and not kept.
    pub(crate) fn written_key(&self, e: ExprId) -> Option<Cow<'a, str>> {
        let mut tail: SmallVec<[Piece<'_>; 4]> = SmallVec::new();
        let mut at = e;
        loop {
            match self.kind(at) {
                ExprKind::Name => break,
                // `(name := value) in ALLOWED` speaks of the name.
                ExprKind::Named { target, .. } => at = *target,
                ExprKind::Attribute { value, attr } => {
                    tail.push(Piece::Attribute(self.file.module().text(attr.span)));
                    at = *value;
                }
                ExprKind::Subscript { value, index } => {
                    tail.push(Piece::Item(field_of(&self.known(*index)?)?));
                    at = *value;
                }
                _ => return None,
            }
            if tail.len() > MAX_PIECES {
                return None;
            }
        }
        let name = self.text(at);
        if tail.is_empty() {
            return Some(Cow::Borrowed(name));
        }
        if let Some(plain) = self.plain_path(e, name, &tail) {
            return Some(Cow::Borrowed(plain));
        }
        let mut key = String::with_capacity(2 * name.len() + 16);
        key.push_str(name);
        for piece in tail.iter().rev() {
            // What is in an object stands under the object's name.
            if let Some(id) = self.env.value(&key).and_then(Value::object) {
                key = object_key(id);
            }
            match piece {
                Piece::Attribute(name) => {
                    key.push('.');
                    key.push_str(name);
                }
                Piece::Item(item) => key.push_str(item),
            }
        }
        Some(Cow::Owned(key))
    }

    /// The path `e` as it is written, if that is its key: attributes without spaces between them, and no object on the way.
    fn plain_path(&self, e: ExprId, name: &str, tail: &[Piece<'_>]) -> Option<&'a str> {
        let path = self.text(e);
        let mut end = name.len();
        for piece in tail.iter().rev() {
            let Piece::Attribute(attr) = piece else { return None };
            if self.env.value(path.get(..end)?).and_then(Value::object).is_some() {
                return None;
            }
            end += 1 + attr.len();
        }
        (end == path.len()).then_some(path)
    }

    /// What stands at the place that an expression names, if anything is known of it.
    pub(crate) fn slot_of(&self, e: ExprId) -> Option<&Slot> {
        if self.leads_nowhere(e) { None } else { self.env.slot(&self.written_key(e)?) }
    }

    /// Whether `e` is a path of which nothing can be known, which need not be written out then: nothing was put under any path,
    /// and what the path begins with is no object.
    fn leads_nowhere(&self, e: ExprId) -> bool {
        let mut at = e;
        for _ in 0..MAX_PIECES {
            match self.kind(at) {
                ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => at = *value,
                ExprKind::Name => {
                    return at != e
                        && !self.env.has_paths()
                        && self.env.value(self.text(at)).and_then(Value::object).is_none();
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether an expression reads an attribute or an item of what has a name: `self.name`, `request.args["name"]`.
    pub(crate) fn is_place(&self, e: ExprId) -> bool {
        let mut at = e;
        for _ in 0..MAX_PIECES {
            match self.kind(at) {
                ExprKind::Attribute { value, .. } => at = *value,
                ExprKind::Subscript { value, index }
                    if matches!(self.kind(*index), ExprKind::Str(_) | ExprKind::Int) =>
                {
                    at = *value;
                }
                ExprKind::Name => return at != e,
                _ => return false,
            }
        }
        false
    }

    pub(crate) fn eval_name(&mut self, e: ExprId) -> Value {
        let name = self.text(e);
        if let Some(value) = self.env.value(name).cloned() {
            // What nobody outside chose needs no check.
            return if value.is_constant() { value } else { self.built_again(e, &value).unwrap_or(value) };
        }
        if let Some(value) = self.enclosed(name) {
            return self.with_kept(e, &value);
        }
        if let Some(kind) = self.file.qualified_names(e).find_map(models::source_name) {
            return self.enter(kind, e);
        }
        if let Some(constant) = self.file.constant(e) {
            return Value::formed(Form::Const(constant));
        }
        if self.file.is_constant(e) || (name.starts_with("__") && name.ends_with("__")) {
            return Value::CONSTANT;
        }
        let reaching = self.file.reaching(e);
        if reaching.is_empty() {
            return self.foreign_value(e).unwrap_or_else(|| self.trail.unknown(self.span(e)));
        }
        let several = reaching.len() > 1;
        let mut all: Option<Value> = None;
        for id in reaching {
            let binding = *self.file.binding_info(id);
            let value = match binding.kind {
                BindingKind::TypeParam => Value::CONSTANT,
                BindingKind::Builtin => match self.file.qualified_name(e) {
                    Some(name) => Value::formed(Form::Library(name.into())),
                    None => Value::CONSTANT,
                },
                BindingKind::Function(_) if several => {
                    self.outer_value(name, self.scope_function(binding.scope.index()), e)
                }
                BindingKind::Function(function) => self.function_value(function, name, binding.scope.index(), e),
                BindingKind::Class(class) => Value::formed(Form::Class(class)),
                BindingKind::Import { .. } => {
                    let value = self.foreign_value(e).unwrap_or_else(|| self.trail.unknown(self.span(e)));
                    match self.file.qualified_name(e) {
                        Some(name) => value.with_form(Form::Library(name.into())),
                        None => value,
                    }
                }
                // `global name`: another function gives the outer name its value.
                BindingKind::Assign { value: Some(value), .. }
                    if self.file.enclosing_function(value) != self.scope_function(binding.scope.index()) =>
                {
                    self.ensure(self.file.enclosing_function(value));
                    self.value(value).cloned().unwrap_or_else(|| self.trail.unknown(self.span(e)))
                }
                _ => self.outer_value(name, self.scope_function(binding.scope.index()), e),
            };
            all = Some(all.map_or_else(|| value.clone(), |known| known.merge(&value)));
        }
        all.unwrap_or_default()
    }

    /// A function of this file under its name: what its decorators make of it, where they stand in this file as well.
    fn function_value(&mut self, function: StmtId, name: &str, scope: usize, e: ExprId) -> Value {
        let decorated = self.file.function(function).is_some_and(|definition| {
            definition.decorators.iter().any(|decorator| {
                let named = match self.kind(*decorator) {
                    ExprKind::Call { func, .. } => *func,
                    _ => *decorator,
                };
                self.file.qualified_names(named).any(|name| name.starts_with('.') && !name.starts_with(".."))
            })
        });
        if decorated {
            return self.outer_value(name, self.scope_function(scope), e);
        }
        Value::formed(Form::Function(function, None, 0))
    }

    /// The function that a scope belongs to; `None` for the top level.
    fn scope_function(&self, scope: usize) -> Option<StmtId> {
        let mut at = self.file.scopes().get(scope);
        while let Some(scope) = at {
            match scope.kind {
                ScopeKind::Function(id) => return Some(id),
                ScopeKind::Module => return None,
                _ => at = scope.parent.and_then(|id| self.file.scopes().get(id.index())),
            }
        }
        None
    }

    /// The value that a name of an outer scope has when that scope has run.
    fn outer_value(&mut self, name: &str, scope: Option<StmtId>, e: ExprId) -> Value {
        if let Some(value) = self.name_of_root(name, scope) {
            return value;
        }
        if scope != self.body.function {
            self.ensure(scope);
            if let Some(value) =
                self.finals.get(&scope).and_then(|layer| layer.names.get(name)).and_then(|slot| slot.value.clone())
            {
                return self.with_kept(e, &value);
            }
        }
        self.trail.unknown(self.span(e))
    }

    pub(crate) fn read_attribute(&mut self, e: ExprId, base: ExprId, attr: &str) -> Value {
        if let Some(value) = self.slot_of(e).and_then(|slot| slot.value.clone()) {
            return value;
        }
        if let Some(kind) = self.file.qualified_names(e).find_map(models::source_name) {
            let value = self.enter(kind, e);
            let has_plain_names = self.file.qualified_names(e).any(|name| models::has(models::UPLOADS, name));
            let value = self.uploads(e, attr, value, has_plain_names);
            let sinks = self.file.qualified_names(e).find_map(models::sanitized_name);
            return self.clean_attribute(e, value, sinks, attr);
        }
        // First of all: it may run the method that keeps a request under this name.
        let value = read_from(self.eval(base), attr);
        let held = self.held(base);
        if let Some(found) = self.member(&held, attr) {
            return found;
        }
        if let Some(function) = self.function_of_module(e, base) {
            return function;
        }
        if attr == "name"
            && let Some(chosen) = self.name_of_temporary(base)
        {
            return chosen;
        }
        // `match.string` is the text that was matched.
        if attr == "string"
            && let Some(Relation::Match(call, then)) = self.relation_of(base)
            && let Some(text) = self.matched_text(call, then).and_then(|text| self.slot_of(text)?.value.clone())
        {
            return text;
        }
        if let Some(own) = self.request_of(base) {
            let of_other = || self.requests_like(own).find(|request| request.attributes.contains(&attr));
            let request = if own.attributes.contains(&attr) { own } else { of_other().unwrap_or(own) };
            if request.attributes.contains(&attr) {
                let value = self.enter(SourceKind::Request, e);
                let value = self.uploads(e, attr, value, request.uploads.contains(&attr));
                let sinks = request.types.first().and_then(|name| models::sanitized_name(&format!("{name}.{attr}")));
                let value = self.clean_attribute(e, value, sinks, attr);
                return self.clean_attribute(e, value, models::sanitizing_attribute(attr), attr);
            }
            // Of a handler that is itself the request the class says what else it has.
            if request.self_bases.is_empty() {
                return self.shared(e, base).unwrap_or_else(|| self.trail.unknown(self.span(e)));
            }
        }
        if self.is_form_data(base, attr) {
            let value = self.enter(SourceKind::Request, e);
            // `form.limit.data`
            return match self.kind(base) {
                ExprKind::Attribute { value: form, attr: field } => match self.class_of(*form) {
                    Some(class) => self.checked_field(value, class, self.file.module().text(field.span)),
                    None => value,
                },
                _ => value,
            };
        }
        // Of a record that is handed in it is not known whose it is; what it holds, somebody wrote.
        if self.is_stored_text(base, attr)
            && value.parts().iter().all(|part| self.is_handed_in(part) || self.is_of_rows(part))
        {
            return self.enter(SourceKind::Database, e);
        }
        if let Some(known) = self.shared(e, base).or_else(|| self.state_of(e)).or_else(|| self.foreign_value(e)) {
            return known;
        }
        if self.is_looked_up(base, &value) {
            return self.trail.unknown(self.span(e));
        }
        let value = self.field_of_type(e, value);
        let value = match self.class_of(base) {
            Some(class) => self.checked_field(value, class, attr),
            None => value,
        };
        if value.is_constant() {
            // An attribute of something that is no outside data: a plain value's (`uuid4().hex`), or a module's, a
            // class's, an object's.
            return if self.file.is_constant(e) || self.is_constant_object(base) {
                Value::CONSTANT
            } else {
                self.trail.unknown(self.span(e))
            };
        }
        let value = self.widen(value, base, e);
        // The last part of a path has no folder in it.
        let last = |name: &str| {
            name.starts_with("pathlib.") && matches!(name.rsplit('.').next(), Some("name" | "stem" | "suffix"))
        };
        if self.file.qualified_names(e).any(last) {
            let sinks = SinkSet::NONE.with(SinkKind::Path);
            return self.trail.clean(&value, sinks, format!("`.{attr}`"), self.span(e));
        }
        let named = self.file.qualified_names(e).find_map(models::sanitized_name);
        let value = self.clean_attribute(e, value, named.or_else(|| self.sanitized_below(base, attr)), attr);
        let value = self.clean_attribute(e, value, models::sanitizing_attribute(attr), attr);
        let value = self.column(e, value, attr);
        // Who passes an object has not thereby chosen what its fields hold; who passes the text that it was read from has.
        value.map(|part| {
            let passed = !part.shape.parsed && part.source.is_some() && self.is_handed_in(part);
            Part { through: part.through || passed, ..*part }
        })
    }

    /// Whether a part is what a parameter of the function stands for, or not known at all.
    fn is_handed_in(&self, part: &Part) -> bool {
        part.source.is_none_or(|source| self.params.places.contains_key(&source))
    }

    /// `request.resolver_match.view_name`: what the model says of a part of something that a request has.
    fn sanitized_below(&self, base: ExprId, attr: &str) -> Option<SinkSet> {
        let ExprKind::Attribute { value, attr: part } = *self.kind(base) else { return None };
        let of = self.request_of(value)?.types.first()?;
        models::sanitized_name(&format!("{of}.{}.{attr}", self.file.module().text(part.span)))
    }

    /// `json.loads`, where it is named and not called: a function of a library that may be called by value.
    fn function_of_module(&mut self, e: ExprId, base: ExprId) -> Option<Value> {
        let is_called = matches!(self.file.parent(e), Node::Expr(around)
            if matches!(self.kind(around), ExprKind::Call { func, .. } if *func == e));
        let is_read = matches!(self.file.parent(e), Node::Expr(around)
            if matches!(self.kind(around), ExprKind::Attribute { .. }));
        let is_module = |binding| match self.file.binding_info(binding).kind {
            BindingKind::Import { stmt, .. } => {
                matches!(self.file.module().stmt(stmt).kind, StmtKind::Import(_)) && self.is_module(base)
            }
            _ => false,
        };
        let by_name = matches!(self.kind(base), ExprKind::Name) && self.file.binding(base).is_some_and(is_module);
        // `str.isalnum`
        let of_builtin = matches!(self.kind(base), ExprKind::Name)
            && self.file.qualified_names(base).any(|name| name == "builtins.str")
            && self.text(base) == "str";
        if is_called || is_read || !(by_name || of_builtin) {
            return None;
        }
        let name = self.file.qualified_names(e).find(|name| !name.starts_with(['.', '/']))?;
        let unknown = self.trail.unknown(self.span(e));
        self.file.constant(e).is_none().then(|| unknown.with_form(Form::Library(name.into())))
    }

    /// `value`, read from the attribute `attr`, which is harmless in the contexts `sinks`.
    fn clean_attribute(&mut self, e: ExprId, value: Value, sinks: Option<SinkSet>, attr: &str) -> Value {
        match sinks {
            Some(sinks) => self.trail.clean(&value, sinks, format!("`.{attr}`"), self.span(e)),
            None => value,
        }
    }

    /// The value of the items that a loop takes from `iter`.
    pub(crate) fn eval_items(&mut self, iter: ExprId) -> Value {
        let items = self.eval(iter);
        match self.file.qualified_names(iter).find_map(models::source_iterated) {
            Some(kind) => self.enter(kind, iter),
            None => items,
        }
    }

    /// What the methods and the body of a class of this file give the attribute `e`, if it is one of theirs.
    fn state_of(&mut self, e: ExprId) -> Option<Value> {
        let first = self.first_state_of(e)?;
        Some(first.merge(&self.kept(e, None)))
    }

    /// The same without what methods add to it.
    pub(crate) fn first_state_of(&mut self, e: ExprId) -> Option<Value> {
        let (kinds, complete) = self.file.attribute_bindings(e)?;
        self.state(&kinds, complete, self.span(e))
    }

    /// What an attribute holds that is given in just these places, if `complete` says so; asked for at `span`.
    pub(crate) fn state(&mut self, kinds: &[BindingKind], complete: bool, span: Span) -> Option<Value> {
        // `name: str` in a class body: what the object was made of.
        if kinds.iter().any(|kind| self.annotation_of(*kind).is_some() || self.is_column(*kind)) {
            return None;
        }
        let mut all = if complete { Value::CONSTANT } else { self.trail.unknown(span) };
        for kind in kinds {
            all = all.merge(&match *kind {
                BindingKind::Function(getter) if self.is_property(getter) => self.given_by_getter(getter, span),
                BindingKind::Function(_) | BindingKind::Class(_) => Value::CONSTANT,
                BindingKind::Assign { value: Some(value), .. } if self.file.is_constant(value) => Value::CONSTANT,
                BindingKind::Assign { value: Some(value), .. } => {
                    let function = self.file.enclosing_function(value);
                    if function != self.body.function {
                        self.ensure(function);
                    }
                    self.value(value).cloned().unwrap_or_else(|| self.trail.unknown(self.span(value)))
                }
                _ => self.trail.unknown(span),
            });
        }
        Some(all)
    }

    /// What a property gives that is read at `span` of an object of which only the class is known: what its function gives back.
    fn given_by_getter(&mut self, getter: StmtId, span: Span) -> Value {
        let class = self.file.enclosing_class_of(getter);
        if class.is_some_and(|class| self.has_harmless_objects(class)) {
            return Value::CONSTANT;
        }
        if self.body.function != Some(getter) {
            self.ensure(Some(getter));
        }
        let returned = self.summaries.get(&getter).filter(|summary| summary.outcomes.comes_back());
        let Some(returned) = returned.map(|summary| summary.returned.clone()) else { return self.trail.unknown(span) };
        let untraced = self.trail.unknown(span);
        returned.parts().iter().fold(Value::CONSTANT, |all, part| {
            all.merge(&if part.source.is_some() { Value::of(*part) } else { untraced.clone() })
        })
    }

    /// `self.request`, which another method was given and kept.
    fn kept_request(&self, e: ExprId) -> Option<Relation> {
        let (kinds, _) = self.file.attribute_bindings(e)?;
        kinds.iter().find_map(|kind| {
            let BindingKind::Assign { value: Some(value), .. } = *kind else { return None };
            let function = self.file.enclosing_function(value);
            let slot = self.finals.get(&function)?.names.get(&self.written_key(value)?)?;
            slot.relation.as_deref().filter(|relation| matches!(relation, Relation::Request(..))).cloned()
        })
    }

    /// `form.name.data`, where the class of `form` stands in this file and is one of a form library.
    fn is_form_data(&self, base: ExprId, attr: &str) -> bool {
        let form = match self.kind(base) {
            ExprKind::Attribute { value, .. } => *value,
            _ => base,
        };
        let is_form = |class: &StmtId| {
            let name = self.file.definition_name(*class);
            self.file.qualified_names(form).any(|form| form.strip_prefix('.') == Some(name))
                && self.base_names(*class).iter().any(|base| models::has(models::FORM_BASES, base))
        };
        attr == "data" && self.file.classes().iter().any(is_form)
    }

    /// The annotation of a field in a class body, with or without a default.
    fn annotation_of(&self, kind: BindingKind) -> Option<ExprId> {
        let BindingKind::Assign { stmt, .. } = kind else { return None };
        match self.file.module().stmt(stmt).kind {
            StmtKind::AnnAssign { annotation, target, .. } if matches!(self.kind(target), ExprKind::Name) => {
                Some(annotation)
            }
            _ => None,
        }
    }

    /// `value`, read from a field of a class of this file. The type of a field that is a number makes it harmless.
    fn field_of_type(&mut self, e: ExprId, value: Value) -> Value {
        // Whoever fills a field that the class declares is held to its type.
        let Some((kinds, _)) = self.file.attribute_bindings(e) else { return value };
        match kinds.iter().map(|kind| self.annotation_of(*kind)).collect::<Option<Vec<_>>>().as_deref() {
            Some([annotation, ..]) if !value.is_constant() => match self.harmless_types(*annotation) {
                Some(sinks) => {
                    let sinks = if self.field_is_bounded(&kinds) { SinkSet::ALL } else { sinks };
                    let by = format!("the type `{}` of the field", short(self.text(*annotation)));
                    self.trail.clean(&value, sinks, by, self.span(*annotation))
                }
                None => value,
            },
            _ => value,
        }
    }

    /// `count: int = Field(le=100)`
    fn field_is_bounded(&self, kinds: &[BindingKind]) -> bool {
        kinds.iter().all(|kind| match kind {
            BindingKind::Assign { value: Some(value), .. } if matches!(self.kind(*value), ExprKind::Call { .. }) => {
                let args = self.file.call_args(*value);
                args.keyword("le").or_else(|| args.keyword("lt")).is_some()
            }
            _ => false,
        })
    }

    /// The model of the request object that `e` stands for.
    pub(crate) fn request_of(&self, e: ExprId) -> Option<&'static models::Request> {
        let passed = || self.held(e).as_request().map(|(library, at)| Relation::Request(library, at));
        let relation = match self.slot_of(e).and_then(|slot| slot.relation.as_deref()).cloned().or_else(passed) {
            Some(relation) => relation,
            None => self.kept_request(e).or_else(|| {
                let (library, request) = self.file.qualified_names(e).find_map(models::request_type)?;
                Some(Relation::Request(library, request))
            })?,
        };
        match relation {
            Relation::Request(library, request) => {
                LIBRARIES.get(usize::from(library))?.requests.get(usize::from(request))
            }
            _ => None,
        }
    }

    /// The requests of the other libraries in use that a function knows by the same name: a server that also asks other servers with
    /// aiohttp hands its functions a `request` of its own.
    pub(crate) fn requests_like(
        &self,
        own: &'static models::Request,
    ) -> impl Iterator<Item = &'static models::Request> {
        let others = self.outline.libraries.iter().flat_map(|(_, library)| library.requests);
        others.filter(move |other| other.parameters.iter().any(|name| own.parameters.contains(name)))
    }

    pub(crate) fn eval_subscript(&mut self, e: ExprId, base: ExprId, index: ExprId) -> Value {
        if matches!(self.kind(index), ExprKind::Slice { .. }) {
            self.eval(index);
        } else {
            self.hold(index);
        }
        let held = self.hold(base);
        // A container that is known has in it what functions put there.
        let kept = if self.is_container(&held) { None } else { self.kept_item(base, index) };
        self.refine_found(base, index);
        if held.object().is_none()
            && let Some(shared) = self.shared(e, base)
        {
            return shared;
        }
        if let Some(item) = kept {
            return item;
        }
        let item = match self.known(index) {
            _ if matches!(self.kind(index), ExprKind::Slice { .. }) => self.slice_of(&held, index),
            Some(key) => self.item_of(&held, &key),
            None => self.any_item(&held).or_else(|| self.item_by_method(&held, index)),
        };
        if let Some(item) = item {
            return item;
        }
        if let Some(value) = self.slot_of(e).and_then(|slot| slot.value.clone()) {
            return value;
        }
        if let Some(item) = self.keyword_item(base, index) {
            return item;
        }
        if let Some(items) = self.sliced(e) {
            let unknown = items.iter().any(Option::is_none);
            let known = items.iter().flatten().fold(Value::CONSTANT, |all, item| all.merge(item));
            return if unknown { known.merge(&self.trail.unknown(self.span(e))) } else { known };
        }
        // The index does not reach the result: whoever chooses from a fixed table gets what stands in it.
        let value = self.flat(&held);
        let value = self.piece(base, index, value);
        let value = self.checked_item(value, base, Some(index));
        // `upload["filename"]` of Tornado, and no field of a form of that name.
        let value = match (self.kind(base), self.file.constant(index)) {
            (ExprKind::Attribute { .. }, _) => value,
            (_, Some(Const::Str(key))) if &*key == "filename" => read_from(value, "filename"),
            _ => value,
        };
        let value = self.group_of(e, base, Some(index), value);
        let value = self.keyed_source(value, Some(index), e);
        self.widen(value, base, e)
    }

    /// `options["host"]` in `def f(**options)`: the one keyword argument, and none of the others.
    fn keyword_item(&mut self, base: ExprId, index: ExprId) -> Option<Value> {
        let ExprKind::Str(tokens) = self.kind(index) else { return None };
        let [token] = **tokens else { return None };
        let id = self.body.function?;
        let params = &self.file.function(id)?.params.params;
        let name = self.text(base);
        let at = params
            .iter()
            .position(|param| param.kind == ParamKind::KwArgs && self.file.module().text(param.name.span) == name)?;
        let whole = self.env.value(name)?.parts().first()?.source?;
        if self.params.places.get(&whole) != Some(&(id, at)) || self.params.keywords.contains_key(&whole) {
            return None;
        }
        let source = self.trail.sources.get(whole as usize)?.clone();
        let value = self.trail.enter(source);
        let own = value.parts().first()?.source?;
        self.params.places.insert(own, (id, at));
        self.params.keywords.insert(own, self.file.module().text(token.content));
        Some(value)
    }
}
