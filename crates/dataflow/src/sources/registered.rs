//! The object whose method a call makes a handler, as in `router.add_get("/x", users.show)`: what it was made with, the method has.

use std::collections::BTreeSet;

use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use crate::run::engine::Engine;
use crate::state::env::Key;
use crate::state::object::Kind;
use crate::state::value::{Form, Value};

/// Attributes of one object that are looked at.
const MAX_FIELDS: usize = 32;

impl Engine<'_> {
    /// Notes the objects whose methods a call is given, if it is one that makes handlers.
    pub(crate) fn note_registered(&mut self, call: ExprId, values: impl Iterator<Item = ExprId>) {
        if self.is_following() || !self.outline.registering.contains(&call) {
            return;
        }
        for given in values {
            let ExprKind::Attribute { value: object, .. } = self.kind(given) else { continue };
            let held = self.held(*object);
            if held.object().is_some() {
                self.registered_objects.insert(given, held);
            }
        }
    }

    /// Runs the methods of objects that calls of the file make handlers: what they call is called with what a visitor sends, and nothing
    /// else in the file need name them.
    pub(crate) fn ensure_registered(&mut self) {
        if std::mem::replace(&mut self.ran_registered, true) {
            return;
        }
        let module = self.file.module();
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for &call in &self.outline.registering {
            let ExprKind::Call { args, .. } = self.kind(call) else { continue };
            names.extend(args.iter().filter_map(|arg| match self.kind(arg.value()) {
                ExprKind::Attribute { attr, .. } => Some(module.text(attr.span)),
                _ => None,
            }));
        }
        let is_method = |id: &&StmtId| {
            names.contains(self.file.definition_name(**id)) && self.file.enclosing_class_of(**id).is_some()
        };
        let methods: Vec<StmtId> = self.file.functions().iter().filter(is_method).copied().collect();
        for method in methods {
            self.ensure(Some(method));
        }
    }

    /// The objects of the project that the object keeps whose method a call of the file makes a handler, by the names under which the
    /// method finds them. Only what nothing but a constructor puts there: every request meets it.
    pub(crate) fn kept_by_registered(&mut self, method: StmtId, receiver: &str) -> Vec<(Key, Value)> {
        let mut found = Vec::new();
        let Some(class) = self.file.enclosing_class_of(method) else { return found };
        let name = self.file.definition_name(method);
        for call in self.outline.registering.clone() {
            let ExprKind::Call { args, .. } = self.kind(call) else { continue };
            let is_meant = |given: &ExprId| match self.kind(*given) {
                ExprKind::Attribute { attr, .. } => self.file.module().text(attr.span) == name,
                _ => false,
            };
            let Some(given) = args.iter().map(Argument::value).find(is_meant) else { continue };
            let scope = self.file.enclosing_function(call);
            if !self.is_begun(scope) {
                self.ensure(scope);
            }
            let object = self.registered_objects.get(&given).and_then(Value::object);
            let Some(object) = object.and_then(|id| self.env.object(id)).cloned() else { continue };
            if !matches!(object.kind, Kind::Instance(own) if self.with_bases(own).contains(&class)) {
                continue;
            }
            for (field, slot) in object.fields.iter().take(MAX_FIELDS) {
                let (Some(name), Some(value)) = (field.strip_prefix('.'), &slot.value) else { continue };
                if self.is_instance_alone(value) && self.is_set_by_constructors(name) {
                    found.push((format!("{receiver}.{name}").into(), value.clone()));
                }
            }
        }
        found
    }

    /// Whether a value is an object of a class of the file, and nothing else.
    fn is_instance_alone(&self, value: &Value) -> bool {
        let is_instance = |form: &Form| match form {
            Form::Object(id) => self.env.object(*id).is_some_and(|object| matches!(object.kind, Kind::Instance(_))),
            _ => false,
        };
        value.is_constant() && !value.forms().is_empty() && value.forms().iter().all(is_instance)
    }

    fn is_set_by_constructors(&self, attribute: &str) -> bool {
        let stores = self.outline.attribute_stores.get(attribute);
        stores.into_iter().flatten().all(|(target, _)| {
            let function = self.file.enclosing_function(*target);
            function.is_some_and(|function| self.file.definition_name(function) == "__init__")
        })
    }
}
