//! Calls: sanitizers, sources, propagators, and everything else.

use std::rc::Rc;

use semantic::{Const, SinkKind};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::SourceKind;
use crate::calls::signature::OWN;
use crate::checks::begins::without_beginning;
use crate::checks::chars::Chars;
use crate::checks::containment::ADDRESS;
use crate::checks::lines::LINES;
use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::sources::upload::read_from;
use crate::state::env::{Key, Relation};
use crate::state::object::{MAX_ITEMS, field_of};
use crate::state::value::{By, Note, Part, Shape, SinkSet, Value};

impl<'a> Engine<'a> {
    pub(crate) fn eval_call(&mut self, e: ExprId, func: ExprId, args: &'a [Argument]) -> Value {
        let method = match self.kind(func) {
            ExprKind::Attribute { value, attr } => Some((*value, self.file.module().text(attr.span))),
            _ => None,
        };
        let receiver = match method {
            Some((object, _)) if self.is_module(object) => Value::CONSTANT,
            Some((object, name)) => read_from(self.eval(object), name),
            None if matches!(self.kind(func), ExprKind::Name) => Value::CONSTANT,
            None => self.eval(func),
        };
        let values: Vec<Value> = args.iter().map(|arg| self.eval(arg.value())).collect();
        self.note_keys(func, args);
        self.note_registered(e, args.iter().map(Argument::value));
        self.print_trace(e, func);
        // What is done to an object is known item by item.
        let on_whole = method.filter(|(object, _)| self.run.now.get(object).and_then(Value::object).is_none());
        if let Some((object, name)) = on_whole {
            self.mutate(object, name, args, &values);
        }
        let kept = on_whole.and_then(|(object, _)| self.keyed(func, object, args, &values));
        let result = match kept {
            Some(kept) => kept,
            None => self.call_result(e, func, args, method, &receiver, &values),
        };
        let result = self.shape_path(func, method.map(|(_, name)| name), args, result);
        let result = self.own_check(func, args, result);
        let result = self.note_check(func, args, result);
        self.convert(e, args, result)
    }

    /// `config.set("section", "key", value)` and `config.get("section", "key")`: what a method keeps under constant
    /// keys, another one gives back. `None` where the call is neither, or what it gives is not known.
    fn keyed(&mut self, func: ExprId, object: ExprId, args: &[Argument], values: &[Value]) -> Option<Value> {
        let names = || self.file.qualified_names(func);
        let (keys, writes) = match names().find_map(models::keyed_write) {
            Some(keys) => (keys, true),
            None => (names().find_map(models::keyed_read)?, false),
        };
        let whole = self.key(object)?;
        let mut key = whole.to_string();
        for arg in args.get(..keys)? {
            match self.file.constant(arg.value()).as_ref().and_then(field_of) {
                Some(field) => key.push_str(&field),
                None if writes => {
                    self.env.forget_fields(&whole);
                    return None;
                }
                None => return None,
            }
        }
        if !writes {
            return self.env.value(&key).cloned();
        }
        let added = self.trail.advance(values.get(keys)?, self.span(object), &Note::BecomesPart(whole.clone()));
        let before = self.env.value(&whole).cloned().unwrap_or_default();
        self.env.put(key.into(), added.clone(), None);
        self.env.put(whole, before.merge(&added), None);
        Some(Value::CONSTANT)
    }

    /// Whether an expression is a module: an imported name, or an attribute path of one that names something known.
    pub(crate) fn is_module(&self, e: ExprId) -> bool {
        let mut at = e;
        while let ExprKind::Attribute { value, .. } = self.kind(at) {
            at = *value;
        }
        matches!(self.kind(at), ExprKind::Name)
            && self.env.value(self.text(at)).is_none()
            && self.file.binding(at).is_some_and(|binding| {
                matches!(self.file.binding_info(binding).kind, semantic::BindingKind::Import { .. })
            })
            && !self.file.qualified_names(e).any(|name| models::source_name(name).is_some())
            && !self.reads_source(e)
    }

