//! Calls by somebody else: `Thread(target=work, args=(item,))`, `executor.submit(self.work, item)`, `loop.run_in_executor(None, work, item)`.
//!
//! Such a call says which function will be called and with what, as one with parentheses does. Where the function is one of the
//! project, it counts among the function's calls.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use crate::calls::queued::puts_into_queue;
use crate::run::engine::Engine;

/// How what calls a function is told about it.
#[derive(Clone, Copy)]
enum Form {
    /// The function stands at this place, and its arguments behind it.
    Behind(usize),
    /// The function stands at this place or by this keyword, its arguments in a tuple as `args` or at the other place.
    Packed(&'static str, usize, usize),
}

/// Functions of libraries that call what they are given.
const FUNCTIONS: [(&str, Form); 20] = [
    ("anyio.from_thread.run", Form::Behind(0)),
    ("anyio.from_thread.run_sync", Form::Behind(0)),
    ("anyio.to_thread.run_sync", Form::Behind(0)),
    ("asyncio.to_thread", Form::Behind(0)),
    ("eventlet.spawn", Form::Behind(0)),
    ("eventlet.spawn_n", Form::Behind(0)),
    ("fastapi.concurrency.run_in_threadpool", Form::Behind(0)),
    ("gevent.spawn", Form::Behind(0)),
    ("multiprocessing.Process", Form::Packed("target", 1, 3)),
    ("starlette.concurrency.run_in_threadpool", Form::Behind(0)),
    ("threading.Thread", Form::Packed("target", 1, 3)),
    ("threading.Timer", Form::Packed("function", 1, 2)),
    ("tornado.ioloop.IOLoop.current().add_callback", Form::Behind(0)),
    ("tornado.ioloop.IOLoop.current().spawn_callback", Form::Behind(0)),
    ("twisted.internet.reactor.callFromThread", Form::Behind(0)),
    ("twisted.internet.reactor.callInThread", Form::Behind(0)),
    ("twisted.internet.reactor.callLater", Form::Behind(1)),
    ("twisted.internet.task.deferLater", Form::Behind(2)),
    ("twisted.internet.threads.deferToThread", Form::Behind(0)),
    ("_thread.start_new_thread", Form::Packed("function", 0, 1)),
];
/// Methods of executors, event loops, queues and lists of tasks that do.
const METHODS: [(&str, Form); 13] = [
    ("add_callback", Form::Behind(0)),
    ("add_task", Form::Behind(0)),
    ("add_timeout", Form::Behind(1)),
    ("apply_async", Form::Packed("func", 0, 1)),
    ("call_at", Form::Behind(1)),
    ("call_later", Form::Behind(1)),
    ("call_soon", Form::Behind(0)),
    ("call_soon_threadsafe", Form::Behind(0)),
    ("enqueue", Form::Behind(0)),
    ("run_in_executor", Form::Behind(1)),
    ("spawn_callback", Form::Behind(0)),
    ("start_soon", Form::Behind(0)),
    ("submit", Form::Behind(0)),
];

/// A function and what it will be called with.
#[derive(Clone, Debug)]
pub(crate) struct HandedCall {
    /// The expression that names the function.
    pub(crate) func: ExprId,
    pub(crate) args: Box<[Argument]>,
}

/// The calls that somebody else makes, by the call that asks for it.
#[derive(Debug, Default)]
pub(crate) struct HandedCalls {
    calls: BTreeMap<ExprId, HandedCall>,
    /// Where the functions are named.
    named: BTreeSet<ExprId>,
}

impl HandedCalls {
    /// What `call` asks somebody else to call.
    pub(crate) fn of(&self, call: ExprId) -> Option<&HandedCall> {
        self.calls.get(&call)
    }

    /// Whether an expression only says which function somebody else is to call.
    pub(crate) fn names(&self, e: ExprId) -> bool {
        self.named.contains(&e)
    }
}

impl<'a> Engine<'a> {
    /// The calls of the file by which functions of the project are called by somebody else.
    pub(crate) fn handed_calls(&self) -> HandedCalls {
        let mut handed = HandedCalls::default();
        for &call in self.file.calls() {
            if let Some(found) = self.handed_call(call)
                && !(self.local_functions(found.func).is_empty() && self.foreign_functions(found.func).is_empty())
            {
                handed.named.insert(found.func);
                handed.calls.insert(call, found);
            }
        }
        handed
    }

    fn handed_call(&self, call: ExprId) -> Option<HandedCall> {
        let ExprKind::Call { func, args } = self.kind(call) else { return None };
        let form = match self.kind(*func) {
            ExprKind::Attribute { value, attr } => {
                let method = self.file.module().text(attr.span);
                // `resize.delay(name)`: the task is the object.
                if puts_into_queue(method) && !self.local_functions(*value).is_empty() {
                    return Some(HandedCall { func: *value, args: args.clone() });
                }
                METHODS.iter().find(|(known, _)| *known == method).map(|(_, form)| *form)
            }
            _ => None,
        };
        let library = |name: &str| FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
        let form = self.file.qualified_names(*func).find_map(library).or(form)?;
        match form {
            Form::Behind(at) => {
                let Argument::Positional(func) = *args.get(at)? else { return None };
                Some(HandedCall { func, args: args.get(at + 1..)?.into() })
            }
            Form::Packed(keyword, at, packed) => {
                let given = self.file.call_args(call);
                let func = given.argument(Some(at), Some(keyword))?;
                let passed = match given.argument(Some(packed), Some("args")).map(|passed| self.kind(passed)) {
                    Some(ExprKind::Tuple(items) | ExprKind::List(items)) => {
                        items.iter().map(|item| Argument::Positional(*item)).collect()
                    }
                    Some(_) => return None,
                    None => Vec::new(),
                };
                Some(HandedCall { func, args: passed.into() })
            }
        }
    }

    /// How `call` calls `function` of this file: by its own parentheses, or by somebody else.
    pub(crate) fn call_as(&self, call: ExprId, function: StmtId) -> Option<(ExprId, Cow<'a, [Argument]>)> {
        let ExprKind::Call { func, args } = self.kind(call) else { return None };
        match self.outline.handed.of(call) {
            Some(handed) if self.local_functions(handed.func).contains(&function) => {
                Some((handed.func, Cow::Owned(handed.args.to_vec())))
            }
            _ => Some((*func, Cow::Borrowed(args))),
        }
    }
}
