//! Classes of this file: making objects, and looking their members up.

use std::collections::BTreeMap;
use std::rc::Rc;

use semantic::{BindingKind, Const};
use syntax::ast::{Argument, Class, ExprId, ExprKind, StmtId, StmtKind};

use crate::calls::frame::Given;
use crate::models;
use crate::run::engine::Engine;
use crate::state::env::{Key, Slot};
use crate::state::object::{Kind, Object, ObjectId};
use crate::state::value::{Form, Value};

/// Bases that add nothing to what an object holds.
const EMPTY_BASES: [&str; 8] = [
    "builtins.object",
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "typing.NamedTuple",
    "threading.Thread",
    "contextlib.ContextDecorator",
    "contextlib.AbstractContextManager",
];

/// What a class gives under a name.
enum Member {
    Function(StmtId),
    /// The value that the class's body gives it.
    Value(StmtId, ExprId),
}

impl<'a> Engine<'a> {
    /// Whether all that the objects of a class are is written in this file.
    fn is_whole(&self, class: StmtId) -> bool {
        self.with_bases(class).into_iter().all(|class| {
            self.file.class(class).is_some_and(|definition| {
                definition.args.iter().all(|arg| match arg {
                    Argument::Positional(base) => {
                        let named = match self.kind(*base) {
                            ExprKind::Subscript { value, .. } => *value,
                            _ => *base,
                        };
                        self.file.qualified_names(named).any(|name| EMPTY_BASES.contains(&name))
                            || self.file.binding(named).is_some_and(|binding| {
                                matches!(self.file.binding_info(binding).kind, BindingKind::Class(_))
                            })
                    }
                    Argument::Keyword { .. } => true,
                    _ => false,
                })
            })
        })
    }

    /// Calls a class: a new object of it.
    pub(crate) fn construct(&mut self, class: StmtId, given: &Given) -> Option<Value> {
        if !self.is_whole(class) {
            return None;
        }
        let value = self.new_object(Object::new(Kind::Instance(class)));
        let id = value.object()?;
        if let Some(init) = self.method_of(class, "__init__") {
            self.follow(init, Some(id), 0, given)?;
        } else if self.has_listed_fields(class) {
            self.fill_fields(class, id, given)?;
            if let Some(after) = self.method_of(class, "__post_init__") {
                self.follow(after, Some(id), 0, &Given::default())?;
            }
        } else if !given.positional.is_empty() || !given.named.is_empty() || given.rest.is_some() {
            return None;
        }
        Some(value)
    }

    /// Whether the annotated names of the class's body are the parameters of its constructor.
    pub(crate) fn has_listed_fields(&self, class: StmtId) -> bool {
        self.with_bases(class).into_iter().any(|class| {
            let decorated = self.file.class(class).is_some_and(|definition| {
                definition.decorators.iter().any(|decorator| {
                    let name = match self.kind(*decorator) {
                        ExprKind::Call { func, .. } => *func,
                        _ => *decorator,
                    };
                    self.file.qualified_names(name).any(|name| {
                        matches!(
                            name,
                            "dataclasses.dataclass" | "attr.s" | "attrs.define" | "attrs.frozen" | "attr.define"
                        )
                    })
                })
            });
            decorated || self.base_names(class).contains(&"typing.NamedTuple")
        })
    }

    /// The fields that the class's body lists, in their order, with their defaults.
    fn listed_fields(&self, class: StmtId) -> Vec<(&'a str, Option<ExprId>)> {
        let module = self.file.module();
        let mut fields: Vec<(&'a str, Option<ExprId>)> = Vec::new();
        for class in self.with_bases(class).into_iter().rev() {
            for &stmt in self.file.class(class).map_or(&[][..], |definition| &definition.body) {
                if let StmtKind::AnnAssign { target, value, .. } = &module.stmt(stmt).kind
                    && matches!(self.kind(*target), ExprKind::Name)
                {
                    fields.retain(|(name, _)| *name != self.text(*target));
                    fields.push((self.text(*target), *value));
                }
            }
        }
        fields
    }

    /// The names of an object's fields in the order in which a `case` asks for them by place.
    pub(crate) fn place_names(&self, value: &Value) -> Vec<&'a str> {
        let kind = value.object().and_then(|id| self.env.object(id)).map(|object| object.kind);
        match kind {
            Some(Kind::Instance(class)) if self.has_listed_fields(class) => {
                self.listed_fields(class).into_iter().map(|(name, _)| name).collect()
            }
            _ => Vec::new(),
        }
    }