    /// Whether a part of an attribute path is itself a source, or an object that functions share: `flask.request.args.get`,
    /// `flask.current_app.mailer`.
    fn reads_source(&self, e: ExprId) -> bool {
        let mut at = e;
        while let ExprKind::Attribute { value, .. } = self.kind(at) {
            if self.file.qualified_names(at).any(|name| models::source_name(name).is_some()) || self.is_shared(*value) {
                return true;
            }
            at = *value;
        }
        false
    }

    #[allow(clippy::too_many_lines)] // one kind of call after the other
    fn call_result(
        &mut self,
        e: ExprId,
        func: ExprId,
        args: &'a [Argument],
        method: Option<(ExprId, &'a str)>,
        receiver: &Value,
        values: &[Value],
    ) -> Value {
        let file = self.file;
        let names = || file.qualified_names(func);
        if names().any(|name| name == "builtins.print") {
            self.print_into(args, values);
        }
        if let Some(value) = self.followed_call(e, func, args, method) {
            return value;
        }
        let given = values.iter().fold(receiver.clone(), |all, value| all.merge(value));
        if let Some(sinks) = names().find_map(models::sanitizer) {
            // What is inside of the objects that it was given is a part of the text that it makes.
            let given = self.flat(&given);
            let clean = self.trail.clean(&given, sinks, By::Code(self.span(func)), self.span(e));
            // `html.escape(text, quote=False)`
            let quote = file.call_args(e).keyword("quote").and_then(|quote| file.constant(quote));
            if quote == Some(Const::Bool(false)) || names().any(|name| models::has(models::TEXT_ESCAPES, name)) {
                return clean.map(|part| Part { shape: Shape { text_only: true, ..part.shape }, ..*part });
            }
            return clean;
        }
        if let Some(kind) = self.source_of_call(func, method) {
            return self.enter(kind, e);
        }
        if let Some(kind) = self.guessed_source(method) {
            return self.enter(kind, e).map(|part| Part { through: true, ..*part });
        }
        if names().any(|name| models::has(models::UNDOING, name)) {
            // Who signed something has signed what is in it; digits and letters that are harmless everywhere say nothing of it.
            let left = |clean: SinkSet| if clean == SinkSet::ALL { SinkSet::NONE } else { clean.both(OWN) };
            return given.map(|part| Part { clean: left(part.clean), shape: Shape::default(), ..*part });
        }
        if let Some(value) = self.escaped_call(e, func, method, receiver, values) {
            return value;
        }
        if let Some(sinks) = self.harmless_type(func) {
            let by = format!("the conversion to `{}`", short(self.text(func)));
            return self.trail.clean(&given, sinks, by, self.span(e));
        }
        let left = self.left_by_substitution(func, args);
        if left != SinkSet::NONE {
            let by = format!("`{}`, which removes everything else", short(self.text(e)));
            return self.trail.clean(&given, left, by, self.span(e));
        }
        // `quote_name = connection.ops.quote_name`
        if matches!(self.kind(func), ExprKind::Name)
            && let Some(sinks) = models::sanitizing_method(self.text(func)).filter(|sinks| *sinks != SinkSet::ALL)
        {
            return self.trail.clean(&given, sinks, By::Code(self.span(func)), self.span(e));
        }
        if self.is_memory_file(e) {
            return self.open_file(e, &given);
        }
        if let Some(value) = self.known_function(e, func, args, values, &given) {
            return value;
        }
        if let Some((position, keyword)) = names().find_map(models::carrier) {
            let carried = file.call_args(e).argument(Some(position), Some(keyword));
            return carried.and_then(|carried| self.last_value(carried)).unwrap_or_default();
        }
        if names().any(|name| models::has(models::PROPAGATORS, name) || models::has(models::PATH_NORMALIZERS, name)) {
            if names().any(|name| models::has(models::PARSERS, name) || models::has(models::URL_PARSERS, name)) {
                self.keep_address(e);
                // Objects come out of a text.
                return given.map(|part| Part {
                    shape: Shape { parsed: true, ..part.shape },
                    clean: part.clean.without(SinkKind::NoSql),
                    ..*part
                });
            }
            return self.begins_with_folder(func, args, given, self.span(e));
        }
        if let Some((object, name)) = method {
            let of_request = |own: &'static models::Request| {
                own.methods.contains(&name) || self.requests_like(own).any(|other| other.methods.contains(&name))
            };
            if self.request_of(object).is_some_and(of_request) {
                let entered = self.enter(SourceKind::Request, e);
                // `request.get_host()`, which is checked
                // `request.build_absolute_uri()` is the page's own address, with one argument it is that one's.
                let bare = args.is_empty().then(|| models::sanitizing_method(&format!("{name}()"))).flatten();
                let sinks = bare.or_else(|| models::sanitizing_method(name));
                return match sinks.filter(|sinks| *sinks != SinkSet::ALL) {
                    Some(sinks) => self.trail.clean(&entered, sinks, format!("`.{name}()`"), self.span(e)),
                    None => entered,
                };
            }
            // A method that quotes keeps its meaning where the file itself writes it; `find` may be anything there, and so may
            // an address that the file makes itself.
            let sanitizes = models::sanitizing_method(name);
            if sanitizes.is_none_or(|sinks| sinks == SinkSet::ALL || sinks == LINES || sinks.has(SinkKind::Redirect))
                && let Some(value) = self.local_call(e, func, args)
            {
                return value;
            }
            if let Some(address) = self.address_again(object, name) {
                return address;
            }
            if name == "render" && self.renders_unescaped(object) {
                return given;
            }
            // `root.find("name")`
            if self.outline.libraries.iter().any(|(_, library)| library.finding_methods.contains(&name)) {
                return given;
            }
            if let Some(sinks) = sanitizes.filter(|_| !self.may_be_own(object, name)) {
                return self.trail.clean(&given, sinks, format!("`.{name}()`"), self.span(e));
            }
            if matches!(name, "load" | "loads")
                && self.class_of(object).is_some_and(|class| self.takes_all_fields(class))
            {
                return given;
            }
            if models::has(models::LOOKUP_METHODS, name) {
                let found = self.looked_up(e, object, args, receiver, values);
                return self.keyed_source(found, args.first().map(Argument::value), e);
            }
            if let Some(value) = self.text_method(e, object, name, args, receiver, values) {
                return value;
            }
            let text_like = !receiver.is_constant() || self.is_constant_object(object);
            if models::has(models::PROPAGATING_METHODS, name) || models::has(models::PATH_NORMALIZING_METHODS, name) {
                return if text_like { given } else { given.merge(&self.trail.unknown(self.span(e))) };
            }
        }
        if let Some(form) = self.filled_form(e, &given) {
            return form;
        }
        let outline = Rc::clone(&self.outline.handed);
        if let Some(handed) = outline.of(e)
            && let Some(value) = self.local_call(e, handed.func, &handed.args)
        {
            return value;
        }
        if method.is_none() {
            if let Some(value) = self.local_call(e, func, args) {
                return value;
            }
            let by_place = args.iter().all(|arg| matches!(arg, Argument::Positional(_)));
            if by_place && let Some(value) = self.call_lambda(func, values) {
                return value;
            }
        }
        self.unknown_call(e, func, &given)
    }

