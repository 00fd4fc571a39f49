//! The keys of mappings, apart from their values: `Model(**data)` sets the fields that the keys name.

use syntax::ast::{Argument, ComprehensionKind, ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::object::{KEYS, Kind};
use crate::state::value::Value;

/// Mappings inside mappings that are looked into.
const MAX_NESTED: u32 = 8;
/// Methods that take a mapping whose keys name what is set.
const TAKERS: [&str; 12] = [
    "update",
    "update_or_create",
    "get_or_create",
    "create",
    "values",
    "insert_one",
    "update_one",
    "update_many",
    "find_one_and_update",
    "replace_one",
    "insert_many",
    "set",
];

impl<'a> Engine<'a> {
    /// Remembers what the keys of the mappings among the arguments of a call are made of, where that is known.
    pub(crate) fn note_keys(&mut self, func: ExprId, args: &'a [Argument]) {
        let takes = match self.kind(func) {
            ExprKind::Attribute { attr, .. } => TAKERS.contains(&self.file.module().text(attr.span)),
            _ => false,
        };
        for arg in args {
            if takes || matches!(arg, Argument::DoubleStar(_)) {
                let mapping = arg.value();
                if let Some(keys) = self.keys_of(mapping) {
                    let all = self.keys.get(&mapping).map_or_else(|| keys.clone(), |known| known.merge(&keys));
                    self.keys.insert(mapping, all);
                }
            }
        }
    }

    /// What was remembered of the keys of `mapping`.
    pub(crate) fn keys_at(&self, mapping: ExprId) -> Option<&Value> {
        self.keys.get(&mapping)
    }

    /// What the keys of the mapping that `e` gives here are made of. `None` if they are not known apart from its values.
    pub(crate) fn keys_of(&self, e: ExprId) -> Option<Value> {
        self.keys_within(e, 0)
    }

    fn keys_within(&self, e: ExprId, depth: u32) -> Option<Value> {
        if depth > MAX_NESTED {
            return None;
        }
        let inner = |e: ExprId| self.keys_within(e, depth + 1).or_else(|| self.value(e).cloned());
        match self.kind(e) {
            ExprKind::Dict(entries) => {
                let mut all = Value::CONSTANT;
                for (key, value) in entries {
                    let more = match key {
                        Some(key) => self.value(*key).cloned().unwrap_or_default(),
                        None => inner(*value)?,
                    };
                    // `{"$set": data}`: the fields of the inner mapping are meant.
                    let fields = key.filter(|key| self.is_operator(*key)).and_then(|_| inner(*value));
                    all = all.merge(&more).merge(&fields.unwrap_or_default());
                }
                Some(all)
            }
            ExprKind::Comprehension { kind: ComprehensionKind::Dict { key, .. }, .. } => self.value(*key).cloned(),
            ExprKind::Call { func, args } if self.file.qualified_names(*func).any(|name| name == "builtins.dict") => {
                let mut all = Value::CONSTANT;
                for arg in args {
                    if !matches!(arg, Argument::Keyword { .. }) {
                        all = all.merge(&inner(arg.value())?);
                    }
                }
                Some(all)
            }
            ExprKind::Call { func, .. } => self.fields_of_schema(*func).or_else(|| self.returned_keys(*func)),
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => {
                let key = self.written_key(e)?;
                if let Some(object) = self.env.value(&key).and_then(Value::object).and_then(|id| self.env.object(id)) {
                    let keys = object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
                    return matches!(object.kind, Kind::Mapping { .. }).then_some(keys);
                }
                self.env.value(&format!("{key}{KEYS}")).cloned()
            }
            _ => None,
        }
    }

    /// `UserSchema().load(data)`, `user.model_dump()`: the keys are the fields that a class lists.
    fn fields_of_schema(&self, func: ExprId) -> Option<Value> {
        let ExprKind::Attribute { value: object, attr } = self.kind(func) else { return None };
        let of_schema = match self.file.module().text(attr.span) {
            "load" | "loads" | "deserialize" => |class: &str| class.ends_with("Schema"),
            "dict" | "model_dump" | "asdict" => |class: &str| class.starts_with(|c: char| c.is_ascii_uppercase()),
            _ => return None,
        };
        // One that lets through what it does not list has the keys that were sent.
        if self.class_of(*object).is_some_and(|class| self.takes_all_fields(class)) {
            return self.value(*object).cloned();
        }
        let is_one = |name: &str| name.trim_end_matches("()").rsplit('.').next().is_some_and(of_schema);
        self.file.qualified_names(*object).any(is_one).then_some(Value::CONSTANT)
    }

    fn is_operator(&self, key: ExprId) -> bool {
        self.file.constant(key).is_some_and(|key| key.as_str().is_some_and(|key| key.starts_with('$')))
    }
}