    fn fill_fields(&mut self, class: StmtId, id: ObjectId, given: &Given) -> Option<()> {
        let fields = self.listed_fields(class);
        let mut positional = given.positional.iter();
        let is_tuple = self.base_names(class).contains(&"typing.NamedTuple");
        let mut object = Object::new(Kind::Instance(class));
        let mut items = Vec::new();
        for (name, default) in fields {
            let by_name = || given.named.iter().find(|(own, _)| **own == *name).map(|(_, value)| value);
            let value = match (positional.next().or_else(by_name), default, &given.rest) {
                (Some(value), ..) => value.clone(),
                (None, Some(default), None) => self.field_default(default),
                (None, Some(default), Some(rest)) => self.field_default(default).merge(rest),
                (None, None, rest) => rest.clone()?,
            };
            items.push(Slot::holding(value.clone()));
            object.put(&format!(".{name}"), Slot::holding(value));
        }
        if is_tuple {
            object.items = Some(items);
        }
        self.env.put_object(id, object);
        positional.next().is_none().then_some(())
    }

    /// `field(default_factory=list)`, or a plain default.
    fn field_default(&mut self, default: ExprId) -> Value {
        let args = self.file.call_args(default);
        if let Some(factory) = args.keyword("default_factory") {
            let makes = |wanted: &str| self.file.qualified_names(factory).any(|name| name == wanted);
            if makes("builtins.list") || makes("builtins.set") {
                return self.new_object(Object::sequence(Vec::new()));
            }
            if makes("builtins.dict") {
                return self.new_object(Object::new(Kind::Mapping { makes_lists: false }));
            }
            let callee = self.hold(factory);
            return self.apply(factory, &callee, &Given::default()).unwrap_or_default();
        }
        match args.keyword("default") {
            Some(default) => self.hold(default),
            None => self.hold(default),
        }
    }

