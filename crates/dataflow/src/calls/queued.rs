//! Tasks of a queue: `resize.delay(name)` in one place of the program is a call of `resize` in another one, only later.
//!
//! Where such calls are seen, they say what the task is given; else a task's parameters are what somebody puts into the queue.

use std::collections::BTreeSet;

use semantic::Const;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::calls::frame::Given;
use crate::models::Handler;
use crate::run::engine::Engine;
use crate::state::value::{Form, Value};

/// Methods of a task that take its arguments as they are.
const PLAIN: [&str; 7] = ["delay", "delay_on_commit", "kiq", "s", "send", "si", "signature"];
/// Those that take them as a list and a mapping.
const PACKED: [&str; 4] = ["apply", "apply_async", "apply_async_on_commit", "send_with_options"];

/// Whether a method puts a call of its object into a queue.
pub(crate) fn puts_into_queue(method: &str) -> bool {
    PLAIN.contains(&method) || PACKED.contains(&method)
}

impl Engine<'_> {
    /// The tasks of the file that the file itself puts into a queue.
    pub(crate) fn queued_tasks(&self) -> BTreeSet<StmtId> {
        let mut tasks = BTreeSet::new();
        if !self.task_handlers().any(|_| true) {
            return tasks;
        }
        for &call in self.file.calls() {
            if let ExprKind::Call { func, .. } = self.kind(call)
                && let ExprKind::Attribute { value, attr } = self.kind(*func)
                && puts_into_queue(self.file.module().text(attr.span))
            {
                tasks.extend(self.local_functions(*value).into_iter().filter(|task| self.is_task(*task)));
            }
        }
        tasks
    }

    fn task_handlers(&self) -> impl Iterator<Item = &'static Handler> {
        self.outline.libraries.iter().flat_map(|(_, library)| library.handlers).filter(|handler| handler.queued)
    }

    /// Whether a decorator makes a task of a function.
    pub(crate) fn makes_task(&self, decorator: ExprId) -> bool {
        let func = match self.kind(decorator) {
            ExprKind::Call { func, .. } => *func,
            _ => decorator,
        };
        self.task_handlers().any(|handler| self.is_one_of(func, handler.marks))
    }

    fn is_task(&self, function: StmtId) -> bool {
        self.file
            .function(function)
            .is_some_and(|definition| definition.decorators.iter().any(|decorator| self.makes_task(*decorator)))
    }

    /// Calls a task that a method of it puts into the queue. `None` for everything else.
    pub(crate) fn called_later(&mut self, e: ExprId, name: &str, task: &Value, given: &Given) -> Option<Value> {
        let [Form::Function(function, ..)] = task.forms() else { return None };
        if !puts_into_queue(name) || !self.is_task(*function) {
            return None;
        }
        let mut given = if PACKED.contains(&name) { self.unpacked(given)? } else { given.clone() };
        if self.is_bound(*function) {
            given.positional.insert(0, self.trail.unknown(self.span(e)));
        }
        self.apply(e, task, &given)
    }

    /// `apply_async(args=[a, b], kwargs={"c": d}, countdown=5)`
    fn unpacked(&self, given: &Given) -> Option<Given> {
        let named = |name: &str| given.named.iter().find(|(own, _)| **own == *name).map(|(_, value)| value);
        let mut unpacked = Given::default();
        if let Some(args) = named("args").or_else(|| given.positional.first()) {
            let items = self.env.object(args.object()?)?.items.as_ref()?;
            unpacked.positional = items.iter().map(|slot| slot.value.clone().unwrap_or_default()).collect();
        }
        if let Some(kwargs) = named("kwargs").or_else(|| given.positional.get(1)) {
            unpacked.named = self.named_items(kwargs)?;
        }
        Some(unpacked)
    }

    /// `@shared_task(bind=True)`: the task itself is its first parameter.
    fn is_bound(&self, function: StmtId) -> bool {
        self.file.function(function).is_some_and(|definition| {
            definition.decorators.iter().any(|decorator| {
                let bind = self.file.call_args(*decorator).keyword("bind").and_then(|bind| self.file.constant(bind));
                bind == Some(Const::Bool(true))
            })
        })
    }
}
