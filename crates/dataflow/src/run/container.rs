//! Items and methods of lists, mappings and the like.

use std::rc::Rc;

use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::calls::frame::Given;
use crate::run::engine::Engine;
use crate::state::env::Slot;
use crate::state::object::{KEYS, Kind, MAX_ITEMS, Object, ObjectId, field_of, key_of};
use crate::state::value::{Form, Note, Value};

impl Engine<'_> {
    /// `value[key]` for a known key.
    pub(crate) fn item_of(&mut self, value: &Value, key: &Const) -> Option<Value> {
        if let Some(constant) = value.constant() {
            return semantic::item(constant, key).map(|item| Value::formed(Form::Const(item)));
        }
        if !value.is_constant() || value.forms().is_empty() {
            return None;
        }
        let field = field_of(key)?;
        let mut result: Option<Value> = None;
        for form in value.forms() {
            let Form::Object(id) = form else { return None };
            let object = Rc::clone(self.env.object(*id)?);
            let item = match (object.kind, object.slot(&field)) {
                (Kind::Instance(class), _) if object.items.is_none() => {
                    let method = self.method_of(class, "__getitem__")?;
                    let given = Given { positional: vec![Value::formed(Form::Const(key.clone()))], ..Given::default() };
                    self.follow(method, Some(*id), 0, &given)?
                }
                (_, Some(slot)) => slot.value.clone().unwrap_or_default(),
                (Kind::Mapping { makes_lists: true }, None) if object.rest.is_constant() => {
                    let list = self.new_object(Object::sequence(Vec::new()));
                    self.put_field(*id, &field, list.clone(), true);
                    list
                }
                // Nothing else is in it: an exception.
                _ => object.rest.clone(),
            };
            result = Some(result.map_or_else(|| item.clone(), |known| known.merge(&item)));
        }
        result
    }

    /// `value[key]` for a key that is not known: any of the items.
    pub(crate) fn any_item(&self, value: &Value) -> Option<Value> {
        if !value.is_constant() || value.forms().is_empty() {
            return None;
        }
        let mut result: Option<Value> = None;
        for form in value.forms() {
            let item = match form {
                Form::Object(id) => {
                    let object = self.env.object(*id)?;
                    if !matches!(object.kind, Kind::Sequence | Kind::Mapping { .. } | Kind::Record) {
                        return None;
                    }
                    object.contents()
                }
                _ => return None,
            };
            result = Some(result.map_or_else(|| item.clone(), |known| known.merge(&item)));
        }
        result
    }

    /// `value[key]` of an object of this file, for a key that is not known.
    pub(crate) fn item_by_method(&mut self, value: &Value, index: ExprId) -> Option<Value> {
        let id = value.object().filter(|_| value.is_constant())?;
        let Kind::Instance(class) = self.env.object(id)?.kind else { return None };
        let method = self.method_of(class, "__getitem__")?;
        let given = Given { positional: vec![self.held(index)], ..Given::default() };
        self.follow(method, Some(id), 0, &given)
    }

    /// `value[lower:upper:step]` of a sequence of which each item is known.
    pub(crate) fn slice_of(&mut self, value: &Value, index: ExprId) -> Option<Value> {
        let ExprKind::Slice { lower, upper, step } = self.kind(index) else { return None };
        if let [Form::Beginning(start)] = value.forms() {
            let upper = (*upper).and_then(|upper| self.known(upper)?.as_int());
            let lower = lower.map_or(Some(0), |lower| self.known(lower)?.as_int());
            return match (lower, upper, step) {
                (Some(lower @ 0..), Some(upper @ 0..), None) if upper <= start.chars().count() as i128 => {
                    let (lower, upper) = (usize::try_from(lower).ok()?, usize::try_from(upper).ok()?);
                    let text: String = start.chars().take(upper).skip(lower).collect();
                    Some(Value::formed(Form::Const(Const::Str(text.into()))))
                }
                _ => Some(value.plain()),
            };
        }
        value.object()?;
        let Some(items) = self.exact_items(value) else {
            let items = self.each_of(value)?;
            return Some(self.new_object(Object::sequence_of(items)));
        };
        let range = self.range(*lower, *upper, items.len());
        let step = match step {
            None => Some(1),
            Some(step) => self.known(*step).and_then(|step| step.as_int()),
        };
        let chosen = match (range, step) {
            (Some(range), Some(step @ 1..)) => {
                let step = usize::try_from(step).unwrap_or(usize::MAX);
                Object::sequence(items.get(range)?.iter().step_by(step).cloned().collect())
            }
            (_, Some(-1)) if lower.is_none() && upper.is_none() => Object::sequence(items.into_iter().rev().collect()),
            _ => Object::sequence_of(self.each_of(value)?),
        };
        Some(self.new_object(chosen))
    }

    /// The places of `lower:upper` among `count`.
    fn range(&self, lower: Option<ExprId>, upper: Option<ExprId>, count: usize) -> Option<std::ops::Range<usize>> {
        let bound = |e: Option<ExprId>, otherwise: usize| match e {
            None => Some(otherwise),
            Some(e) => {
                let at = self.known(e)?.as_int()?;
                let at = if at < 0 { at.saturating_add(count as i128).max(0) } else { at };
                Some(usize::try_from(at).unwrap_or(count).min(count))
            }
        };
        let (lower, upper) = (bound(lower, 0)?, bound(upper, count)?);
        Some(lower..upper.max(lower))
    }

    /// Puts a value into a field of an object; not `surely`: or leaves what is there.
    pub(crate) fn put_field(&mut self, id: ObjectId, field: &str, value: Value, surely: bool) {
        let Some(mut object) = self.env.object(id).map(|object| (**object).clone()) else { return };
        let value = match object.slot(field).and_then(|slot| slot.value.as_ref()) {
            Some(before) if !surely => before.merge(&value),
            _ => value,
        };
        if !object.put(field, self.env.written_now(value.clone())) {
            object.blur();
            object.rest = object.rest.merge(&value);
        }
        self.env.put_object(id, object);
    }

    /// `base[index] = value`. False if it is not known what `base` is.
    pub(crate) fn store_item(&mut self, base: &Value, index: ExprId, value: &Value) -> bool {
        let ids: Vec<ObjectId> = crate::state::object::objects(base).collect();
        if ids.is_empty() {
            return false;
        }
        let surely = ids.len() == 1 && base.forms().len() == 1;
        let key = self.known(index);
        let keys = self.flat(&self.held(index));
        for id in ids {
            let Some(mut object) = self.env.object(id).map(|object| (**object).clone()) else { continue };
            if let Kind::Instance(class) = object.kind
                && let Some(method) = self.method_of(class, "__setitem__")
            {
                let given = Given { positional: vec![self.held(index), value.clone()], ..Given::default() };
                self.follow(method, Some(id), 0, &given);
                continue;
            }
            if let ExprKind::Slice { lower, upper, step: None } = self.kind(index) {
                let count = object.items.as_ref().map_or(0, Vec::len);
                let range = self.range(*lower, *upper, count);
                match (range, self.exact_items(value), &mut object.items) {
                    (Some(range), Some(new), Some(items)) if surely && new.len() < MAX_ITEMS => {
                        items.splice(range, new.into_iter().map(Slot::holding));
                    }
                    _ => {
                        object.blur();
                        object.rest = object.rest.merge(&self.each_of(value).unwrap_or_else(|| self.flat(value)));
                    }
                }
                self.env.put_object(id, object);
                continue;
            }
            if let Some(field) = key.as_ref().and_then(field_of) {
                self.put_field(id, &field, value.clone(), surely);
                continue;
            }
            // Any item may have been meant; what it holds is none of the keys.
            let fields = object.fields.iter_mut().filter(|(name, _)| &***name != KEYS).map(|(_, slot)| slot);
            for slot in object.items.iter_mut().flatten().chain(fields) {
                slot.value = slot.value.as_ref().map(|known| known.merge(value));
            }
            object.rest = object.rest.merge(value);
            if matches!(object.kind, Kind::Mapping { .. }) {
                let known = object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
                object.put(KEYS, Slot::holding(known.merge(&keys)));
            }
            self.env.put_object(id, object);
        }
        true
    }

    /// `del base[index]`
    pub(crate) fn delete_from(&mut self, base: &Value, index: ExprId) -> bool {
        let Some(id) = base.object() else { return false };
        let Some(mut object) = self.env.object(id).map(|object| (**object).clone()) else { return false };
        if let (ExprKind::Slice { lower, upper, step: None }, Some(count)) =
            (self.kind(index), object.items.as_ref().map(Vec::len))
        {
            match (self.range(*lower, *upper, count), &mut object.items) {
                (Some(range), Some(items)) => drop(items.drain(range)),
                _ => object.blur(),
            }
        } else {
            match self.known(index) {
                Some(Const::Int(at)) if object.items.is_some() => {
                    if let Some(items) = &mut object.items {
                        take_at(items, at);
                    }
                }
                Some(key) => {
                    if let Some(field) = field_of(&key) {
                        object.fields.remove(&*field);
                    }
                }
                None => object.blur(),
            }
        }
        self.env.put_object(id, object);
        true
    }

    /// A method of a list, mapping or the like. `None` if it is none of them, or does nothing special.
    pub(crate) fn container_method(&mut self, e: ExprId, base: &Value, name: &str, given: &Given) -> Option<Value> {
        if let [Form::Beginning(start)] = base.forms() {
            let start = std::sync::Arc::clone(start);
            return self.divided(&start, base, name, given);
        }
        let id = base.object().filter(|_| base.is_constant())?;
        let object = Rc::clone(self.env.object(id)?);
        let note = match self.kind(e) {
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { value, .. } => Note::BecomesPart(self.text(*value).into()),
                _ => return None,
            },
            _ => return None,
        };
        let given = Given {
            positional: given.positional.iter().map(|value| self.trail.advance(value, self.span(e), &note)).collect(),
            ..given.clone()
        };
        match object.kind {
            Kind::Sequence => self.sequence_method(id, (*object).clone(), name, &given),
            Kind::Mapping { .. } => self.mapping_method(id, (*object).clone(), name, &given),
            Kind::Config => self.config_method(e, id, (*object).clone(), name, &given),
            Kind::Buffer => self.buffer_method(e, id, (*object).clone(), name, &given),
            Kind::Arguments => self.arguments_method(e, id, name, &given),
            Kind::Record | Kind::Instance(_) => self.record_method(id, (*object).clone(), name, &given),
            _ => None,
        }
    }

    /// `text.split(":")` and `text.partition(":")`, where the text's beginning holds the sign.
    fn divided(&mut self, start: &str, text: &Value, name: &str, given: &Given) -> Option<Value> {
        let Const::Str(sign) = given.positional.first()?.constant()? else { return None };
        let (first, behind) = start.split_once(&**sign).filter(|_| !sign.is_empty())?;
        let constant = |text: &str| Value::formed(Form::Const(Const::Str(text.into())));
        match name {
            "partition" => {
                let items = vec![constant(first), constant(sign), text.plain()];
                Some(self.new_object(Object::sequence(items)))
            }
            "split" if given.positional.get(1).and_then(Value::constant) == Some(&Const::Int(1)) => {
                Some(self.new_object(Object::sequence(vec![constant(first), text.plain()])))
            }
            "split" => {
                let mut object = Object::sequence_of(text.plain());
                let mut known = vec![first];
                known.extend(behind.split(&**sign));
                // The last piece goes on with what is not known.
                known.pop();
                for (at, piece) in known.into_iter().enumerate() {
                    object.fields.insert(format!("[{at}]").into(), Slot::holding(constant(piece)));
                }
                Some(self.new_object(object))
            }
            _ => None,
        }
    }

    fn sequence_method(&mut self, id: ObjectId, mut object: Object, name: &str, given: &Given) -> Option<Value> {
        let first = given.positional.first().cloned();
        let room = object.items.as_ref().is_none_or(|items| items.len() < MAX_ITEMS);
        if !room {
            object.blur();
        }
        let mut result = Value::formed(Form::Const(Const::None));
        match (name, &mut object.items) {
            ("append" | "put" | "put_nowait", Some(items)) => items.push(Slot::holding(first?)),
            ("appendleft", Some(items)) => items.insert(0, Slot::holding(first?)),
            ("append" | "appendleft" | "add" | "put" | "put_nowait" | "push" | "set", _) => {
                object.blur();
                object.rest = object.rest.merge(&first?);
            }
            ("insert", Some(items)) if given.positional.len() == 2 => {
                let value = given.positional.get(1)?.clone();
                match first?.constant().and_then(Const::as_int) {
                    Some(at) => {
                        let count = items.len() as i128;
                        let at = if at < 0 { (count + at).max(0) } else { at.min(count) };
                        items.insert(usize::try_from(at).ok()?, Slot::holding(value));
                    }
                    None => {
                        object.blur();
                        object.rest = object.rest.merge(&value);
                    }
                }
            }
            ("insert", None) => object.rest = object.rest.merge(given.positional.get(1)?),
            ("extend" | "update" | "extendleft", _) => {
                let added = first?;
                match (self.exact_items(&added), &mut object.items) {
                    (Some(new), Some(items)) if name == "extend" && items.len() + new.len() <= MAX_ITEMS => {
                        items.extend(new.into_iter().map(Slot::holding));
                    }
                    _ => {
                        object.blur();
                        object.rest = object.rest.merge(&self.each_of(&added).unwrap_or_else(|| self.flat(&added)));
                    }
                }
            }
            ("pop" | "popleft" | "get" | "get_nowait", Some(items)) => {
                let at = match (name, &first) {
                    ("pop", None) => Some(-1),
                    ("pop", Some(at)) => at.constant().and_then(Const::as_int),
                    _ => Some(0),
                };
                match at {
                    Some(at) => result = take_at(items, at).and_then(|slot| slot.value).unwrap_or_default(),
                    None => {
                        object.blur();
                        result = object.rest.clone();
                    }
                }
            }
            ("pop" | "popleft" | "get" | "get_nowait", None) => result = object.rest.clone(),
            ("remove", Some(items)) => {
                let wanted = first?.constant().cloned();
                let found = items.iter().position(|slot| {
                    slot.value.as_ref().and_then(Value::constant).is_some_and(|own| Some(own) == wanted.as_ref())
                });
                match found {
                    Some(at) => drop(items.remove(at)),
                    None => object.blur(),
                }
            }
            ("reverse", Some(items)) => items.reverse(),
            ("clear", _) => object = Object { kind: object.kind, ..Object::sequence(Vec::new()) },
            ("sort", Some(_)) => object.blur(),
            ("copy", _) => return Some(self.new_object(object)),
            ("index", Some(items)) => {
                let wanted = first?.constant().cloned()?;
                let at =
                    items.iter().position(|slot| slot.value.as_ref().and_then(Value::constant) == Some(&wanted))?;
                return Some(Value::formed(Form::Const(Const::Int(at as i128))));
            }
            ("sort" | "reverse" | "remove" | "discard", None) => {}
            _ => return None,
        }
        self.env.put_object(id, object);
        Some(result)
    }

    fn mapping_method(&mut self, id: ObjectId, mut object: Object, name: &str, given: &Given) -> Option<Value> {
        let first = given.positional.first();
        let default = given.positional.get(1).cloned();
        let field = first.and_then(Value::constant).and_then(field_of);
        match name {
            "get" | "pop" | "setdefault" => {
                let Some(field) = field else {
                    let all = object.contents();
                    let found = default.map_or_else(|| all.clone(), |default| all.merge(&default));
                    if name == "setdefault" {
                        object.rest = found.clone();
                        self.env.put_object(id, object);
                    }
                    return Some(found);
                };
                let known = object.slot(&field).map(|slot| slot.value.clone().unwrap_or_default());
                let found = match known {
                    Some(known) => known,
                    None => {
                        let other = default.unwrap_or_else(|| Value::formed(Form::Const(Const::None)));
                        if object.rest.is_constant() { other } else { object.rest.merge(&other) }
                    }
                };
                if name == "pop" {
                    object.fields.remove(&*field);
                    self.env.put_object(id, object);
                } else if name == "setdefault" {
                    object.put(&field, Slot::holding(found.clone()));
                    self.env.put_object(id, object);
                }
                Some(found)
            }
            "update" => {
                if let Some(first) = first {
                    self.pour(&mut object, first)?;
                }
                for (name, value) in &given.named {
                    object.put(&format!("['{name}']"), Slot::holding(value.clone()));
                }
                self.env.put_object(id, object);
                Some(Value::CONSTANT)
            }
            "copy" => Some(self.new_object(object)),
            "clear" => {
                self.env.put_object(id, Object::new(object.kind));
                Some(Value::CONSTANT)
            }
            "keys" => {
                let keys = object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
                let names: Option<Vec<Value>> = object
                    .fields
                    .keys()
                    .filter(|name| &***name != KEYS)
                    .map(|name| key_of(name).map(|key| Value::formed(Form::Const(key))))
                    .collect();
                match names.filter(|_| object.rest.is_constant() && keys.is_constant()) {
                    Some(names) => Some(self.new_object(Object::sequence(names))),
                    None => Some(self.new_object(Object::sequence_of(keys))),
                }
            }
            "values" => {
                let values: Vec<Value> = object
                    .fields
                    .iter()
                    .filter(|(name, _)| &***name != KEYS)
                    .filter_map(|(_, slot)| slot.value.clone())
                    .collect();
                let sequence = if object.rest.is_constant() {
                    Object::sequence(values)
                } else {
                    Object::sequence_of(object.contents())
                };
                Some(self.new_object(sequence))
            }
            "items" => {
                let keys = object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
                if object.rest.is_constant() && keys.is_constant() {
                    let mut pairs = Vec::new();
                    for (name, slot) in object.fields.iter().filter(|(name, _)| &***name != KEYS) {
                        let key = key_of(name).map_or(Value::CONSTANT, |key| Value::formed(Form::Const(key)));
                        let value = slot.value.clone().unwrap_or_default();
                        pairs.push(self.new_object(Object::sequence(vec![key, value])));
                    }
                    return Some(self.new_object(Object::sequence(pairs)));
                }
                let pair = self.new_object(Object::sequence(vec![keys, object.contents()]));
                Some(self.new_object(Object::sequence_of(pair)))
            }
            "popitem" => Some(object.contents()),
            "move_to_end" => Some(Value::CONSTANT),
            _ => None,
        }
    }

    /// `config.set("section", "key", value)`, and what gives it back.
    fn config_method(
        &mut self,
        e: ExprId,
        id: ObjectId,
        mut object: Object,
        name: &str,
        given: &Given,
    ) -> Option<Value> {
        let text = |at: usize| given.positional.get(at).and_then(Value::constant).and_then(field_of);
        match name {
            "read_string" | "read_dict" | "read_file" => {
                let data = given.positional.iter().fold(Value::CONSTANT, |all, value| all.merge(&self.flat(value)));
                object.rest = object.rest.merge(&data);
                self.env.put_object(id, object);
                Some(Value::CONSTANT)
            }
            "add_section" => {
                let section = self.new_object(Object::new(Kind::Mapping { makes_lists: false }));
                self.put_field(id, &text(0)?, section, true);
                Some(Value::CONSTANT)
            }
            "set" => {
                let value = given.positional.get(2)?.clone();
                match object.slot(&text(0)?).and_then(|slot| slot.value.as_ref()?.object()) {
                    Some(section) => self.put_field(section, &text(1)?, value, true),
                    None => {
                        let mut section = Object::new(Kind::Mapping { makes_lists: false });
                        section.put(&text(1)?, Slot::holding(value));
                        let section = self.new_object(section);
                        self.put_field(id, &text(0)?, section, true);
                    }
                }
                Some(Value::CONSTANT)
            }
            "get" | "getint" | "getfloat" | "getboolean" => {
                let section = object.slot(&text(0)?).and_then(|slot| slot.value.as_ref()?.object());
                let known = section.and_then(|section| self.env.object(section)?.slot(&text(1)?)?.value.clone());
                let found = known.map_or_else(|| object.rest.clone(), |known| known.merge(&object.rest.plain()));
                if name == "get" {
                    return Some(found);
                }
                let by = format!("`.{name}()`");
                Some(self.trail.clean(&found.plain(), crate::state::value::SinkSet::NUMBER, by, self.span(e)))
            }
            _ => None,
        }
    }
}

/// Takes the item at a place that may count from the end.
fn take_at(items: &mut Vec<Slot>, at: i128) -> Option<Slot> {
    let at = if at < 0 { at.checked_add(items.len() as i128)? } else { at };
    let at = usize::try_from(at).ok().filter(|at| *at < items.len())?;
    Some(items.remove(at))
}