    /// What a class or one above it gives under a name.
    fn class_member(&self, class: StmtId, name: &str) -> Option<Member> {
        let module = self.file.module();
        for class in self.with_bases(class) {
            let mut found = None;
            for &stmt in &self.file.class(class)?.body {
                match &module.stmt(stmt).kind {
                    // The getter stands before its setter.
                    StmtKind::Function(function)
                        if module.text(function.name.span) == name && (found.is_none() || !self.is_accessor(stmt)) =>
                    {
                        found = Some(Member::Function(stmt));
                    }
                    StmtKind::Assign { targets, value } if targets.iter().any(|target| self.text(*target) == name) => {
                        found = Some(Member::Value(class, *value));
                    }
                    StmtKind::AnnAssign { target, value: Some(value), .. } if self.text(*target) == name => {
                        found = Some(Member::Value(class, *value));
                    }
                    _ => {}
                }
            }
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// `@name.setter`
    fn is_accessor(&self, function: StmtId) -> bool {
        self.file.function(function).is_some_and(|function| {
            function.decorators.iter().any(|decorator| match self.kind(*decorator) {
                ExprKind::Attribute { attr, .. } => {
                    matches!(self.file.module().text(attr.span), "setter" | "deleter")
                }
                _ => false,
            })
        })
    }

    /// The method of that name.
    pub(crate) fn method_of(&self, class: StmtId, name: &str) -> Option<StmtId> {
        match self.class_member(class, name)? {
            Member::Function(function) => Some(function),
            Member::Value(..) => None,
        }
    }

    /// The setter of a property.
    pub(crate) fn setter_of(&self, class: StmtId, name: &str) -> Option<StmtId> {
        let module = self.file.module();
        let is_setter = |stmt: &StmtId| {
            matches!(&module.stmt(*stmt).kind, StmtKind::Function(function) if module.text(function.name.span) == name)
                && self.is_accessor(*stmt)
        };
        self.with_bases(class)
            .into_iter()
            .find_map(|class| self.file.class(class)?.body.iter().copied().find(is_setter))
    }

    /// Whether the objects of a class are harmless whatever they were made of: members of an enumeration.
    pub(crate) fn has_harmless_objects(&self, class: StmtId) -> bool {
        self.base_names(class).iter().any(|base| models::has(models::HARMLESS_TYPES, base))
    }

    /// Whether a method runs where its name is read: `@property`, `@functools.cached_property`, and those of other libraries.
    pub(crate) fn is_property(&self, function: StmtId) -> bool {
        self.file.function(function).is_some_and(|function| {
            let mut names = function.decorators.iter().flat_map(|decorator| self.file.qualified_names(*decorator));
            names.any(|name| name.ends_with("property"))
        })
    }

    fn is_decorated(&self, function: StmtId, names: &[&str]) -> bool {
        self.file.function(function).is_some_and(|function| {
            function
                .decorators
                .iter()
                .any(|decorator| self.file.qualified_names(*decorator).any(|name| names.contains(&name)))
        })
    }

    /// The attribute `attr` of what `base` may be. `None` if that is not known.
    pub(crate) fn member(&mut self, base: &Value, attr: &str) -> Option<Value> {
        let mut result: Option<Value> = None;
        if base.forms().is_empty() || !base.is_constant() {
            return None;
        }
        for form in base.forms() {
            let value = match form {
                Form::Object(id) => self.member_of_object(*id, attr)?,
                Form::Class(class) => self.member_of_class(*class, None, attr)?,
                _ => return None,
            };
            result = Some(result.map_or_else(|| value.clone(), |known| known.merge(&value)));
        }
        result
    }

    fn member_of_object(&mut self, id: ObjectId, attr: &str) -> Option<Value> {
        let object = Rc::clone(self.env.object(id)?);
        let class = match object.kind {
            Kind::Instance(class) => Some(class),
            Kind::Record => None,
            _ => return None,
        };
        let asked = |attr: &str| {
            let positional = vec![Value::formed(Form::Const(Const::Str(attr.into())))];
            Given { positional, ..Given::default() }
        };
        // It is asked for every attribute, whatever the object has.
        if let Some(class) = class
            && let Some(method) = self.method_of(class, "__getattribute__")
        {
            return self.follow(method, Some(id), 0, &asked(attr));
        }
        if let Some(class) = class
            && let Some(getter) = self.method_of(class, attr)
            && self.is_property(getter)
        {
            return self.follow(getter, Some(id), 0, &Given::default());
        }
        if let Some(class) = class
            && let Some((descriptor, method)) = self.descriptor(class, attr, "__get__")
        {
            let positional = vec![Value::formed(Form::Object(id)), Value::formed(Form::Class(class))];
            return self.follow(method, Some(descriptor), 0, &Given { positional, ..Given::default() });
        }
        if let Some(slot) = object.fields.get(&*format!(".{attr}")) {
            return slot.value.clone();
        }
        if attr == "__class__" {
            return Some(Value::formed(Form::Class(class?)));
        }
        if let Some(member) = self.member_of_class(class?, Some(id), attr) {
            return Some(member);
        }
        let method = self.method_of(class?, "__getattr__")?;
        self.follow(method, Some(id), 0, &asked(attr))
    }

    fn member_of_class(&mut self, class: StmtId, object: Option<ObjectId>, attr: &str) -> Option<Value> {
        if self.has_harmless_objects(class) {
            return None;
        }
        if attr == "__name__" && object.is_none() {
            return Some(Value::formed(Form::Const(Const::Str(self.file.definition_name(class).into()))));
        }
        match self.class_member(class, attr)? {
            Member::Function(function) if self.is_decorated(function, &["builtins.staticmethod"]) => {
                Some(Value::formed(Form::Function(function, None, 0)))
            }
            Member::Function(function) if self.is_decorated(function, &["builtins.classmethod"]) => {
                // The class is bound like an object.
                let mut bound = Object::new(Kind::Partial);
                bound.put(".callable", Slot::holding(Value::formed(Form::Function(function, None, 0))));
                bound.items = Some(vec![Slot::holding(Value::formed(Form::Class(class)))]);
                Some(self.new_object(bound))
            }
            Member::Function(function) => Some(Value::formed(Form::Function(function, object, 0))),
            Member::Value(owner, value) => {
                let first = self.class_value(owner, attr, value).map(|first| match first.forms() {
                    // A function in the body of a class is a method of its objects, whatever it is called elsewhere.
                    [Form::Function(function, None, frame)] if object.is_some() => {
                        Value::formed(Form::Function(*function, object, *frame))
                    }
                    _ => first,
                });
                match self.set_on_class(class, attr) {
                    Some(set) => first.map(|first| first.merge(&set)),
                    None => first,
                }
            }
        }
    }

    /// What the body of a class gives a name, with what functions put into it if it is a container.
    fn class_value(&mut self, class: StmtId, attr: &str, value: ExprId) -> Option<Value> {
        if let Some(constant) = self.file.constant(value)
            && !self.has_stores((Some(class), attr))
        {
            return Some(Value::formed(Form::Const(constant)));
        }
        self.ensure(self.file.enclosing_function_of(class));
        match self.class_bodies.get(&class).and_then(|names| names.get(attr)).cloned() {
            Some(held) if !held.forms().is_empty() => Some(self.with_stores((Some(class), attr), &held)),
            _ => self.value(value).map(Value::plain),
        }
    }

    /// Runs the body of a class. Its names are not seen by what follows, but by those who ask the class.
    pub(crate) fn class_body(&mut self, id: StmtId, class: &'a Class) {
        self.env.push();
        self.block(&class.body);
        let names = self.env.since(self.env.depth() - 1);
        self.env.pop_scope();
        let held = names.names.into_iter().filter(|(name, _)| !name.contains(['.', '[']));
        let held: BTreeMap<Key, Value> = held.filter_map(|(name, slot)| Some((name, slot.value?))).collect();
        self.name_descriptors(id, &held);
        self.class_bodies.insert(id, held);
        // A class above may keep a list of those below.
        let mut above = self.with_bases(id).into_iter().skip(1);
        let hook = above.find_map(|above| self.method_of(above, "__init_subclass__"));
        if let Some(hook) = hook {
            let mut given = Given { positional: vec![Value::formed(Form::Class(id))], ..Given::default() };
            for arg in &class.args {
                if let Argument::Keyword { name, value } = arg {
                    given.named.push((self.file.module().text(name.span).into(), self.held(*value)));
                }
            }
            self.follow(hook, None, 0, &given);
            self.run.diverged = false;
        }
    }

    /// `__set_name__` of what stands in the body of a class.
    fn name_descriptors(&mut self, class: StmtId, names: &BTreeMap<Key, Value>) {
        for (name, value) in names {
            let Some(id) = value.object() else { continue };
            let Some(Kind::Instance(kind)) = self.env.object(id).map(|object| object.kind) else { continue };
            let Some(method) = self.method_of(kind, "__set_name__") else { continue };
            let own = Value::formed(Form::Const(Const::Str((&**name).into())));
            let given = Given { positional: vec![Value::formed(Form::Class(class)), own], ..Given::default() };
            self.follow(method, Some(id), 0, &given);
        }
    }

    /// The object in the body of a class that answers for an attribute of its objects by the method `hook`.
    fn descriptor(&mut self, class: StmtId, attr: &str, hook: &str) -> Option<(ObjectId, StmtId)> {
        let Member::Value(owner, _) = self.class_member(class, attr)? else { return None };
        let id = self.class_bodies.get(&owner)?.get(attr)?.object()?;
        let Kind::Instance(kind) = self.env.object(id)?.kind else { return None };
        Some((id, self.method_of(kind, hook)?))
    }

    /// `object.attr = value`, where a descriptor takes it. False if there is none.
    pub(crate) fn set_by_descriptor(&mut self, class: StmtId, object: ObjectId, attr: &str, value: &Value) -> bool {
        let Some((id, method)) = self.descriptor(class, attr, "__set__") else { return false };
        let given = Given { positional: vec![Value::formed(Form::Object(object)), value.clone()], ..Given::default() };
        self.follow(method, Some(id), 0, &given);
        true
    }

    /// The object's text, as `str()` and f-strings take it.
    pub(crate) fn text_of(&mut self, value: &Value) -> Value {
        let Some(id) = value.object() else { return self.flat(value) };
        let Some(object) = self.env.object(id).cloned() else { return self.flat(value) };
        let Kind::Instance(class) = object.kind else { return self.flat(value) };
        for name in ["__str__", "__repr__"] {
            if let Some(method) = self.method_of(class, name) {
                let text = self.follow(method, Some(id), 0, &Given::default());
                return text.map_or_else(|| self.flat(value), |text| self.flat(&text));
            }
        }
        if self.has_listed_fields(class) { self.flat(value) } else { value.plain() }
    }

    /// `super()` in a method of a followed call: the object, and the class above.
    pub(crate) fn super_method(&mut self, name: &str) -> Option<Value> {
        let function = self.body.function?;
        let class = self.file.enclosing_class_of(function)?;
        let receiver = self.file.function(function)?.params.params.first()?.name.span;
        let id = self.env.value(self.file.module().text(receiver))?.object()?;
        let above = self.with_bases(class).get(1).copied()?;
        self.method_of(above, name).map(|method| Value::formed(Form::Function(method, Some(id), 0)))
    }
}
