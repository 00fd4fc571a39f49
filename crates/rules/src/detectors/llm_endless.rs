//! PV713: agents that go on for as long as the model wants to.

use syntax::Span;
use syntax::ast::{BinaryOp, CompareOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, calls_one_of, function_of, local_function};
use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmEndless;

const MESSAGE: &str = "This loop asks the model again and again, and only the model's answer ends it. A model that is confused, or \
                       told to go on, keeps it running and spends money and tools without end. Count the rounds, and stop at a limit.";

/// Last names of calls at which the loop waits for somebody: each round is one of theirs.
const WAITS: [&str; 18] = [
    "input",
    "raw_input",
    "receive",
    "receive_text",
    "receive_json",
    "recv",
    "readline",
    "get",
    "poll",
    "prompt",
    "accept",
    "listen",
    "sleep",
    "wait",
    "chat_input",
    "ask",
    "receive_message",
    "prompt_async",
];

/// How many loops around calls of a model are looked at.
const MAX_LOOPS: usize = 32;

impl Detector for LlmEndless {
    fn module(&self, cx: &mut Context<'_>) {
        let calls = cx.facts().model_calls(cx.file);
        if calls.is_empty() {
            return;
        }
        let endless = |(id, stmt): (StmtId, &syntax::ast::Stmt)| match stmt.kind {
            StmtKind::While { test, .. } if cx.file.constant(test).is_some_and(|value| value.truthy()) => {
                Some((id, test))
            }
            // `for step in itertools.count():`
            StmtKind::For { iter, .. } if calls_one_of(cx.file, iter, &["itertools.count"]) => Some((id, iter)),
            _ => None,
        };
        let asks = |&(id, _): &(StmtId, ExprId)| {
            let span = cx.tree().stmt(id).span;
            // Calls are sorted by where they begin.
            let within = |span: Span| {
                let first = calls.partition_point(|&(call, _)| cx.tree().expr(call).span.start < span.start);
                calls.get(first).is_some_and(|&(call, _)| cx.tree().expr(call).span.start < span.end)
            };
            // Or a function of the file that does.
            let by_function =
                |call: ExprId| asking(cx, call).is_some_and(|function| within(cx.tree().stmt(function).span));
            within(span) || calls_in(cx.file, span).any(by_function)
        };
        let loops: Vec<(StmtId, ExprId)> = cx.tree().stmts().filter_map(endless).filter(asks).take(MAX_LOOPS).collect();
        for (stmt, test) in loops {
            if !waits(cx, stmt) && !counts(cx, stmt) {
                cx.report(cx.candidate(test, MESSAGE));
            }
        }
    }
}

/// The function of this file that a call calls.
fn asking(cx: &Context<'_>, call: ExprId) -> Option<StmtId> {
    local_function(cx.file, function_of(cx.file, call)?)
}

/// Whether each round waits for somebody; a function of the file's own may be called `ask` for asking the model.
fn waits(cx: &Context<'_>, stmt: StmtId) -> bool {
    calls_in(cx.file, cx.tree().stmt(stmt).span)
        .filter(|&call| asking(cx, call).is_none())
        .any(|call| llm::function_name(cx, call).is_some_and(|name| WAITS.contains(&name)))
}

/// Whether the loop counts something and compares a size.
fn counts(cx: &Context<'_>, stmt: StmtId) -> bool {
    let span = cx.tree().stmt(stmt).span;
    let adds = cx.tree().stmts().any(|(_, inner)| {
        matches!(inner.kind, StmtKind::AugAssign { op: BinaryOp::Add | BinaryOp::Sub, .. }) && span.contains(inner.span)
    });
    let is_size =
        |op: CompareOp| matches!(op, CompareOp::Lt | CompareOp::LtE | CompareOp::Gt | CompareOp::GtE | CompareOp::Eq);
    let compares = cx.tree().exprs().any(|(_, inner)| match &inner.kind {
        ExprKind::Compare { rest, .. } if span.contains(inner.span) => rest
            .iter()
            .any(|&(op, side)| is_size(op) && !matches!(cx.tree().expr(side).kind, ExprKind::Str(_) | ExprKind::None)),
        _ => false,
    });
    adds && compares || has_clock(cx, stmt)
}

/// Whether a time is asked for: the loop may end by the clock.
fn has_clock(cx: &Context<'_>, stmt: StmtId) -> bool {
    calls_in(cx.file, cx.tree().stmt(stmt).span).any(|call| {
        llm::function_name(cx, call).is_some_and(|name| matches!(name, "monotonic" | "time" | "perf_counter"))
    })
}
