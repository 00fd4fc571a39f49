//! Calls by somebody else: `Thread(target=work, args=(item,))`, `executor.submit(work, item)`, `await asyncio.to_thread(work, item)`.
//!
//! Such a call says which function will be called and with what, as one with parentheses does.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind, StmtId};

use crate::{BindingKind, FileModel};

/// How what calls a function is told about it.
#[derive(Clone, Copy)]
enum Form {
    /// The function stands at this place, and its arguments behind it.
    Behind(usize),
    /// The function stands at this place or by this keyword, its arguments in a tuple as `args` or at the other place.
    Packed(&'static str, usize, usize),
    /// The function stands first, and behind it what it is called with one after the other.
    Each,
    /// The function stands first, behind it the first of its arguments.
    Bound,
    /// The function is named by one of these keywords, and is called with parts of what stands first.
    Hook,
}

/// Functions of libraries that call what they are given.
const FUNCTIONS: [(&str, Form); 28] = [
    ("anyio.from_thread.run", Form::Behind(0)),
    ("anyio.from_thread.run_sync", Form::Behind(0)),
    ("anyio.to_thread.run_sync", Form::Behind(0)),
    ("asyncio.to_thread", Form::Behind(0)),
    ("builtins.map", Form::Each),
    ("eventlet.spawn", Form::Behind(0)),
    ("eventlet.spawn_n", Form::Behind(0)),
    ("fastapi.concurrency.run_in_threadpool", Form::Behind(0)),
    ("functools.partial", Form::Bound),
    ("gevent.spawn", Form::Behind(0)),
    ("json.load", Form::Hook),
    ("json.loads", Form::Hook),
    ("msgpack.load", Form::Hook),
    ("msgpack.loads", Form::Hook),
    ("msgpack.unpack", Form::Hook),
    ("msgpack.unpackb", Form::Hook),
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
/// Keywords of functions that rebuild objects, and how many arguments what they name is called with.
const HOOKS: [(&str, usize); 4] = [("object_hook", 1), ("object_pairs_hook", 1), ("list_hook", 1), ("ext_hook", 2)];
/// Functions that give another form of the one that they are given, which takes the same arguments.
const WRAPPERS: [&str; 5] = [
    "asgiref.sync.sync_to_async",
    "asgiref.sync.async_to_sync",
    "asyncer.asyncify",
    "channels.db.database_sync_to_async",
    "functools.partial",
];

/// How a function is called by somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedKind {
    /// Once, with these arguments.
    Called,
    /// For each item of what its only argument holds.
    Each,
    /// Perhaps with more arguments behind these.
    Bound,
    /// By a function of this file, which hands its own arguments on: `def again(function, *args): return function(*args)`.
    Relayed,
}

/// A function and what it will be called with.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The expression that names the function.
    pub func: ExprId,
    /// What stands where its arguments are told.
    pub args: Box<[Argument]>,
    /// How it is called.
    pub kind: HandedKind,
}

/// The functions of a file that are handed to what calls them, by the call that does it.
#[derive(Debug, Default)]
pub(crate) struct HandedCalls {
    calls: Vec<(ExprId, Handed)>,
    of_call: FxHashMap<ExprId, usize>,
    of_func: FxHashMap<ExprId, usize>,
}

impl HandedCalls {
    pub(crate) fn of(file: &FileModel) -> Self {
        let mut handed = Self::default();
        let relays = relays(file);
        for &call in file.calls() {
            if let Some(found) = handed_by(file, &relays, call) {
                handed.of_call.insert(call, handed.calls.len());
                handed.of_func.insert(found.func, handed.calls.len());
                handed.calls.push((call, found));
            }
        }
        handed
    }
}

impl FileModel {
    /// The functions that the file hands to somebody who calls them, each with the call that hands it on, in the order of
    /// [`calls`](Self::calls).
    pub fn handed(&self) -> impl Iterator<Item = (ExprId, &Handed)> {
        self.handed.calls.iter().map(|(call, handed)| (*call, handed))
    }

    /// What `call` asks somebody else to call.
    pub fn handed_by(&self, call: ExprId) -> Option<&Handed> {
        self.handed.of_call.get(&call).map(|at| &self.handed.calls[*at].1)
    }

    /// What a function that is handed on, and is named by `func`, will be called with.
    pub fn handed_as(&self, func: ExprId) -> Option<&Handed> {
        self.handed.of_func.get(&func).map(|at| &self.handed.calls[*at].1)
    }
}