    /// Whether a method that texts have, such as `find`, may be one of the program's own: its classes have one, and of what object it
    /// is asked is not known.
    fn may_be_own(&self, object: ExprId, name: &str) -> bool {
        let held = self.held(object);
        let parameter = |part: &Part| {
            let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
            source.is_none_or(|source| source.kind == SourceKind::Parameter)
        };
        let is_unknown = held.forms().is_empty()
            && !held.is_constant()
            && held.parts().iter().all(parameter)
            && self.file.qualified_names(object).next().is_none();
        is_unknown && self.outline.own_names.has_method(name)
    }

    /// `d.get(key, default)`: the key does not reach the result, a default does.
    fn looked_up(&mut self, e: ExprId, object: ExprId, args: &[Argument], receiver: &Value, values: &[Value]) -> Value {
        let default = values.iter().skip(1).fold(Value::CONSTANT, |all, value| all.merge(value));
        if let Some(item) = self.known_item(object, args) {
            return item.merge(&default);
        }
        let item = self.checked_item(receiver.clone(), object, args.first().map(Argument::value));
        if item.parts() != receiver.parts() {
            return item.merge(&default);
        }
        let found = receiver.merge(&default);
        if receiver.is_constant() && !self.is_constant_object(object) {
            found.merge(&self.trail.unknown(self.span(e)))
        } else {
            self.widen(found, object, e)
        }
    }

