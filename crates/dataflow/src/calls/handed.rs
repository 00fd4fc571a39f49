//! Calls by somebody else: `Thread(target=work, args=(item,))`, `executor.submit(self.work, item)`, `loop.run_in_executor(None, work, item)`.
//!
//! Where the function is one of the project, such a call counts among the function's calls.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use semantic::{Handed, HandedKind};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId};

use crate::calls::queued::puts_into_queue;
use crate::run::engine::Engine;

/// The calls that somebody else makes, by the call that asks for it.
#[derive(Debug, Default)]
pub(crate) struct HandedCalls {
    calls: BTreeMap<ExprId, Handed>,
    /// Where the functions are named.
    named: BTreeSet<ExprId>,
}

impl HandedCalls {
    /// What `call` asks somebody else to call.
    pub(crate) fn of(&self, call: ExprId) -> Option<&Handed> {
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

    fn handed_call(&self, call: ExprId) -> Option<Handed> {
        if let ExprKind::Call { func, args } = self.kind(call)
            && let ExprKind::Attribute { value, attr } = self.kind(*func)
            // `resize.delay(name)`: the task is the object.
            && puts_into_queue(self.file.module().text(attr.span))
            && !self.local_functions(*value).is_empty()
        {
            return Some(Handed { func: *value, args: args.clone(), kind: HandedKind::Called });
        }
        self.file.handed_by(call).filter(|handed| handed.kind == HandedKind::Called).cloned()
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
