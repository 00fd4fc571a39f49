//! Open files in memory, and the fields of records: objects that are passed on and changed in place.

use semantic::{Const, only_looks};
use syntax::ast::ExprId;

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::sources::upload::read_from;
use crate::state::env::Slot;
use crate::state::object::{KEYS, Kind, Object, ObjectId};
use crate::state::value::{Form, Value};

impl Engine<'_> {
    /// `io.StringIO(content)`
    pub(crate) fn new_buffer(&mut self, e: ExprId, content: &Value) -> Value {
        let content = self.open_file(e, content);
        self.new_object(Object { rest: content, ..Object::new(Kind::Buffer) })
    }

    pub(crate) fn is_buffer(&self, value: &Value) -> bool {
        value.object().and_then(|id| self.env.object(id)).is_some_and(|object| object.kind == Kind::Buffer)
    }

    /// Puts `data` into the buffer that `target` is; false if it is none.
    pub(crate) fn write_into(&mut self, target: &Value, data: &Value, e: ExprId) -> bool {
        if !self.is_buffer(target) {
            return false;
        }
        let Some(id) = target.object() else { return false };
        let Some(mut object) = self.env.object(id).map(|object| (**object).clone()) else { return false };
        let data = self.flat(data);
        object.rest = object.rest.merge(&self.open_file(e, &data));
        self.env.put_object(id, object);
        true
    }

    /// A method of a buffer, or of a writer of rows into it.
    pub(crate) fn buffer_method(
        &mut self,
        e: ExprId,
        id: ObjectId,
        object: Object,
        name: &str,
        given: &Given,
    ) -> Option<Value> {
        match name {
            "write" | "writelines" | "writerow" | "writerows" | "writeheader" => {
                for value in &given.positional {
                    self.write_into(&Value::formed(Form::Object(id)), value, e);
                }
                Some(Value::CONSTANT)
            }
            "getvalue" | "read" | "read1" | "readline" | "readlines" | "getbuffer" => {
                Some(read_from(object.rest, name))
            }
            "seek" | "tell" | "flush" | "close" => Some(Value::CONSTANT),
            _ => None,
        }
    }

    /// `job._replace(target=…)` and `job._asdict()`
    pub(crate) fn record_method(
        &mut self,
        id: ObjectId,
        mut object: Object,
        name: &str,
        given: &Given,
    ) -> Option<Value> {
        object.items.as_ref()?;
        match name {
            "_replace" => {
                for (name, value) in &given.named {
                    object.put(&format!(".{name}"), Slot::holding(value.clone()));
                }
                // Which place is which field's is not kept.
                object.blur();
                for (_, value) in &given.named {
                    object.rest = object.rest.merge(value);
                }
                Some(self.new_object(object))
            }
            "_asdict" => self.as_mapping(&Value::formed(Form::Object(id))),
            _ => None,
        }
    }

    /// The fields of an object, as a mapping.
    pub(crate) fn as_mapping(&mut self, value: &Value) -> Option<Value> {
        let object = self.env.object(value.object()?)?;
        if !matches!(object.kind, Kind::Record | Kind::Instance(_)) {
            return None;
        }
        let mut mapping = Object::new(Kind::Mapping { makes_lists: false });
        for (name, slot) in &object.fields {
            if let Some(name) = name.strip_prefix('.') {
                mapping.fields.insert(format!("['{name}']").into(), slot.clone());
            }
        }
        mapping.fields.insert(KEYS.into(), Slot::holding(Value::CONSTANT));
        Some(self.new_object(mapping))
    }

    /// A function that is not in sight may write into the buffers that it is given.
    pub(crate) fn hand_on_buffer(&mut self, value: &Value, e: ExprId) {
        if self.is_buffer(value) {
            let unknown = self.trail.unknown(self.span(e));
            self.write_into(value, &unknown, e);
        }
    }

    /// An empty list or mapping is handed to a function that is not in sight so that it is filled: `find(name, failures=failures)`.
    pub(crate) fn hand_on_empty(&mut self, value: &Value, func: ExprId, e: ExprId) {
        let Some(id) = value.object() else { return };
        let Some(object) = self.env.object(id) else { return };
        let is_empty = match object.kind {
            Kind::Sequence => object.items.as_ref().is_some_and(Vec::is_empty),
            Kind::Mapping { .. } => object.items.is_none() && object.rest.is_constant(),
            _ => false,
        };
        if !is_empty || !object.contents().is_constant() || object.fields.keys().any(|name| &**name != KEYS) {
            return;
        }
        if self.file.qualified_names(func).any(only_looks) {
            return;
        }
        let mut filled = (**object).clone();
        filled.items = None;
        filled.rest = self.trail.unknown(self.span(e));
        self.env.put_object(id, filled);
    }
}

/// The name of the attribute under which an option's value is found: `--max-depth` gives `max_depth`.
pub(crate) fn option_name(given: &Given) -> Option<String> {
    if let Some((_, dest)) = given.named.iter().find(|(name, _)| &**name == "dest") {
        return Some(dest.constant()?.as_str()?.to_owned());
    }
    let names = given.positional.iter().map(|value| value.constant().and_then(Const::as_str));
    let names: Vec<&str> = names.collect::<Option<_>>()?;
    let long = names.iter().find(|name| name.starts_with("--") || !name.starts_with('-'));
    Some(long.or(names.first())?.trim_start_matches('-').replace('-', "_"))
}