    /// Methods of texts and matches whose arguments say more than that something goes in and comes out.
    fn text_method(
        &mut self,
        e: ExprId,
        object: ExprId,
        name: &str,
        args: &'a [Argument],
        receiver: &Value,
        values: &[Value],
    ) -> Option<Value> {
        match name {
            // Split at white space: no piece has any.
            "split" if args.is_empty() => Some(self.trail.clean(receiver, LINES, By::Code(self.span(e)), self.span(e))),
            // `urlparse(url)._replace(netloc="example.org")`
            "_replace" if self.file.call_args(e).keyword("netloc").is_some_and(|host| self.file.is_constant(host)) => {
                Some(self.trail.clean(receiver, ADDRESS, By::Code(self.span(e)), self.span(e)))
            }
            "group" => Some(self.group_of(e, object, args.first().map(Argument::value), receiver.clone())),
            "groups" if args.is_empty() => self.groups_of(e, object, receiver),
            // `name.lstrip("/")`
            "lstrip" | "strip" => {
                let taken = self.file.constant(args.first()?.value())?;
                let relative = |shape| Shape { relative: true, ..shape };
                let left = || without_beginning(receiver);
                taken
                    .as_str()?
                    .contains('/')
                    .then(|| self.reshaped(&left(), relative, By::Code(self.span(e)), self.span(e)))
            }
            "removeprefix" => Some(without_beginning(receiver)),
            "replace" => Some(self.replaced(e, object, args, receiver, values)),
            "join" => self.joined(object, args.first()?.value(), receiver, values.first()?),
            "translate" => self.translated(e, args, receiver),
            "format" => self.filled(e, receiver, values),
            _ => None,
        }
    }

    /// What some functions give of their arguments, where it is neither nothing nor all.
    fn known_function(
        &mut self,
        e: ExprId,
        func: ExprId,
        args: &[Argument],
        values: &[Value],
        given: &Value,
    ) -> Option<Value> {
        let file = self.file;
        let names = || file.qualified_names(func);
        if self.removes_line_ends(func, args) {
            return Some(self.trail.clean(given, LINES, By::Code(self.span(e)), self.span(e)));
        }
        if let Some(smallest) = self.smallest(e, func, values) {
            return Some(smallest);
        }
        if let Some(found) = self.found_by_pattern(e, func, args, given) {
            return Some(found);
        }
        if names().any(|name| models::has(models::CHOOSERS, name)) {
            return Some(self.trail.unknown(self.span(e)));
        }
        // `urlunsplit(("https", "example.org", path, "", ""))`
        if names().any(|name| matches!(name, "urllib.parse.urlunsplit" | "urllib.parse.urlunparse"))
            && let Some(ExprKind::Tuple(parts) | ExprKind::List(parts)) = args.first().map(|arg| self.kind(arg.value()))
            && let Some(Const::Str(host)) = parts.get(1).and_then(|host| self.known(*host))
            && !host.is_empty()
        {
            return Some(self.trail.clean(given, ADDRESS, "the host that stands before it".to_owned(), self.span(e)));
        }
        // `getattr(object, name, default)`: the name does not reach what is found.
        if names().any(|name| name == "builtins.getattr") {
            let default = values.get(2).cloned().unwrap_or_default();
            let found = values.first().cloned().unwrap_or_default().merge(&default);
            return Some(if found.is_constant() { self.trail.unknown(self.span(e)) } else { found });
        }
        None
    }

