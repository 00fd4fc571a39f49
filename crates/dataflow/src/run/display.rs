//! Containers that an expression makes: displays and comprehensions.

use syntax::ast::{Clause, ComprehensionKind, ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::run::eval::MAX_UNROLLED;
use crate::state::env::Slot;
use crate::state::object::{KEYS, Kind, MAX_ITEMS, Object, field_of};
use crate::state::value::Value;

impl Engine<'_> {
    /// `[element for target in iter]` and its like.
    pub(crate) fn eval_comprehension(&mut self, kind: &ComprehensionKind, clauses: &[Clause]) -> Value {
        if let [clause] = clauses
            && let Some(value) = self.item_by_item(kind, clause)
        {
            return value;
        }
        self.env.push();
        for clause in clauses {
            let items = self.eval(clause.iter);
            self.assign_each(clause.target, clause.iter, &items);
            for condition in &clause.conditions {
                self.eval(*condition);
                self.refine(*condition, true);
            }
        }
        let object = match *kind {
            ComprehensionKind::List { element }
            | ComprehensionKind::Set { element }
            | ComprehensionKind::Generator { element } => Object::sequence_of(self.hold(element)),
            ComprehensionKind::Dict { key, value } => {
                let keys = self.eval(key);
                let mut object = Object::new(Kind::Mapping { makes_lists: false });
                object.rest = self.hold(value);
                object.put(KEYS, Slot::holding(keys));
                object
            }
        };
        self.env.pop_scope();
        self.new_object(object)
    }

    /// A comprehension over a sequence of which each item is known.
    fn item_by_item(&mut self, kind: &ComprehensionKind, clause: &Clause) -> Option<Value> {
        let held = self.hold(clause.iter);
        let items = self.exact_items(&held).filter(|items| items.len() <= MAX_UNROLLED)?;
        let (mut values, mut fields, mut sure) = (Vec::new(), Vec::new(), true);
        self.env.push();
        for item in items {
            self.assign(clause.target, &item, None);
            let mut taken = Some(true);
            for condition in &clause.conditions {
                match self.truth(*condition) {
                    Some(true) => {}
                    Some(false) => taken = Some(false),
                    None => taken = taken.filter(|taken| !taken),
                }
                self.refine(*condition, true);
            }
            if taken == Some(false) {
                continue;
            }
            sure &= taken.is_some();
            match *kind {
                ComprehensionKind::List { element }
                | ComprehensionKind::Set { element }
                | ComprehensionKind::Generator { element } => values.push(self.hold(element)),
                ComprehensionKind::Dict { key, value } => {
                    self.hold(key);
                    let value = self.hold(value);
                    fields.push((self.known(key).as_ref().and_then(field_of), value));
                }
            }
        }
        self.env.pop_scope();
        let mut object = if matches!(kind, ComprehensionKind::Dict { .. }) {
            let mut object = Object::new(Kind::Mapping { makes_lists: false });
            for (field, value) in fields {
                match field {
                    Some(field) => drop(object.put(&field, Slot::holding(value))),
                    None => object.rest = object.rest.merge(&value),
                }
            }
            object
        } else {
            Object::sequence(values)
        };
        if !sure {
            object.blur();
        }
        Some(self.new_object(object))
    }

    /// `[a, *b]`: the items, if it is known which there are.
    pub(crate) fn sequence_display(&mut self, items: &[ExprId]) -> Option<Value> {
        if items.len() > MAX_ITEMS {
            return None;
        }
        let mut values = Vec::new();
        let mut rest: Option<Value> = None;
        for &item in items {
            match self.kind(item) {
                ExprKind::Starred(inner) => {
                    let held = self.held(*inner);
                    match self.exact_items(&held) {
                        Some(inner) => values.extend(inner),
                        None => {
                            let each = self.each_of(&held).unwrap_or_else(|| self.flat(&held));
                            rest = Some(rest.map_or_else(|| each.clone(), |known| known.merge(&each)));
                        }
                    }
                }
                _ => values.push(self.held(item)),
            }
        }
        let mut object = Object::sequence(values);
        if let Some(rest) = rest {
            object.blur();
            object.rest = object.rest.merge(&rest);
        }
        Some(self.new_object(object))
    }

    /// `{"a": b, **c}`: the values by their keys.
    pub(crate) fn mapping_display(&mut self, entries: &[(Option<ExprId>, ExprId)]) -> Option<Value> {
        if entries.len() > MAX_ITEMS {
            return None;
        }
        let mut object = Object::new(Kind::Mapping { makes_lists: false });
        let mut keys = Value::CONSTANT;
        for (key, value) in entries {
            let held = self.held(*value);
            let Some(key) = key else {
                self.pour(&mut object, &held)?;
                continue;
            };
            match self.known(*key).as_ref().and_then(field_of) {
                Some(field) => drop(object.put(&field, Slot::holding(held))),
                None => {
                    object.rest = object.rest.merge(&held);
                    keys = keys.merge(&self.flat(&self.held(*key)));
                }
            }
        }
        let known = object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
        object.put(KEYS, Slot::holding(known.merge(&keys)));
        Some(self.new_object(object))
    }
}
