//! The standard library's functions that make containers, take them apart, or call what they are given.

use std::rc::Rc;

use semantic::Const;
use syntax::ast::ExprId;

use crate::calls::frame::Given;
use crate::models;
use crate::run::engine::Engine;
use crate::state::env::Slot;
use crate::state::object::{KEYS, Kind, MAX_ITEMS, Object, PATTERN, TEXT, field_of};
use crate::state::value::{Form, Value};

/// Items that `functools.reduce` is followed through one by one.
const MAX_REDUCED: usize = 8;

impl Engine<'_> {
    /// Calls a function of a library on values of which more is known than their data. `None`: nothing special.
    pub(crate) fn call_library(&mut self, e: ExprId, name: &str, given: &Given) -> Option<Value> {
        self.known_library(e, name, given).or_else(|| self.plain_library(e, name, given))
    }

    /// As [`call_library`](Self::call_library), for a function that no name in the call stands for: it came out of a table or a parameter.
    pub(crate) fn call_by_value(&mut self, e: ExprId, name: &Rc<str>, given: &Given) -> Option<Value> {
        if let Some(first) = given.positional.first() {
            let first = self.flat(first);
            let known = self.indirect.get(name).map_or_else(|| first.clone(), |known| known.merge(&first));
            self.indirect.insert(Rc::clone(name), known);
        }
        self.call_library(e, name, given)
    }

    #[allow(clippy::too_many_lines)] // one arm a function
    fn known_library(&mut self, e: ExprId, name: &str, given: &Given) -> Option<Value> {
        let first = given.positional.first();
        match name {
            "builtins.list" | "builtins.tuple" | "builtins.set" | "builtins.frozenset" | "builtins.iter"
            | "collections.deque" | "queue.Queue" | "queue.SimpleQueue" | "queue.LifoQueue" | "asyncio.Queue" => {
                let Some(first) = first.filter(|_| !name.contains("ueue")) else {
                    return Some(self.new_object(Object::sequence(Vec::new())));
                };
                self.sequence_like(first, |items| items)
            }
            "builtins.reversed" => self.sequence_like(first?, |items| items.into_iter().rev().collect()),
            "builtins.sorted" => {
                let items = self.each_of(first?)?;
                Some(self.new_object(Object::sequence_of(items)))
            }
            "builtins.max" | "builtins.min" | "random.choice" if given.positional.len() == 1 => self.each_of(first?),
            "builtins.next" => {
                if let Some(item) = self.taken(first?) {
                    return Some(item);
                }
                let items = self.each_of(first?)?;
                Some(given.positional.get(1).map_or_else(|| items.clone(), |default| items.merge(default)))
            }
            "builtins.enumerate" => self.pairs_with_numbers(first?),
            "builtins.zip" => self.zipped(&given.positional),
            "builtins.map" => self.mapped(e, given),
            "builtins.filter" => {
                let mut items = self.each_of(given.positional.get(1)?)?;
                if let Some((sinks, shape)) = self.told_of_item(e, first?, &items, true) {
                    let by = "the function that picks the items";
                    items = self.trail.clean(&items, sinks, by, self.span(e));
                    items = self.reshaped(&items, |own| own.or(shape), by, self.span(e));
                }
                Some(self.new_object(Object::sequence_of(items)))
            }
            "functools.reduce" => self.reduced(e, given),
            "itertools.islice" => self.islice(given),
            "builtins.len" => {
                let count = self.exact_items(first.filter(|first| first.object().is_some())?)?.len();
                Some(Value::formed(Form::Const(Const::Int(count as i128))))
            }
            "itertools.chain" => {
                let exact: Option<Vec<_>> = given.positional.iter().map(|value| self.exact_items(value)).collect();
                if let Some(items) = exact {
                    return Some(self.new_object(Object::sequence(items.concat())));
                }
                let mut all: Option<Value> = None;
                for value in &given.positional {
                    let items = self.each_of(value)?;
                    all = Some(all.map_or_else(|| items.clone(), |known| known.merge(&items)));
                }
                Some(self.new_object(Object::sequence_of(all?)))
            }
            "builtins.dict" | "collections.OrderedDict" | "collections.Counter" => {
                self.new_mapping(Kind::Mapping { makes_lists: false }, given)
            }
            "collections.defaultdict" => {
                let makes_lists = first.is_some_and(|factory| {
                    factory.forms().iter().any(|form| matches!(form, Form::Library(name) if &**name == "builtins.list"))
                });
                let rest = Given { positional: given.positional.iter().skip(1).cloned().collect(), ..given.clone() };
                self.new_mapping(Kind::Mapping { makes_lists }, &rest)
            }
            "collections.ChainMap" => {
                let mut object = Object::new(Kind::Mapping { makes_lists: false });
                for value in given.positional.iter().rev() {
                    self.pour(&mut object, value)?;
                }
                Some(self.new_object(object))
            }
            "types.SimpleNamespace" | "argparse.Namespace" => {
                let mut object = Object::new(Kind::Record);
                for (name, value) in &given.named {
                    object.put(&format!(".{name}"), Slot::holding(value.clone()));
                }
                given.positional.is_empty().then(|| self.new_object(object))
            }
            "configparser.ConfigParser" | "configparser.RawConfigParser" | "configparser.SafeConfigParser" => {
                Some(self.new_object(Object::new(Kind::Config)))
            }
            "collections.namedtuple" => self.tuple_class(given),
            "string.Template" => {
                let mut object = Object::new(Kind::Record);
                object.put(".template", Slot::holding(first?.clone()));
                first?.constant().is_some().then(|| self.new_object(object))
            }
            "re.compile" if given.positional.len() == 1 && given.named.is_empty() => {
                let pattern = first.filter(|pattern| pattern.is_constant() && pattern.constant().is_some())?;
                let mut object = Object::new(Kind::Pattern);
                object.put(PATTERN, Slot::holding(pattern.clone()));
                Some(self.new_object(object))
            }
            "io.StringIO" | "io.BytesIO" => {
                let content = first.map_or(Value::CONSTANT, |first| self.flat(first));
                Some(self.new_buffer(e, &content))
            }
            // What is written through it is in the buffer.
            "csv.writer" | "csv.DictWriter" => self.is_buffer(first?).then(|| first.cloned()).flatten(),
            "contextvars.ContextVar" => {
                let default = given.named.iter().find(|(name, _)| &**name == "default");
                let default = default.map_or(Value::CONSTANT, |(_, value)| value.clone());
                Some(self.new_object(Object::sequence_of(default)))
            }
            "argparse.ArgumentParser" => Some(self.new_object(Object::new(Kind::Arguments))),
            "dataclasses.asdict" | "builtins.vars" => self.as_mapping(first?),
            "copy.copy" | "copy.deepcopy" => self.copied(first?, name == "copy.deepcopy"),
            "dataclasses.replace" | "copy.replace" => {
                let mut object = (**self.env.object(first?.object()?)?).clone();
                for (name, value) in &given.named {
                    object.put(&format!(".{name}"), Slot::holding(value.clone()));
                }
                Some(self.new_object(object))
            }
            "functools.partial" | "functools.partialmethod" => {
                let mut object = Object::new(Kind::Partial);
                object.put(".callable", Slot::holding(first?.clone()));
                object.items = Some(given.positional.iter().skip(1).cloned().map(Slot::holding).collect());
                for (name, value) in &given.named {
                    object.put(&format!("['{name}']"), Slot::holding(value.clone()));
                }
                (!first?.forms().is_empty()).then(|| self.new_object(object))
            }
            "operator.itemgetter" | "operator.attrgetter" => {
                let [only] = &given.positional[..] else { return None };
                let mut object = Object::new(Kind::Partial);
                let getter = if name.ends_with("itemgetter") { "operator.getitem" } else { "builtins.getattr" };
                object.put(".callable", Slot::holding(Value::formed(Form::Library("pyvigil.flipped".into()))));
                object.items =
                    Some(vec![Slot::holding(Value::formed(Form::Library(getter.into()))), Slot::holding(only.clone())]);
                Some(self.new_object(object))
            }
            "pyvigil.flipped" => {
                let [getter, key, object] = &given.positional[..] else { return None };
                let flipped = Given { positional: vec![object.clone(), key.clone()], ..Given::default() };
                self.apply(e, &getter.clone(), &flipped)
            }
            "operator.getitem" => {
                let key = given.positional.get(1)?.constant()?.clone();
                self.item_of(first?, &key)
            }
            "builtins.getattr" => match given.positional.get(1)?.constant() {
                Some(Const::Str(attr)) => self.member(first?, &attr.clone()),
                Some(_) => None,
                None => self.chosen_member(first?, given.positional.get(1)?, given.positional.get(2)),
            },
            "builtins.setattr" => {
                let [object, Value { .. }, value] = &given.positional[..] else { return None };
                let Some(Const::Str(attr)) = given.positional.get(1)?.constant().cloned() else { return None };
                let id = object.object()?;
                let mut changed = (**self.env.object(id)?).clone();
                changed.put(&format!(".{attr}"), Slot::holding(value.clone()));
                self.env.put_object(id, changed);
                Some(Value::CONSTANT)
            }
            "json.dumps" | "pickle.dumps" | "yaml.dump" | "yaml.safe_dump" | "urllib.parse.urlencode" => {
                first?.object()?;
                let mut object = Object::new(Kind::Encoded);
                let text = self.flat(first?);
                let text = match models::sanitizer(name) {
                    Some(sinks) => self.trail.clean(&text, sinks, format!("`{name}`"), self.span(e)),
                    None => text,
                };
                object.put(".inner", Slot::holding(first?.clone()));
                object.put(TEXT, Slot::holding(text));
                Some(self.new_object(object))
            }
            "json.loads" | "yaml.safe_load" => {
                let inner = self.encoded(first?)?;
                self.copied(&inner, true)
            }
            "urllib.parse.parse_qs" => self.parsed_query(first?),
            "builtins.str" if matches!(first?.constant(), Some(Const::Str(_))) => first.cloned(),
            "builtins.str" | "builtins.format" | "builtins.repr" => {
                let object = first?.object()?;
                let is_instance = matches!(self.env.object(object)?.kind, Kind::Instance(_));
                is_instance.then(|| self.text_of(first.unwrap_or(&Value::CONSTANT)))
            }
            "builtins.range" => match &given.positional[..] {
                [count] => match count.constant()? {
                    Const::Int(count @ 0..=8) => {
                        let items = (0..*count).map(|at| Value::formed(Form::Const(Const::Int(at)))).collect();
                        Some(self.new_object(Object::sequence(items)))
                    }
                    _ => None,
                },
                _ => None,
            },
            "threading.Thread" | "multiprocessing.Process" => self.started(e, given, ("target", 1), 3),
            "threading.Timer" => self.started(e, given, ("function", 1), 2),
            "tempfile.mkdtemp" | "tempfile.TemporaryDirectory" => Some(self.drawn_name(e, given.all())),
            "tempfile.mkstemp" => {
                let name = self.drawn_name(e, given.all());
                Some(self.new_object(Object::sequence(vec![Value::CONSTANT, name])))
            }
            "asyncio.gather" => {
                let items = given.positional.clone();
                Some(self.new_object(Object::sequence(items)))
            }
            // What is run, or the function itself, to be called in another way.
            "asyncio.run"
            | "asyncio.create_task"
            | "asyncio.ensure_future"
            | "asyncio.shield"
            | "asyncio.wait_for"
            | "asgiref.sync.async_to_sync"
            | "asgiref.sync.sync_to_async"
            | "channels.db.database_sync_to_async" => Some(first?.clone()),
            "asyncio.to_thread"
            | "anyio.to_thread.run_sync"
            | "anyio.from_thread.run"
            | "anyio.from_thread.run_sync"
            | "eventlet.spawn"
            | "gevent.spawn"
            | "starlette.concurrency.run_in_threadpool"
            | "fastapi.concurrency.run_in_threadpool"
            | "twisted.internet.threads.deferToThread" => self.apply(e, &first?.clone(), &given.behind(1)),
            "pyvigil.record" => self.record(given),
            "builtins.isinstance" => {
                let [value, types] = &given.positional[..] else { return None };
                let holds = self.is_instance(value, types)?;
                Some(Value::formed(Form::Const(Const::Bool(holds))))
            }
            _ => None,
        }
    }

    /// A function of the models that is called through a value.
    fn plain_library(&mut self, e: ExprId, name: &str, given: &Given) -> Option<Value> {
        let called_here = matches!(self.kind(e), syntax::ast::ExprKind::Call { func, .. }
            if self.file.qualified_names(*func).any(|own| own == name));
        if called_here {
            return None;
        }
        let all = given.positional.iter().fold(Value::CONSTANT, |all, value| all.merge(&self.flat(value)));
        let method = name.strip_prefix("builtins.str.").unwrap_or_default();
        if models::has(models::PROPAGATING_METHODS, method) {
            return Some(all);
        }
        if let Some(sinks) = models::sanitizer(name).or_else(|| models::sanitizing_method(method)) {
            return Some(self.trail.clean(&all, sinks, format!("`{name}`"), self.span(e)));
        }
        models::has(models::PROPAGATORS, name).then_some(all)
    }

    /// All items of a value that is gone through: of a known container what it holds, of other data a piece of it.
    pub(crate) fn each_of(&self, value: &Value) -> Option<Value> {
        if let Some(items) = self.exact_items(value) {
            return Some(
                items.iter().skip(1).fold(items.first().cloned().unwrap_or_default(), |all, item| all.merge(item)),
            );
        }
        let mut all: Option<Value> = (!value.is_constant() || value.forms().is_empty()).then(|| value.plain());
        for form in value.forms() {
            let Form::Object(id) = form else { return None };
            let object = self.env.object(*id)?;
            let items = match object.kind {
                Kind::Sequence => object.contents(),
                Kind::Mapping { .. } => object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default(),
                _ => return None,
            };
            all = Some(all.map_or_else(|| items.clone(), |known| known.merge(&items)));
        }
        all
    }

    fn sequence_like(&mut self, value: &Value, change: impl FnOnce(Vec<Value>) -> Vec<Value>) -> Option<Value> {
        value.object().or_else(|| value.constant().map(|_| 0))?;
        let object = match self.exact_items(value) {
            Some(items) => Object::sequence(change(items)),
            None => Object::sequence_of(self.each_of(value)?),
        };
        Some(self.new_object(object))
    }

    fn pairs_with_numbers(&mut self, value: &Value) -> Option<Value> {
        let number = |at: usize| Value::formed(Form::Const(Const::Int(at as i128)));
        if let Some(items) = self.exact_items(value) {
            let pairs = items.into_iter().enumerate().map(|(at, item)| vec![number(at), item]).collect::<Vec<_>>();
            let pairs = pairs.into_iter().map(|pair| self.new_object(Object::sequence(pair))).collect();
            return Some(self.new_object(Object::sequence(pairs)));
        }
        let item = self.each_of(value)?;
        let pair = self.new_object(Object::sequence(vec![Value::CONSTANT, item]));
        Some(self.new_object(Object::sequence_of(pair)))
    }

    fn zipped(&mut self, values: &[Value]) -> Option<Value> {
        let exact: Option<Vec<Vec<Value>>> = values.iter().map(|value| self.exact_items(value)).collect();
        if let Some(rows) = exact {
            let count = rows.iter().map(Vec::len).min().unwrap_or(0);
            let mut tuples = Vec::new();
            for at in 0..count.min(MAX_ITEMS) {
                let items = rows.iter().filter_map(|row| row.get(at).cloned()).collect();
                tuples.push(self.new_object(Object::sequence(items)));
            }
            return Some(self.new_object(Object::sequence(tuples)));
        }
        let items: Option<Vec<Value>> = values.iter().map(|value| self.each_of(value)).collect();
        let tuple = self.new_object(Object::sequence(items?));
        Some(self.new_object(Object::sequence_of(tuple)))
    }

    fn mapped(&mut self, e: ExprId, given: &Given) -> Option<Value> {
        let [function, items] = &given.positional[..] else { return None };
        if function.forms().is_empty() {
            return None;
        }
        if let Some(items) = self.exact_items(items).filter(|items| items.len() <= 16) {
            let mut results = Vec::new();
            for item in items {
                let given = Given { positional: vec![item], ..Given::default() };
                results.push(self.apply(e, function, &given)?);
            }
            return Some(self.new_object(Object::sequence(results)));
        }
        let item = self.each_of(items)?;
        let result = self.apply(e, function, &Given { positional: vec![item], ..Given::default() })?;
        Some(self.new_object(Object::sequence_of(result)))
    }

    fn reduced(&mut self, e: ExprId, given: &Given) -> Option<Value> {
        let function = given.positional.first()?;
        if let Some(items) = self.exact_items(given.positional.get(1)?).filter(|items| items.len() <= MAX_REDUCED) {
            let mut items = items.into_iter();
            let mut done = given.positional.get(2).cloned().or_else(|| items.next())?;
            for item in items {
                done = self.apply(e, function, &Given { positional: vec![done, item], ..Given::default() })?;
            }
            return Some(done);
        }
        let item = self.each_of(given.positional.get(1)?)?;
        let start = given.positional.get(2).cloned().unwrap_or_else(|| item.clone()).plain();
        let mut done = start;
        for _ in 0..2 {
            let step = Given { positional: vec![done.clone(), item.plain()], ..Given::default() };
            done = done.merge(&self.apply(e, function, &step)?).plain();
        }
        Some(done)
    }

    /// Puts the items of a mapping, or of pairs, into an object.
    pub(crate) fn pour(&mut self, object: &mut Object, value: &Value) -> Option<()> {
        if let Some(id) = value.object() {
            let from = Rc::clone(self.env.object(id)?);
            if matches!(from.kind, Kind::Mapping { .. }) {
                let keys =
                    |object: &Object| object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
                let all_keys = keys(object).merge(&keys(&from));
                object.fields.extend(from.fields.iter().map(|(name, slot)| (name.clone(), slot.clone())));
                object.rest = object.rest.merge(&from.rest);
                object.put(KEYS, Slot::holding(all_keys));
                return Some(());
            }
            let pairs = self.exact_items(value)?;
            for pair in pairs {
                let pair = self.exact_items(&pair)?;
                let [key, value] = &pair[..] else { return None };
                let field = field_of(key.constant()?)?;
                object.put(&field, Slot::holding(value.clone()));
            }
            return Some(());
        }
        if let Some(Const::Dict(entries)) = value.constant() {
            for (key, value) in entries.iter() {
                object.put(&field_of(key)?, Slot::holding(Value::formed(Form::Const(value.clone()))));
            }
            return Some(());
        }
        // Outside data with any keys.
        let data = value.plain();
        object.rest = object.rest.merge(&data);
        for slot in object.fields.values_mut() {
            slot.value = slot.value.as_ref().map(|value| value.merge(&data));
        }
        let keys = object.fields.get(KEYS).and_then(|slot| slot.value.clone()).unwrap_or_default();
        object.put(KEYS, Slot::holding(keys.merge(&data)));
        Some(())
    }

    fn new_mapping(&mut self, kind: Kind, given: &Given) -> Option<Value> {
        let mut object = Object::new(kind);
        if let Some(first) = given.positional.first() {
            if first.forms().is_empty() && first.is_constant() {
                return None;
            }
            self.pour(&mut object, first)?;
        }
        for (name, value) in &given.named {
            object.put(&format!("['{name}']"), Slot::holding(value.clone()));
        }
        Some(self.new_object(object))
    }

    /// `namedtuple("Job", ["name", "host"])`: something that makes records.
    fn tuple_class(&mut self, given: &Given) -> Option<Value> {
        let names: Vec<String> = match given.positional.get(1)?.constant().cloned() {
            Some(Const::Str(names)) => names.replace(',', " ").split_whitespace().map(str::to_owned).collect(),
            Some(Const::List(names) | Const::Tuple(names)) => {
                names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
            }
            _ => {
                let items = self.exact_items(given.positional.get(1)?)?;
                items.iter().map(|item| item.constant()?.as_str().map(str::to_owned)).collect::<Option<_>>()?
            }
        };
        let names = Const::Tuple(names.iter().map(|name| Const::Str(name.as_str().into())).collect());
        let mut object = Object::new(Kind::Partial);
        object.put(".callable", Slot::holding(Value::formed(Form::Library("pyvigil.record".into()))));
        object.items = Some(vec![Slot::holding(Value::formed(Form::Const(names)))]);
        Some(self.new_object(object))
    }

    /// A record of the names that come first, made of the arguments behind them.
    pub(crate) fn record(&mut self, given: &Given) -> Option<Value> {
        let Some(Const::Tuple(names)) = given.positional.first()?.constant().cloned() else { return None };
        let mut positional = given.positional.iter().skip(1);
        let mut object = Object::new(Kind::Record);
        let mut items = Vec::new();
        for name in names.iter().filter_map(Const::as_str) {
            let by_name = || given.named.iter().find(|(own, _)| **own == *name).map(|(_, value)| value);
            let value = positional.next().or_else(by_name)?.clone();
            items.push(Slot::holding(value.clone()));
            object.put(&format!(".{name}"), Slot::holding(value));
        }
        object.items = Some(items);
        Some(self.new_object(object))
    }

    /// Another object with the same contents; `deep`: of the objects in it as well.
    pub(crate) fn copied(&mut self, value: &Value, deep: bool) -> Option<Value> {
        self.copied_within(value, if deep { 4 } else { 1 })
    }

    fn copied_within(&mut self, value: &Value, depth: u32) -> Option<Value> {
        let Some(id) = value.object().filter(|_| depth > 0) else { return Some(value.clone()) };
        let mut object = (**self.env.object(id)?).clone();
        if depth > 1 {
            for slot in object.items.iter_mut().flatten().chain(object.fields.values_mut()) {
                if let Some(inner) = &slot.value {
                    slot.value = Some(self.copied_within(inner, depth - 1)?);
                }
            }
        }
        Some(self.new_object(object))
    }

    /// `Thread(target=work, args=(a, b))`: the target will be called. Its name and place are told, and the place of `args`.
    fn started(&mut self, e: ExprId, given: &Given, target: (&str, usize), args: usize) -> Option<Value> {
        let named = |name: &str| given.named.iter().find(|(own, _)| &**own == name).map(|(_, value)| value.clone());
        let target = named(target.0).or_else(|| given.positional.get(target.1).cloned())?;
        let mut inner = Given::default();
        if let Some(args) = named("args").or_else(|| given.positional.get(args).cloned()) {
            inner.positional = self.exact_items(&args)?;
        }
        if let Some(id) = named("kwargs").and_then(|kwargs| kwargs.object()) {
            let object = Rc::clone(self.env.object(id)?);
            for (name, slot) in &object.fields {
                if let Some(name) = name.strip_prefix("['").and_then(|name| name.strip_suffix("']")) {
                    inner.named.push((name.into(), slot.value.clone()?));
                }
            }
        }
        let result = self.apply(e, &target, &inner);
        // It runs beside its caller, for as long as it likes.
        self.run.diverged = false;
        result.map(|_| Value::CONSTANT)
    }
}

impl Given {
    /// The arguments behind the first `count`.
    pub(crate) fn behind(&self, count: usize) -> Self {
        Self { positional: self.positional.iter().skip(count).cloned().collect(), ..self.clone() }
    }
}