    /// `text.replace("\n", "")`: what is taken out cannot do harm any more.
    fn replaced(&mut self, e: ExprId, object: ExprId, args: &[Argument], receiver: &Value, values: &[Value]) -> Value {
        // `request.url.replace(query=…)` of Starlette's addresses: the host stays.
        let behind_host = |arg: &Argument| match arg {
            Argument::Keyword { name, .. } => {
                matches!(self.file.module().text(name.span), "query" | "fragment" | "path")
            }
            _ => false,
        };
        if !args.is_empty() && args.iter().all(behind_host) {
            let given = values.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
            let kept = self.trail.clean(&given, ADDRESS, "the host that stands before it".to_owned(), self.span(e));
            return receiver.merge(&kept);
        }
        // What is looked for in the text is no part of what comes out.
        let is_text = matches!(args, [Argument::Positional(_), Argument::Positional(_), ..]);
        let into = values.iter().skip(usize::from(is_text));
        let given = into.fold(receiver.clone(), |all, value| all.merge(value));
        let text = |at: usize| match args.get(at).and_then(|arg| self.file.constant(arg.value())) {
            Some(Const::Str(text)) => Some(text),
            _ => args.get(at).filter(|arg| self.is_separator(arg.value())).map(|_| "/".into()),
        };
        let (Some(old), Some(new)) = (text(0), text(1)) else {
            let known = !receiver.is_constant() || self.is_constant_object(object);
            return if known { given } else { given.merge(&self.trail.unknown(self.span(e))) };
        };
        if matches!(&*old, "'" | "\"" | "`") && *new == old.repeat(2) && !(&*old == "'" && self.escapes_by_backslash())
        {
            let quote = Chars::of(&old);
            return given.map(|part| {
                let doubled = part.shape.doubled.union(quote);
                Part { shape: Shape { doubled, ..part.shape }, ..*part }
            });
        }
        if new.contains(&*old) {
            return given;
        }
        let absent = if old.chars().count() == 1 { Chars::of(&old) } else { Chars::default() };
        // A second pair of dots cannot come of taking out pairs of dots; of `../` it can.
        let no_parent = &*old == ".." && new.is_empty();
        let by = By::Code(self.span(e));
        let change = |shape: Shape| Shape {
            no_parent: shape.no_parent || no_parent,
            without: shape.without.union(absent),
            ..shape
        };
        self.reshaped(&given, change, by, self.span(e))
    }

    /// Whether `e` is what stands between the folders of a path: `os.sep`.
    fn is_separator(&self, e: ExprId) -> bool {
        self.file.qualified_names(e).any(|name| matches!(name, "os.sep" | "os.path.sep"))
    }

    /// Whether the file speaks to a database in which a backslash takes the meaning of the quote behind it.
    fn escapes_by_backslash(&self) -> bool {
        ["MySQLdb", "aiomysql", "mariadb", "mysql", "pymysql"]
            .iter()
            .any(|name| self.outline.imports.binary_search(name).is_ok())
    }

    /// Whether a receiver without outside data is known to be a plain value of this file.
    pub(crate) fn is_constant_object(&self, object: ExprId) -> bool {
        self.file.is_constant(object)
            || self.slot_of(object).and_then(|slot| slot.value.as_ref()).is_some_and(Value::is_constant)
            || self.value(object).is_some_and(Value::is_constant) && !matches!(self.kind(object), ExprKind::Name)
    }

