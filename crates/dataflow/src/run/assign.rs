//! Assignments: what a name, an attribute or an item holds from here on.

use semantic::{Const, SinkKind};
use syntax::ast::{Argument, BinaryOp, BoolOp, ComprehensionKind, ExprId, ExprKind, UnaryOp};

use crate::calls::frame::Given;
use crate::models;
use crate::run::engine::Engine;
use crate::state::env::{Key, Relation};
use crate::state::object::{Kind, MAX_ITEMS, Object, ObjectId, field_of, object_key, objects};
use crate::state::value::{Note, Part, SinkSet, Value};

pub(crate) use crate::state::object::KEYS;

impl Engine<'_> {
    /// Binds `target` to `value`, which was written as `from` (`None` for elements of something and the like).
    pub(crate) fn assign(&mut self, target: ExprId, value: &Value, from: Option<ExprId>) {
        match self.kind(target) {
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                let then = self.env.now();
                self.assign_items(items, value, from);
                self.relate_results(items, from, then);
            }
            ExprKind::Starred(inner) => self.assign(*inner, value, None),
            ExprKind::Name => self.bind(target, self.text(target).into(), value, from),
            ExprKind::Attribute { value: base, attr } => {
                let held = self.hold(*base);
                let attr = self.file.module().text(attr.span);
                if self.store_attribute(target, &held, attr, value, from) {
                    return;
                }
                if let Some(key) = self.key(target) {
                    self.bind(target, key, value, from);
                }
            }
            ExprKind::Subscript { value: base, index } => {
                let held = self.hold(*base);
                self.eval(*index);
                if held.object().is_some() {
                    let whole: Key = self.text(*base).into();
                    let value = self.advance_into(target, &whole, value, from);
                    if self.store_item(&held, *index, &value) {
                        return;
                    }
                }
                self.assign_item(target, *base, value, from);
            }
            _ => {}
        }
    }

    /// Binds each of `items` to its part of `value`.
    fn assign_items(&mut self, items: &[ExprId], value: &Value, from: Option<ExprId>) {
        if self.unpack(items, value) {
            return;
        }
        if let Some(Some(ExprKind::Tuple(parts) | ExprKind::List(parts))) =
            from.map(|from| self.file.display(from).map(|from| self.kind(from)))
            && self.assign_around_star(items, parts)
        {
            return;
        }
        let parts = match from.map(|from| self.kind(from)) {
            Some(ExprKind::Tuple(parts) | ExprKind::List(parts)) if parts.len() == items.len() => Some(parts),
            _ => None,
        };
        // Which of several results of another file's function this is, is not seen.
        let is_one_of_many = from.is_some_and(|from| self.calls_other_file(from));
        let one = is_one_of_many.then(|| value.map(|part| Part { through: true, ..*part }));
        let value = one.as_ref().unwrap_or(value);
        for (at, item) in items.iter().enumerate() {
            match parts.and_then(|parts| parts.get(at)) {
                Some(part) => {
                    let own = self.last_value(*part).unwrap_or_else(|| value.clone());
                    self.assign(*item, &own, Some(*part));
                }
                None => self.assign(*item, value, None),
            }
        }
    }

    /// `fine, why = check(text)`: what a test of one of the names says of the arguments, the call's outcomes tell.
    fn relate_results(&mut self, items: &[ExprId], from: Option<ExprId>, then: u32) {
        let call = match from.map(|from| (from, self.kind(from))) {
            Some((_, ExprKind::Await(inner))) => *inner,
            Some((from, _)) => from,
            None => return,
        };
        // `given, wanted = urlsplit(url), urlsplit(HOME)`
        if let ExprKind::Tuple(parts) = self.kind(call)
            && parts.len() == items.len()
        {
            for (item, part) in items.iter().zip(parts.iter()) {
                if matches!(self.kind(*item), ExprKind::Name)
                    && let Some(relation @ Relation::UrlParts(_)) = self.relation_of(*part)
                {
                    self.env.relate(self.text(*item).into(), relation);
                }
            }
        }
        if !matches!(self.kind(call), ExprKind::Call { .. }) {
            return;
        }
        for (at, item) in items.iter().enumerate() {
            if matches!(self.kind(*item), ExprKind::Name) {
                self.env.relate(self.text(*item).into(), Relation::Result(call, format!("[{at}]").into(), then));
            }
        }
    }

    /// `first, *rest = items`, where it is known what the items are. False if it is not.
    fn unpack(&mut self, targets: &[ExprId], value: &Value) -> bool {
        let is_star = |e: &ExprId| matches!(self.kind(*e), ExprKind::Starred(_));
        let star = targets.iter().position(is_star);
        let known = self.exact_items(value).or_else(|| self.items_of_all(value, targets.len()));
        let Some(items) = known else {
            let Some(each) = value.object().and_then(|_| self.each_of(value)) else { return false };
            for target in targets {
                self.assign(*target, &each, None);
            }
            return true;
        };
        let behind = star.map_or(0, |star| targets.len() - star - 1);
        let before = star.unwrap_or(targets.len());
        if star.is_none() && items.len() != targets.len() || items.len() < before + behind {
            return false;
        }
        let (first, rest) = items.split_at(before);
        let (middle, last) = rest.split_at(rest.len() - behind);
        for (target, item) in targets.iter().zip(first) {
            self.assign(*target, item, None);
        }
        if let Some(star) = star
            && let ExprKind::Starred(name) = self.kind(targets[star])
        {
            let between = self.new_object(Object::sequence(middle.to_vec()));
            self.assign(*name, &between, None);
            for (target, item) in targets[star + 1..].iter().zip(last) {
                self.assign(*target, item, None);
            }
        }
        true
    }

    /// The items of what is one of several sequences, each of `count` items: place by place what each of them has there.
    fn items_of_all(&self, value: &Value, count: usize) -> Option<Vec<Value>> {
        let mut all: Option<Vec<Value>> = None;
        for form in value.forms().iter().filter(|_| value.is_constant()) {
            let items = self.exact_items(&Value::formed(form.clone())).filter(|items| items.len() == count)?;
            all = Some(match all {
                Some(known) => known.iter().zip(&items).map(|(known, item)| known.merge(item)).collect(),
                None => items,
            });
        }
        all
    }

    /// `object.attr = value`. False if it is not known what the object is.
    fn store_attribute(
        &mut self,
        target: ExprId,
        base: &Value,
        attr: &str,
        value: &Value,
        from: Option<ExprId>,
    ) -> bool {
        let ids: Vec<ObjectId> = objects(base).collect();
        if ids.is_empty() {
            return false;
        }
        let surely = ids.len() == 1 && base.forms().len() == 1;
        let key: Key = self.text(target).into();
        let relation = from.and_then(|from| self.relation_of(from));
        let value = self.advance_into(target, &key, value, from);
        for id in ids {
            let class = self.env.object(id).map(|object| object.kind);
            if let Some(Kind::Instance(class)) = class
                && let Some(setter) = self.setter_of(class, attr)
            {
                let given = Given { positional: vec![value.clone()], ..Given::default() };
                self.follow(setter, Some(id), 0, &given);
                continue;
            }
            if let Some(Kind::Instance(class)) = class
                && self.set_by_descriptor(class, id, attr, &value)
            {
                continue;
            }
            let field = format!(".{attr}");
            match &relation {
                Some(relation) if surely => {
                    let key = format!("{}{field}", object_key(id)).into();
                    self.env.put(key, value.clone(), Some(relation.clone()));
                }
                _ => self.put_field(id, &field, value.clone(), surely),
            }
        }
        true
    }

    /// Whether an expression is a call of a function that another file of the project has, awaited or not.
    fn calls_other_file(&self, e: ExprId) -> bool {
        let call = match self.kind(e) {
            ExprKind::Await(inner) => *inner,
            _ => e,
        };
        let ExprKind::Call { func, .. } = self.kind(call) else { return false };
        self.file.qualified_names(*func).any(|name| name.starts_with('/'))
    }

    /// `first, *rest = [a, b, c]`: each name gets its own. False if the two do not fit together so.
    fn assign_around_star(&mut self, targets: &[ExprId], parts: &[ExprId]) -> bool {
        let is_star = |e: &ExprId| matches!(self.kind(*e), ExprKind::Starred(_));
        let Some(star) = targets.iter().position(is_star) else { return false };
        if parts.len() + 1 < targets.len() || parts.iter().any(is_star) || parts.len() > MAX_ITEMS {
            return false;
        }
        let behind = targets.len() - star - 1;
        let (before, rest) = parts.split_at(star);
        let (middle, after) = rest.split_at(rest.len() - behind);
        let own = |engine: &Self, part: &ExprId| engine.last_value(*part).unwrap_or_default();
        for (target, part) in targets[..star].iter().zip(before).chain(targets[star + 1..].iter().zip(after)) {
            let value = own(self, part);
            self.assign(*target, &value, Some(*part));
        }
        let ExprKind::Starred(name) = self.kind(targets[star]) else { return false };
        let held: Vec<Value> = middle.iter().map(|part| own(self, part)).collect();
        let all = held.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
        self.assign(*name, &all, None);
        if let Some(key) = self.key(*name) {
            self.put_list(&key, &all, held);
        }
        true
    }

    /// What is known of the items of the list `key`, which was just bound.
    fn put_list(&mut self, key: &Key, all: &Value, items: Vec<Value>) {
        let count = items.len() as u32;
        for (at, item) in items.into_iter().enumerate() {
            self.env.put(format!("{key}[{at}]").into(), item, None);
        }
        self.env.put(key.clone(), all.clone(), Some(Relation::Items(count)));
    }

    /// The items that `list[1:]` takes of a list whose items are known.
    pub(crate) fn sliced(&self, from: ExprId) -> Option<Vec<Option<Value>>> {
        let ExprKind::Subscript { value, index } = self.kind(from) else { return None };
        let ExprKind::Slice { lower, upper, step: None } = self.kind(*index) else { return None };
        let key = self.written_key(*value)?;
        let Relation::Items(count) = *self.env.relation(&key)? else { return None };
        let bound = |e: &Option<ExprId>, otherwise: i128| match e {
            None => Some(otherwise),
            Some(e) => match self.file.constant(*e)? {
                Const::Int(at) if at < 0 => Some((i128::from(count) + at).max(0)),
                Const::Int(at) => Some(at.min(i128::from(count))),
                _ => None,
            },
        };
        let (lower, upper) = (bound(lower, 0)?, bound(upper, i128::from(count))?);
        let (lower, upper) = (usize::try_from(lower).ok()?, usize::try_from(upper).ok()?);
        Some(self.items(&key, count).get(lower..upper.max(lower))?.to_vec())
    }

    /// Binds the target of a loop over `iter`, whose items have the value `items`.
    pub(crate) fn assign_each(&mut self, target: ExprId, iter: ExprId, items: &Value) {
        let held = self.held(iter);
        if held.object().is_some()
            && let Some(each) = self.each_of(&held)
        {
            return self.assign(target, &each, None);
        }
        let Some((keys, pairs)) = self.known_keys(iter) else { return self.assign(target, items, None) };
        if !pairs {
            return self.assign(target, &keys, None);
        }
        self.assign(target, items, None);
        if let ExprKind::Tuple(names) = self.kind(target)
            && let [name, _] = **names
        {
            self.assign(name, &keys, None);
        }
    }

    /// What the keys of a mapping are made of, if that is known apart from its values, and whether `iter` goes
    /// through pairs of keys and values.
    fn known_keys(&self, iter: ExprId) -> Option<(Value, bool)> {
        let (mapping, pairs) = match self.kind(iter) {
            ExprKind::Call { func, args } if args.is_empty() => match self.kind(*func) {
                ExprKind::Attribute { value, attr } => match self.file.module().text(attr.span) {
                    "keys" => (*value, false),
                    "items" => (*value, true),
                    _ => return None,
                },
                _ => return None,
            },
            _ => (iter, false),
        };
        Some((self.keys_of(mapping)?, pairs))
    }

    /// `target = value`, where `target` is no name: whoever holds the object may call what it was given.
    fn bind_outside(&mut self, target: ExprId, value: &Value) {
        if !matches!(self.kind(target), ExprKind::Name) {
            self.hand_on(value);
        }
    }

    fn bind(&mut self, target: ExprId, key: Key, value: &Value, from: Option<ExprId>) {
        // `path = os.path.realpath(path)` is the same path.
        let made_of = from.and_then(|from| self.normalized(from)).filter(|(_, normalized)| *normalized);
        if made_of.and_then(|(of, _)| self.key(of)).as_ref() == Some(&key) {
            self.body.current.normalized.insert(key.clone());
        } else {
            self.body.current.assigned.insert(key.clone());
        }
        self.bind_outside(target, value);
        let known = value.object().is_some();
        let fields = from.filter(|_| !known).map_or_else(Vec::new, |from| self.fields_of(from));
        let relation = from.and_then(|from| self.relation_of(from));
        let relation = relation.filter(|relation| !known || !matches!(relation, Relation::Items(_)));
        let value = self.advance_into(target, &key, value, from);
        self.env.forget_fields(&key);
        for (field, held) in fields {
            self.env.put(format!("{key}{field}").into(), held, None);
        }
        self.bind_nonlocal(&key, &value);
        self.env.put(key, value, relation);
    }

    /// `value` after it was kept under `key`, with the step of its trace.
    fn advance_into(&mut self, target: ExprId, key: &Key, value: &Value, from: Option<ExprId>) -> Value {
        let whole = from.is_some_and(|from| {
            matches!(
                self.kind(from),
                ExprKind::Name
                    | ExprKind::Attribute { .. }
                    | ExprKind::Subscript { .. }
                    | ExprKind::Call { .. }
                    | ExprKind::Await(_)
            ) && !self.is_text_building(from)
        });
        let note = if whole { Note::Assigned(key.clone()) } else { Note::BecomesPart(key.clone()) };
        self.trail.advance(value, self.span(target), &note)
    }

    /// `"…".format(…)` and `"".join(…)` build a text as much as an f-string does.
    fn is_text_building(&self, e: ExprId) -> bool {
        match self.kind(e) {
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { attr, .. } => matches!(self.file.module().text(attr.span), "format" | "join"),
                _ => false,
            },
            _ => false,
        }
    }

    /// `d[k] = v`: the item, if the key is a constant, and the whole.
    fn assign_item(&mut self, target: ExprId, base: ExprId, value: &Value, from: Option<ExprId>) {
        self.bind_outside(target, value);
        let Some(whole) = self.key(base) else { return };
        let value = self.advance_into(target, &whole, value, from);
        let before = self.env.value(&whole).cloned().unwrap_or_else(|| {
            let known = self.last_value(base);
            known.unwrap_or(Value::CONSTANT)
        });
        let Some(key) = self.key(target) else {
            // Any item may have been meant.
            self.env.forget_fields(&whole);
            return self.env.put(whole, before.merge(&value), None);
        };
        self.env.forget_fields(&key);
        self.env.put(key, value.clone(), None);
        // The code names the field, and what else lies in the value is below it.
        let is_named = matches!(self.kind(target), ExprKind::Subscript { index, .. } if self.file.is_constant(*index));
        let field = if is_named { SinkSet::NONE.with(SinkKind::Attribute) } else { SinkSet::NONE };
        let below = value.map(|part| Part { clean: part.clean.union(field), ..*part });
        // The whole is not the object that is put into it.
        self.env.put(whole, before.merge(&below.plain()), None);
    }

    /// The items of a display, or those known of a name: last pieces of keys with their values.
    fn fields_of(&self, from: ExprId) -> Vec<(String, Value)> {
        match self.kind(from) {
            ExprKind::Dict(entries) => {
                let items = entries.iter().filter_map(|(key, value)| {
                    let field = field_of(&self.file.constant((*key)?)?)?;
                    Some((field, self.last_value(*value)?))
                });
                let keys = self.keys_of(from).map(|keys| (KEYS.to_owned(), keys));
                items.chain(keys).collect()
            }
            ExprKind::Comprehension { kind: ComprehensionKind::Dict { key, .. }, .. } => {
                self.value(*key).map(|keys| (KEYS.to_owned(), keys.clone())).into_iter().collect()
            }
            // `dict(name=value)`
            ExprKind::Call { func, args } if self.file.qualified_names(*func).any(|name| name == "builtins.dict") => {
                let named = args.iter().filter_map(|arg| match arg {
                    Argument::Keyword { name, value } => {
                        Some((format!("['{}']", self.file.module().text(name.span)), self.last_value(*value)?))
                    }
                    _ => None,
                });
                let keys = self.keys_of(from).map(|keys| (KEYS.to_owned(), keys));
                named.chain(keys).collect()
            }
            ExprKind::List(items) | ExprKind::Tuple(items)
                if items.len() <= MAX_ITEMS
                    && !items.iter().any(|item| matches!(self.kind(*item), ExprKind::Starred(_))) =>
            {
                let held = items.iter().enumerate();
                held.filter_map(|(at, item)| Some((format!("[{at}]"), self.last_value(*item)?))).collect()
            }
            ExprKind::Subscript { .. } if self.sliced(from).is_some() => {
                let items = self.sliced(from).unwrap_or_default();
                let held = items.into_iter().enumerate();
                held.filter_map(|(at, item)| Some((format!("[{at}]"), item?))).collect()
            }
            ExprKind::Call { .. } => self.keys_of(from).map(|keys| (KEYS.to_owned(), keys)).into_iter().collect(),
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => match self.written_key(from) {
                Some(key) => {
                    let fields = self.env.fields(&key);
                    fields.into_iter().map(|(field, value)| (field[key.len()..].to_owned(), value)).collect()
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// How the value of `from` is tied to what stands under another key.
    /// The address that `urljoin` reads as seen from another one.
    fn joined_address(&self, e: ExprId) -> Option<ExprId> {
        let ExprKind::Call { func, args } = self.kind(e) else { return None };
        let joins =
            self.file.qualified_names(*func).any(|name| matches!(name, "urllib.parse.urljoin" | "urlparse.urljoin"));
        args.get(1).filter(|_| joins).map(Argument::value)
    }

    pub(crate) fn relation_of(&self, from: ExprId) -> Option<Relation> {
        match self.kind(from) {
            ExprKind::Name => self.env.relation(self.text(from)).cloned(),
            ExprKind::Subscript { .. } => {
                let items = self.sliced(from).map(|items| Relation::Items(items.len() as u32));
                items.or_else(|| self.is_place(from).then(|| Relation::Test(from, self.env.now())))
            }
            ExprKind::List(items)
                if items.len() <= MAX_ITEMS
                    && !items.iter().any(|item| matches!(self.kind(*item), ExprKind::Starred(_))) =>
            {
                Some(Relation::Items(items.len() as u32))
            }
            ExprKind::Attribute { value, attr } => match self.file.module().text(attr.span) {
                "hostname" | "netloc" | "host" => match self.relation_of(*value)? {
                    Relation::UrlParts(key) => Some(Relation::UrlHost(key)),
                    _ => None,
                },
                "scheme" => match self.relation_of(*value)? {
                    Relation::UrlParts(key) => Some(Relation::UrlScheme(key)),
                    _ => None,
                },
                _ => match self.schema_of(from) {
                    Some(class) => Some(Relation::Checked(class)),
                    None => {
                        let known = self.slot_of(from).and_then(|slot| slot.relation.as_deref().cloned());
                        known.or_else(|| self.is_place(from).then(|| Relation::Test(from, self.env.now())))
                    }
                },
            },
            ExprKind::Call { func, args } => {
                if self.file.qualified_names(*func).any(|name| models::has(models::URL_PARSERS, name)) {
                    // `urlsplit(address or "")`
                    let address = match self.kind(args.first()?.value()) {
                        ExprKind::BoolOp { op: BoolOp::Or, values }
                            if values.len() == 2 && self.file.is_constant(values[1]) =>
                        {
                            values[0]
                        }
                        _ => args.first()?.value(),
                    };
                    let address = self.joined_address(address).unwrap_or(address);
                    return Some(Relation::UrlParts(self.item_key(address)?));
                }
                // `urlparse(url).hostname.lower()`, and the same of its scheme
                if let ExprKind::Attribute { value, attr } = self.kind(*func)
                    && matches!(self.file.module().text(attr.span), "lower" | "strip" | "casefold")
                    && let Some(relation @ (Relation::UrlHost(_) | Relation::UrlScheme(_))) = self.relation_of(*value)
                {
                    return Some(relation);
                }
                self.match_of(from)
                    .or_else(|| self.signature_of(from))
                    .or_else(|| self.checked_by_schema(from))
                    .or_else(|| Some(Relation::Test(from, self.env.now())))
            }
            ExprKind::Await(inner) => self.relation_of(*inner),
            // `urlparse(url).hostname or ""`
            ExprKind::BoolOp { op: BoolOp::Or, values }
                if let [first, other] = **values
                    && self.file.is_constant(other)
                    && matches!(self.relation_of(first), Some(Relation::UrlHost(_) | Relation::UrlScheme(_))) =>
            {
                self.relation_of(first)
            }
            ExprKind::Compare { .. } | ExprKind::BoolOp { .. } | ExprKind::Unary { op: UnaryOp::Not, .. } => {
                Some(Relation::Test(from, self.env.now()))
            }
            // `unknown = set(columns) - COLUMNS`, `unknown = [name for name in columns if name not in COLUMNS]`
            ExprKind::Binary { left, op: BinaryOp::Sub, right }
                if matches!(self.kind(*left), ExprKind::Call { .. }) || self.is_constant_collection(*right) =>
            {
                Some(Relation::Test(from, self.env.now()))
            }
            ExprKind::Comprehension { clauses, .. } if matches!(&**clauses, [clause] if clause.conditions.len() == 1) => {
                Some(Relation::Test(from, self.env.now()))
            }
            _ => None,
        }
    }
}
