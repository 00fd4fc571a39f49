//! Calls of what is known: functions, methods and classes of the file, containers, templates, and library functions
//! that call what they are given.

use std::rc::Rc;

use semantic::{BindingKind, Const};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::SourceKind;
use crate::calls::frame::Given;
use crate::checks::lines::LINES;
use crate::models;
use crate::run::engine::Engine;
use crate::run::format::Template;
use crate::state::object::{Kind, Object};
use crate::state::value::{Form, Part, SinkSet, Value};

impl<'a> Engine<'a> {
    /// A call that can be followed to what it does.
    pub(crate) fn followed_call(
        &mut self,
        e: ExprId,
        func: ExprId,
        args: &[Argument],
        method: Option<(ExprId, &'a str)>,
    ) -> Option<Value> {
        let result = self.followed_where(e, func, args, method);
        // Some only look at the function; these give it back, to whoever asked for it.
        let looks = |name: &str| {
            (name.starts_with("functools.") || name.starts_with("inspect."))
                && !name.starts_with("functools.update_wrapper")
                && !name.starts_with("functools.wraps()")
        };
        if result.is_none() && !self.file.qualified_names(func).any(looks) {
            for arg in args {
                let held = self.held(arg.value());
                self.hand_on(&held);
                self.hand_on_buffer(&held, arg.value());
                self.hand_on_empty(&held, func, arg.value());
            }
        }
        result
    }

    fn followed_where(
        &mut self,
        e: ExprId,
        func: ExprId,
        args: &[Argument],
        method: Option<(ExprId, &'a str)>,
    ) -> Option<Value> {
        let given = self.given(func, args);
        self.run.outcomes.remove(&e);
        let Some((object, name)) = method else {
            let callee = if matches!(self.kind(func), ExprKind::Name) { self.hold(func) } else { self.held(func) };
            // `TOOLS[name](**arguments)` may be any function of the table, and `Order(**body)` fills the fields that the class lists.
            let is_own = |form: &Form| match form {
                Form::Function(..) | Form::Chosen(..) => true,
                Form::Class(class) => self.has_listed_fields(*class),
                _ => false,
            };
            let result = match &given {
                Some(given) => self.called(e, func, &callee, given),
                None if callee.forms().iter().any(is_own) => {
                    self.given_or_rest(func, args).and_then(|given| self.apply(e, &callee, &given))
                }
                None => None,
            };
            if result.is_none() {
                self.hand_on(&callee);
                self.not_followed(self.text(func));
            } else {
                self.learn_always(e, func, args);
            }
            return result;
        };
        let base = self.held(object);
        let result = given.as_ref().and_then(|given| self.called_method(e, func, object, name, &base, given));
        let is_library = |form: &Form| matches!(form, Form::Library(_));
        if result.is_none()
            && !self.is_module(object)
            && !base.forms().iter().any(is_library)
            && !self.is_of_library(func)
            && !self.is_part_of_request(object)
        {
            self.not_followed(name);
        } else if result.is_some() {
            self.learn_always(e, func, args);
        }
        result
    }

    /// Whether all that an attribute is known to name is of libraries. What a parameter names may be of a class below.
    pub(crate) fn is_of_library(&self, e: ExprId) -> bool {
        let ExprKind::Attribute { value, .. } = self.kind(e) else { return false };
        let is_param = |binding| matches!(self.file.binding_info(binding).kind, BindingKind::Param { .. });
        if self.file.attribute_bindings(e).is_some() || self.file.binding(*value).is_some_and(is_param) {
            return false;
        }
        let mut names = self.file.qualified_names(e).peekable();
        names.peek().is_some() && names.all(|name| !name.starts_with(['.', '/']))
    }

    /// Whether an object is a part of a request, as the framework made it.
    fn is_part_of_request(&self, object: ExprId) -> bool {
        let held = self.held(object);
        let entered = |part: &Part| {
            let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
            !part.through && source.is_some_and(|source| source.kind == SourceKind::Request)
        };
        // A parameter may be an object that a framework made of the program's own class.
        let is_read = !matches!(self.kind(object), ExprKind::Name);
        is_read && held.forms().is_empty() && !held.is_constant() && held.parts().iter().all(entered)
    }

    fn called(&mut self, e: ExprId, func: ExprId, callee: &Value, given: &Given) -> Option<Value> {
        let file = self.file;
        let library = |name: &&str| !name.starts_with('.');
        for name in file.qualified_names(func).filter(library) {
            if let Some(value) = self.call_library(e, name, given) {
                return Some(value);
            }
        }
        match callee.forms() {
            [Form::Library(name)] if file.qualified_names(func).any(|own| *own == **name) => None,
            // A parameter that stands for it: nothing else says what is called.
            [Form::Library(name)] => self.call_by_value(e, &Rc::clone(name), given),
            _ => self.apply_written(e, callee, given),
        }
    }

    /// Calls what stands before the parentheses of `e`, and keeps what the ways out of it say.
    fn apply_written(&mut self, e: ExprId, callee: &Value, given: &Given) -> Option<Value> {
        let value = self.apply(e, callee, given)?;
        self.note_followed(e, callee);
        Some(value)
    }

    fn called_method(
        &mut self,
        e: ExprId,
        func: ExprId,
        object: ExprId,
        name: &str,
        base: &Value,
        given: &Given,
    ) -> Option<Value> {
        // `super().method()`
        if let ExprKind::Call { func: above, .. } = self.kind(object)
            && self.file.qualified_names(*above).any(|name| name == "builtins.super")
        {
            let method = self.super_method(name)?;
            return self.apply_written(e, &method, given);
        }
        if self.is_module(object) {
            let file = self.file;
            return file.qualified_names(func).find_map(|name| self.call_library(e, name, given));
        }
        if let Some(value) = constant_method(base, name, given) {
            return Some(value);
        }
        if let Some(value) = self.container_method(e, base, name, given) {
            return Some(value);
        }
        if let Some(value) = self.template_method(e, base, name, given) {
            return Some(value);
        }
        // A method that quotes keeps its meaning where the file itself writes it; `find` may be anything there.
        let quotes = models::sanitizing_method(name).is_some_and(|sinks| sinks != SinkSet::ALL && sinks != LINES)
            && ["quote", "escape"].iter().any(|word| name.contains(word));
        if !quotes && let Some(method) = self.member(base, name) {
            return self.apply_written(e, &method, given);
        }
        if let Some(value) = self.called_later(e, name, base, given) {
            return Some(value);
        }
        if let Some(value) = self.called_on_typed(object, base, name, given) {
            return Some(value);
        }
        // What the class itself keeps under a name is no part of the library's class above it.
        let is_own = self.file.attribute_bindings(object).is_some_and(|(given, _)| !given.is_empty());
        if let Some(value) = self.called_on_query(name, given) {
            return Some(value);
        }
        if (is_own || self.file.qualified_names(func).next().is_none())
            && let Some(value) = self.called_by_its_name(base, name, given)
        {
            return Some(value);
        }
        let result = self.scheduled(e, name, given);
        // What is scheduled runs beside its caller, for as long as it likes.
        self.run.diverged &= result.is_none();
        result
    }

    /// Methods that call what they are given, now or later.
    fn scheduled(&mut self, e: ExprId, name: &str, given: &Given) -> Option<Value> {
        match name {
            "map" | "imap" | "imap_unordered" => {
                let function = given.positional.first().filter(|function| !function.forms().is_empty())?.clone();
                let items = self.each_of(given.positional.get(1)?)?;
                let result = self.apply(e, &function, &Given { positional: vec![items], ..Given::default() })?;
                Some(self.new_object(Object::sequence_of(result)))
            }
            // An executor, an event loop, or a list of tasks calls what it is given.
            _ => {
                let at = match name {
                    "spawn" | "apply" => 0,
                    _ => self.handed_at(e)?,
                };
                let function = given.positional.get(at).filter(|function| !function.forms().is_empty())?.clone();
                self.apply(e, &function, &given.behind(at + 1))
            }
        }
    }

    /// The place of the function that a call asks somebody else to call.
    fn handed_at(&self, call: ExprId) -> Option<usize> {
        let ExprKind::Call { args, .. } = self.kind(call) else { return None };
        let handed = self.file.handed_by(call)?;
        args.iter().position(|arg| matches!(arg, Argument::Positional(value) if *value == handed.func))
    }

    /// `"…".format(…)`, and `substitute` of a `string.Template`.
    fn template_method(&mut self, e: ExprId, base: &Value, name: &str, given: &Given) -> Option<Value> {
        let mut given = given.clone();
        if matches!(name, "format_map" | "substitute" | "safe_substitute")
            && let Some(mapping) = given.positional.pop()
        {
            given.named.extend(self.named_items(&mapping)?);
        }
        match name {
            // Of a mapping the keys are joined.
            "join" => {
                let joined = given.positional.first()?;
                let object = self.env.object(joined.object().filter(|_| joined.is_constant())?)?;
                if !matches!(object.kind, Kind::Mapping { .. }) {
                    return None;
                }
                let keys = self.each_of(joined)?;
                Some(base.plain().merge(&keys.plain()))
            }
            "format" | "format_map" => match base.constant().cloned()? {
                Const::Str(template) => self.formatted(e, Template::Format, &template, &given),
                _ => None,
            },
            "substitute" | "safe_substitute" => {
                let template = self.env.object(base.object()?)?.fields.get(".template")?.value.clone()?;
                match template.constant()? {
                    Const::Str(template) => self.formatted(e, Template::Dollar, template, &given),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `print(…, file=buffer)` puts its arguments into the buffer.
    pub(crate) fn print_into(&mut self, args: &[Argument], values: &[Value]) {
        let module = self.file.module();
        let file = args.iter().find_map(|arg| match arg {
            Argument::Keyword { name, value } if module.text(name.span) == "file" => Some(*value),
            _ => None,
        });
        let Some(file) = file else { return };
        let printed = args.iter().zip(values).filter(|(arg, _)| matches!(arg, Argument::Positional(_)));
        let printed = printed.fold(Value::CONSTANT, |all, (_, value)| all.merge(value));
        let held = self.held(file);
        if self.write_into(&held, &printed, file) {
            return;
        }
        let Some(key) = self.key(file) else { return };
        let Some(before) = self.env.value(&key).cloned() else { return };
        self.env.put(key, before.merge(&printed), None);
    }
}

/// A method of a text that is known, with arguments that are.
fn constant_method(base: &Value, name: &str, given: &Given) -> Option<Value> {
    let object = base.constant().filter(|_| base.is_constant() && given.named.is_empty())?;
    let arguments: Option<Vec<Const>> = given.positional.iter().map(|value| value.constant().cloned()).collect();
    semantic::method(object, name, &arguments?).map(|made| Value::formed(Form::Const(made)))
}