    /// What a function that the engine does not know gives back: what it was given, and something of its own.
    fn unknown_call(&mut self, e: ExprId, func: ExprId, given: &Value) -> Value {
        // What a number, a date and the like are asked for is as harmless as they are.
        if matches!(self.kind(func), ExprKind::Attribute { .. })
            && !given.is_constant()
            && given.parts().iter().all(|part| part.clean == SinkSet::ALL && part.source.is_some())
        {
            return given.clone();
        }
        if let Some(rows) = self.narrowed_query(func) {
            return self.trail.advance(&rows, self.span(e), &Note::Through(self.span(func)));
        }
        if let Some(value) = self.told_by_name(e, func, given) {
            return value;
        }
        // What takes an exception may be a log; it is not taken to give its text back.
        let given = self.without_errors(given);
        let passed = self.trail.advance(&given, self.span(e), &Note::Through(self.span(func)));
        passed
            .map(|part| Part { through: true, shape: Shape::default(), ..*part })
            .merge(&self.trail.unknown(self.span(e)))
    }

    /// `items.append(x)`: what `items` holds now also comes from `x`.
    fn mutate(&mut self, object: ExprId, method: &str, args: &[Argument], values: &[Value]) {
        if !models::has(models::MUTATING_METHODS, method)
            && !matches!(method, "pop" | "remove" | "clear" | "sort" | "reverse")
        {
            return;
        }
        let Some(key) = self.key(object) else { return };
        let Some(before) = self.env.value(&key).cloned() else { return };
        // What says which item goes does not stay.
        let takes = matches!(method, "pop" | "remove" | "clear" | "sort" | "reverse");
        let kept = if takes { &[] } else { values };
        let added = kept.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
        let added = self.trail.advance(&added, self.span(object), &Note::BecomesPart(key.clone()));
        let added = if self.is_memory_file(object) { self.open_file(object, &added) } else { added };
        let mut relation = None;
        match (method, self.env.relation(&key)) {
            ("append", Some(&Relation::Items(count))) if (count as usize) < MAX_ITEMS && args.len() == 1 => {
                self.env.put(format!("{key}[{count}]").into(), added.clone(), None);
                relation = Some(Relation::Items(count + 1));
            }
            ("pop", Some(&Relation::Items(count))) => relation = self.pop_item(&key, args, count),
            ("insert", Some(&Relation::Items(count))) if (count as usize) < MAX_ITEMS => {
                relation = self.insert_item(&key, args, &added, count);
            }
            _ => self.env.forget_fields(&key),
        }
        self.env.put(key, before.merge(&added), relation);
    }

    /// `items.pop(0)`: the items behind it move up.
    fn pop_item(&mut self, key: &Key, args: &[Argument], count: u32) -> Option<Relation> {
        let at = match args {
            [] => count.checked_sub(1),
            [index] => match self.file.constant(index.value()) {
                Some(Const::Int(index)) => u32::try_from(index).ok(),
                _ => None,
            },
            _ => None,
        };
        let mut items = self.items(key, count);
        self.env.forget_fields(key);
        let at = at.filter(|at| *at < count)?;
        items.remove(at as usize);
        Some(self.put_items(key, items))
    }

    /// `items.insert(1, x)`: the items behind it move down.
    fn insert_item(&mut self, key: &Key, args: &[Argument], added: &Value, count: u32) -> Option<Relation> {
        let mut items = self.items(key, count);
        self.env.forget_fields(key);
        let [index, _] = args else { return None };
        let Some(Const::Int(index)) = self.file.constant(index.value()) else { return None };
        // Python counts a negative place from the end, and takes one that is too large for the end.
        let at = if index < 0 { (i128::from(count) + index).max(0) } else { index.min(i128::from(count)) };
        items.insert(usize::try_from(at).ok()?, Some(added.clone()));
        Some(self.put_items(key, items))
    }