fn handed_by(file: &FileModel, relays: &FxHashSet<(StmtId, usize)>, call: ExprId) -> Option<Handed> {
    let module = file.module();
    let ExprKind::Call { func, args } = &module.expr(call).kind else { return None };
    let form = match &module.expr(*func).kind {
        ExprKind::Attribute { attr, .. } => {
            let method = module.text(attr.span);
            METHODS.iter().find(|(known, _)| *known == method).map(|(_, form)| *form)
        }
        // `await sync_to_async(work)(item)`
        ExprKind::Call { func: wrapper, args: inner } => {
            let Some(&Argument::Positional(function)) = inner.first() else { return None };
            let gives_same = file.qualified_names(*wrapper).any(|name| WRAPPERS.contains(&name));
            let args = inner[1..].iter().chain(args).copied().collect();
            return gives_same.then_some(Handed { func: function, args, kind: HandedKind::Called });
        }
        _ => None,
    };
    let behind = |at: usize, kind: HandedKind| {
        let Argument::Positional(func) = *args.get(at)? else { return None };
        Some(Handed { func, args: args.get(at + 1..)?.into(), kind })
    };
    let library = |name: &str| FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
    let Some(form) = file.qualified_names(*func).find_map(library).or(form) else {
        if relays.is_empty() {
            return None;
        }
        let BindingKind::Function(function) = file.binding_info(file.binding(*func)?).kind else { return None };
        let at = (0..args.len()).find(|at| relays.contains(&(function, *at)))?;
        return behind(at, HandedKind::Relayed);
    };
    match form {
        Form::Behind(at) => behind(at, HandedKind::Called),
        Form::Each => behind(0, HandedKind::Each).filter(|handed| handed.args.len() == 1),
        Form::Bound => behind(0, HandedKind::Bound),
        Form::Hook => {
            let (func, takes) =
                HOOKS.iter().find_map(|&(word, takes)| Some((file.call_args(call).keyword(word)?, takes)))?;
            let data = Argument::Positional(file.call_args(call).positional(0)?);
            Some(Handed { func, args: vec![data; takes].into(), kind: HandedKind::Called })
        }
        Form::Packed(keyword, at, packed) => {
            let given = file.call_args(call);
            let func = given.argument(Some(at), Some(keyword))?;
            let mut passed: Vec<Argument> =
                match given.argument(Some(packed), Some("args")).map(|passed| &module.expr(passed).kind) {
                    Some(ExprKind::Tuple(items) | ExprKind::List(items)) => {
                        items.iter().map(|item| Argument::Positional(*item)).collect()
                    }
                    Some(_) => return None,
                    None => Vec::new(),
                };
            passed.extend(given.keyword("kwargs").or_else(|| given.keyword("kwds")).map(Argument::DoubleStar));
            Some(Handed { func, args: passed.into(), kind: HandedKind::Called })
        }
    }
}

/// Functions of the file that call one of their parameters with all that is given behind it, and that parameter's place.
fn relays(file: &FileModel) -> FxHashSet<(StmtId, usize)> {
    let module = file.module();
    let mut relays = FxHashSet::default();
    for &call in file.calls() {
        let ExprKind::Call { func, args } = &module.expr(call).kind else { continue };
        let Some(Argument::Star(rest)) = args.iter().find(|arg| matches!(arg, Argument::Star(_))) else { continue };
        if !matches!(module.expr(*func).kind, ExprKind::Name) {
            continue;
        }
        let Some(function) = file.enclosing_function(call) else { continue };
        let Some(definition) = file.function(function) else { continue };
        let params = &definition.params.params;
        let named = |e: ExprId| {
            let name = module.text(module.expr(e).span);
            params.iter().position(|param| module.text(param.name.span) == name)
        };
        if let (Some(at), Some(star)) = (named(*func), named(*rest))
            && star == at + 1
            && params[star].kind == ParamKind::VarArgs
        {
            relays.insert((function, at));
        }
    }
    relays
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn handed(code: &str) -> Vec<(String, Vec<String>, HandedKind)> {
        let file = FileModel::new(Arc::new(syntax::parse(code)));
        let text = |e: ExprId| file.module().text(file.module().expr(e).span).to_owned();
        let args = |handed: &Handed| handed.args.iter().map(|arg| text(arg.value())).collect();
        file.handed().map(|(_, handed)| (text(handed.func), args(handed), handed.kind)).collect()
    }

    #[test]
    fn who_calls_and_with_what() {
        use HandedKind::{Bound, Called, Each, Relayed};
        for (code, func, args, kind) in [
            ("pool.submit(work, 1, 2)", "work", &["1", "2"][..], Called),
            ("loop.run_in_executor(None, work, 1)", "work", &["1"], Called),
            (
                "from threading import Thread as T\nT(target=work, args=(1, 2), kwargs=more)",
                "work",
                &["1", "2", "more"],
                Called,
            ),
            ("import asyncio\nasyncio.to_thread(os.system, a)", "os.system", &["a"], Called),
            ("from functools import partial\npartial(work, 1)", "work", &["1"], Bound),
            ("map(work, items)", "work", &["items"], Each),
            ("from asgiref.sync import sync_to_async as s\ns(work)(1)", "work", &["1"], Called),
            (
                "def again(f, *args, **kw):\n    return f(*args, **kw)\nagain(work, 1, a=2)",
                "work",
                &["1", "2"],
                Relayed,
            ),
        ] {
            let expected = (func.to_owned(), args.iter().map(|&arg| arg.to_owned()).collect(), kind);
            assert_eq!(handed(code), [expected], "{code}");
        }
    }

    #[test]
    fn what_calls_nothing() {
        for code in [
            "work(1)",
            "threading.Thread(args=(1,))",
            "form.submit()",
            "def keep(f, *args):\n    return (f, args)\nkeep(work, 1)",
            "import threading\nthreading.Thread(target=work, args=given)",
        ] {
            assert_eq!(handed(code), [], "{code}");
        }
    }
}
