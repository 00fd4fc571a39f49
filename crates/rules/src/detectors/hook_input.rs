//! PV727: hooks of an agent that trust what they are sent.

use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::code::around::calls_one_of;
use crate::detector::{Context, Detector};

pub(crate) struct HookInput;

const MESSAGE: &str = "This hook reads what the agent is about to do, and fails with a stack trace if it is no JSON or lacks a field. A hook \
                       that fails does not stop the agent, so what it should have refused goes through. Catch the error, and leave \
                       with the status that refuses.";

/// Keys that only the messages of such hooks have.
const KEYS: [&str; 4] = ["tool_input", "hook_event_name", "tool_response", "transcript_path"];

impl Detector for HookInput {
    fn module(&self, cx: &mut Context<'_>) {
        if !reads_hook(cx) || cx.facts().catches && catches_around(cx) {
            return;
        }
        let read = cx.file.calls().iter().copied().find(|&call| reads_stdin(cx, call));
        if let Some(call) = read {
            cx.report(cx.candidate(call, MESSAGE));
        }
    }
}

/// Whether the file is a hook: it reads JSON from its standard input, and a key of such a message.
pub(crate) fn reads_hook(cx: &Context<'_>) -> bool {
    let is_key = |e: ExprId| {
        matches!(cx.tree().expr(e).kind, ExprKind::Str(_))
            && cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(|key| KEYS.contains(&key)))
    };
    cx.facts().imports("sys")
        && cx.file.calls().iter().any(|&call| reads_stdin(cx, call))
        && cx.tree().exprs().any(|(e, _)| is_key(e))
}

/// `json.load(sys.stdin)`, `json.loads(sys.stdin.read())`
fn reads_stdin(cx: &Context<'_>, call: ExprId) -> bool {
    if !calls_one_of(cx.file, call, &["json.load", "json.loads"]) {
        return false;
    }
    let Some(given) = cx.file.call_args(call).positional(0) else { return false };
    let given = cx.file.display(given).unwrap_or(given);
    let names = ["sys.stdin", "sys.stdin.read", "sys.stdin.buffer", "sys.stdin.buffer.read"];
    let object = crate::code::around::function_of(cx.file, given).unwrap_or(given);
    crate::matcher::is_named(cx.file, object, &names)
}

/// Whether a `try` stands around the reading.
fn catches_around(cx: &Context<'_>) -> bool {
    let reads: Vec<_> =
        cx.file.calls().iter().filter(|&&call| reads_stdin(cx, call)).map(|&call| cx.tree().expr(call).span).collect();
    cx.tree().stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Try { handlers, .. } if !handlers.is_empty() => reads.iter().any(|read| stmt.span.contains(*read)),
        _ => false,
    })
}