    /// `del items[0]`: the items behind it move up. False if that cannot be followed.
    pub(crate) fn delete_item(&mut self, list: ExprId, index: ExprId) -> bool {
        let Some(key) = self.key(list) else { return false };
        let (Some(&Relation::Items(count)), Some(Const::Int(index))) =
            (self.env.relation(&key), self.file.constant(index))
        else {
            return false;
        };
        let at = if index < 0 { i128::from(count) + index } else { index };
        let Some(at) = usize::try_from(at).ok().filter(|at| *at < count as usize) else { return false };
        let Some(whole) = self.env.value(&key).cloned() else { return false };
        let mut items = self.items(&key, count);
        self.env.forget_fields(&key);
        items.remove(at);
        let relation = self.put_items(&key, items);
        self.env.put(key, whole, Some(relation));
        true
    }

    /// The single items of the list under `key`, as far as they are known.
    pub(crate) fn items(&self, key: &str, count: u32) -> Vec<Option<Value>> {
        (0..count).map(|at| self.env.value(&format!("{key}[{at}]")).cloned()).collect()
    }

    fn put_items(&mut self, key: &Key, items: Vec<Option<Value>>) -> Relation {
        let count = items.len() as u32;
        for (at, item) in items.into_iter().enumerate() {
            if let Some(item) = item {
                self.env.put(format!("{key}[{at}]").into(), item, None);
            }
        }
        Relation::Items(count)
    }

    /// `d.get("key")` where that item is known.
    fn known_item(&self, object: ExprId, args: &[Argument]) -> Option<Value> {
        let key = self.written_key(object)?;
        let field = field_of(&self.known(args.first()?.value())?)?;
        self.env.value(&format!("{key}{field}")).cloned()
    }

    /// `os.path.realpath(p)`, `p.resolve()`: the result has no `..` any more. Of a path that begins at the root, `normpath("/" + name)`,
    /// nothing leads up.
    fn shape_path(&self, func: ExprId, method: Option<&str>, args: &[Argument], value: Value) -> Value {
        let normalizes = method.is_some_and(|name| models::has(models::PATH_NORMALIZING_METHODS, name))
            || self.file.qualified_names(func).any(|name| models::has(models::PATH_NORMALIZERS, name));
        if normalizes {
            let from_root = args.first().is_some_and(|path| self.begins_at_root(path.value()));
            let resolved = |shape: Shape| {
                let rooted = shape.rooted || from_root;
                Shape { normalized: true, contained: false, rooted, no_parent: shape.no_parent || rooted, ..shape }
            };
            return value.map(|part| Part { shape: resolved(part.shape), ..*part });
        }
        value
    }

    /// `request.args.get("n", type=int)`: the library converts. `transform=COLUMNS.__getitem__` gives what stands in the table.
    fn convert(&mut self, e: ExprId, args: &[Argument], value: Value) -> Value {
        const CONVERTS: [&str; 3] = ["type", "transform", "coerce"];
        let module = self.file.module();
        let converter = args.iter().find_map(|arg| match arg {
            Argument::Keyword { name, value } if CONVERTS.contains(&module.text(name.span)) => Some(*value),
            _ => None,
        });
        let Some(converter) = converter else { return value };
        if let ExprKind::Attribute { value: table, attr } = module.expr(converter).kind
            && matches!(module.text(attr.span), "get" | "__getitem__")
            && self.is_constant_collection(table)
        {
            let by = format!("the table `{}`, whose entries are all that comes out", short(self.text(table)));
            return self.trail.clean(&value, SinkSet::ALL, by, self.span(e));
        }
        match self.file.qualified_names(converter).find_map(models::sanitizer) {
            Some(sinks) if sinks != SinkSet::NONE => {
                self.trail.clean(&value, sinks, format!("`type={}`", short(self.text(converter))), self.span(e))
            }
            _ => value,
        }
    }
}
