//! Exceptions that are caught: what their text tells of the program.

use std::collections::BTreeMap;

use semantic::{BindingKind, SinkKind};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, Function, Param, StmtId};

use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::MAX_DEPTH;
use crate::state::value::{Part, SinkSet, Value};
use crate::{EXCEPTION_TEXT, Source, SourceKind};

/// Last names of decorators that make a function the answer to an exception, which is one of its parameters.
const HANDLERS: [&str; 4] = ["errorhandler", "app_errorhandler", "exception_handler", "exception"];
/// The key under which the environment says that debugging is on. No name is written so.
const DEBUGGING: &str = "[debugging]";
/// The key under which it says that an administrator is who asks.
const FOR_ADMINISTRATORS: &str = "[administrators]";
/// Words of a question for who runs the program.
const ADMINISTRATORS: [&str; 3] = ["admin", "superuser", "staff"];
/// Names longer than this are not looked at.
const MAX_NAME: usize = 60;
/// Exceptions of one `except` that are looked at.
const MAX_TYPES: usize = 16;

/// What the text of an exception may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tells {
    /// What its author wrote for the user.
    Words,
    /// That, or what a library says of the program.
    Perhaps,
    /// What a library or Python says of the program.
    Internals,
}

impl Engine<'_> {
    /// The value of `error` in `except types as error`, whose name stands at `span`.
    pub(crate) fn caught(&mut self, types: Option<ExprId>, span: Span) -> Value {
        let tells = types.map_or(Tells::Internals, |types| self.tells(types));
        let label = format!("{EXCEPTION_TEXT} `{}`", self.file.module().text(span));
        self.failed(tells, Source { kind: SourceKind::Error, label, span, function: None, elsewhere: None })
    }

    /// The value of a parameter that holds an exception: `@app.errorhandler(Exception)`, `process_exception`.
    pub(crate) fn error_parameter(
        &mut self,
        id: StmtId,
        function: &Function,
        at: usize,
        param: &Param,
    ) -> Option<Value> {
        let last = function.params.params.len().checked_sub(1)?;
        let name = self.file.module().text(param.name.span);
        let by_decorator = function.decorators.iter().find_map(|decorator| {
            let ExprKind::Call { func, args } = self.kind(*decorator) else { return None };
            let ExprKind::Attribute { attr, .. } = self.kind(*func) else { return None };
            let types = args.first()?.value();
            let is_handler = HANDLERS.contains(&self.file.module().text(attr.span));
            (is_handler && at == last && !self.file.is_constant(types)).then(|| self.tells(types))
        });
        let by_name = matches!(
            (self.file.module().text(function.name.span), name),
            ("process_exception", "exception" | "exc" | "error" | "e")
        );
        let by_call = || {
            let types = self.outline.failing.get(&id).copied();
            types.filter(|_| at == last).map(|types| self.tells(types))
        };
        let tells = by_decorator.or(by_name.then_some(Tells::Internals)).or_else(by_call)?;
        let label = format!("{EXCEPTION_TEXT} `{name}`");
        let span = param.name.span;
        Some(self.failed(tells, Source { kind: SourceKind::Error, label, span, function: None, elsewhere: None }))
    }

    /// `app.register_error_handler(Exception, show)`: the functions, and the exceptions that each one answers.
    pub(crate) fn answers_to_exceptions(&self) -> BTreeMap<StmtId, ExprId> {
        let module = self.file.module();
        let answer = |call: &ExprId| {
            let ExprKind::Call { func, args } = self.kind(*call) else { return None };
            let ExprKind::Attribute { attr, .. } = self.kind(*func) else { return None };
            let [types, answer] = &args[..] else { return None };
            let adds = matches!(module.text(attr.span), "register_error_handler" | "add_exception_handler");
            if !adds || self.file.is_constant(types.value()) {
                return None;
            }
            match self.file.binding_info(self.file.binding(answer.value())?).kind {
                BindingKind::Function(function) => Some((function, types.value())),
                _ => None,
            }
        };
        self.file.calls().iter().filter_map(answer).collect()
    }

    fn failed(&mut self, tells: Tells, source: Source) -> Value {
        match tells {
            Tells::Words => self.trail.unknown(source.span),
            Tells::Perhaps => self.trail.enter(source).map(|part| Part { through: true, ..*part }),
            Tells::Internals => self.trail.enter(source),
        }
    }

    /// Takes in that `test` is true: if it asks whether debugging is on, or whether an administrator is who asks, exceptions may be
    /// shown from here on.
    pub(crate) fn note_debugging(&mut self, test: ExprId) {
        let module = self.file.module();
        let asked = match self.kind(test) {
            ExprKind::Call { func, .. } => *func,
            _ => test,
        };
        let asked = self.text(asked).rsplit('.').next().unwrap_or_default();
        if asked.len() <= MAX_NAME && asked.split('_').any(|word| ADMINISTRATORS.contains(&word)) {
            self.env.put(FOR_ADMINISTRATORS.into(), Value::CONSTANT, None);
        }
        let name = match self.kind(test) {
            ExprKind::Name => self.text(test),
            ExprKind::Attribute { attr, .. } => module.text(attr.span),
            ExprKind::Subscript { index, .. } => self.text(*index),
            // `app.config.get("DEBUG")`
            ExprKind::Call { args, .. } => match args.first() {
                Some(first) if self.file.is_constant(first.value()) => self.text(first.value()),
                // `asbool(settings.get("app.debug"))`
                Some(first) if matches!(self.kind(first.value()), ExprKind::Call { .. }) && self.depth < MAX_DEPTH => {
                    self.depth += 1;
                    self.note_debugging(first.value());
                    self.depth -= 1;
                    return;
                }
                _ => return,
            },
            _ => return,
        };
        if name.len() <= MAX_NAME && name.to_ascii_lowercase().contains("debug") {
            self.env.put(DEBUGGING.into(), Value::CONSTANT, None);
        }
    }

    /// `value`, which may be shown if it is what an exception tells and debugging is on here, or an administrator sees it.
    pub(crate) fn shown_in_debugging(&mut self, value: Value, e: ExprId) -> Value {
        if !self.trail.has_errors || value.is_constant() {
            return value;
        }
        let by = if self.env.value(DEBUGGING).is_some() {
            "the check that debugging is on"
        } else if self.env.value(FOR_ADMINISTRATORS).is_some() {
            "the check that an administrator is who asks"
        } else {
            return value;
        };
        let shown = SinkSet::NONE.with(SinkKind::Disclosure);
        self.trail.clean(&value, shown, by.to_owned(), self.span(e))
    }

    /// `traceback.print_exc(file=buffer)`: the buffer holds the trace.
    pub(crate) fn print_trace(&mut self, e: ExprId, func: ExprId) {
        let prints =
            |name: &str| matches!(name, "traceback.print_exc" | "traceback.print_exception" | "traceback.print_tb");
        if !self.file.qualified_names(func).any(prints) {
            return;
        }
        let Some(key) = self.file.call_args(e).keyword("file").and_then(|file| self.key(file)) else { return };
        let trace = self.enter(SourceKind::Error, e);
        let before = self.env.value(&key).cloned().unwrap_or_default();
        self.env.put(key, before.merge(&trace), None);
    }

    /// `value` without what exceptions tell.
    pub(crate) fn without_errors(&self, value: &Value) -> Value {
        let is_error = |part: &Part| {
            let source = part.source.and_then(|source| self.trail.sources.get(source as usize));
            source.is_some_and(|source| source.kind == SourceKind::Error)
        };
        if !value.parts().iter().any(is_error) {
            return value.clone();
        }
        let others = value.parts().iter().filter(|part| !is_error(part)).map(|part| Value::of(*part));
        others.fold(Value::CONSTANT, |all, part| all.merge(&part))
    }

    fn tells(&self, types: ExprId) -> Tells {
        let all = match self.kind(types) {
            ExprKind::Tuple(items) => items,
            _ => std::slice::from_ref(&types),
        };
        all.iter().take(MAX_TYPES).map(|class| self.class_tells(*class)).max().unwrap_or(Tells::Internals)
    }

    fn class_tells(&self, class: ExprId) -> Tells {
        let is_own = self
            .file
            .binding(class)
            .is_some_and(|binding| matches!(self.file.binding_info(binding).kind, BindingKind::Class(_)));
        if is_own {
            return Tells::Words;
        }
        let name = self.text(class).rsplit('.').next().unwrap_or_default();
        if models::has(models::SPOKEN_ERRORS, name) {
            return Tells::Words;
        }
        let known = |name: &str| name.starts_with("builtins.") || LIBRARIES.iter().any(|start| name.starts_with(start));
        if models::has(models::MIXED_ERRORS, name) || !self.file.qualified_names(class).any(known) {
            return Tells::Perhaps;
        }
        Tells::Internals
    }
}

/// Packages whose exceptions speak of connections, statements, files and addresses.
const LIBRARIES: [&str; 16] = [
    "sqlite3.",
    "psycopg",
    "pymysql.",
    "MySQLdb.",
    "mysql.",
    "sqlalchemy.",
    "django.db.",
    "pymongo.",
    "redis.",
    "requests.",
    "urllib",
    "httpx.",
    "subprocess.",
    "socket.",
    "botocore.",
    "ldap",
];
