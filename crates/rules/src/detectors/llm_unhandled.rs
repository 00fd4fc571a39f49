//! PV712: calls of a model in a route, whose failure nobody expects.

use syntax::ast::{ExprId, StmtKind};

use crate::code::around::{decorator_name, last_word};
use crate::detector::{Context, Detector};
use crate::{code::written, languages::llm};

pub(crate) struct LlmUnhandled;

const MESSAGE: &str = "The model service fails now and then: limits, overload, refused content. Nothing here expects that, so the \
                       visitor gets an error page and the request is lost. Catch the library's errors around the call, and answer \
                       with something of your own.";

/// How many statements around a call are looked at.
const MAX_DEPTH: usize = 40;

impl Detector for LlmUnhandled {
    fn module(&self, cx: &mut Context<'_>) {
        if handles_everywhere(cx) {
            return;
        }
        let unhandled = llm::served(cx).into_iter().find(|&(call, _)| !is_handled(cx, call));
        if let Some((call, _)) = unhandled {
            cx.report(cx.candidate(call, MESSAGE));
        }
    }
}

/// Whether the application has a place where errors of all its routes go.
fn handles_everywhere(cx: &Context<'_>) -> bool {
    let names = ["errorhandler", "app_errorhandler", "exception_handler"];
    let decorated = cx.file.functions().iter().filter_map(|&function| cx.file.function(function)).any(|function| {
        function.decorators.iter().any(|&decorator| {
            written::last_word(cx.file, decorator_name(cx.file, decorator)).is_some_and(|name| names.contains(&name))
        })
    });
    decorated || cx.file.calls().iter().any(|&call| last_word(cx.file, call) == Some("add_exception_handler"))
}

/// Whether a `try` that catches something stands around the call, in its function.
fn is_handled(cx: &Context<'_>, call: ExprId) -> bool {
    let mut at = cx.file.enclosing_stmt(call);
    for _ in 0..MAX_DEPTH {
        let Some(stmt) = at.and_then(|stmt| cx.file.stmt_parent(stmt)) else { return false };
        match &cx.tree().stmt(stmt).kind {
            StmtKind::Try { handlers, body, .. } if !handlers.is_empty() => {
                let inside =
                    |&part: &syntax::ast::StmtId| cx.tree().stmt(part).span.contains(cx.tree().expr(call).span);
                if body.iter().any(inside) {
                    return true;
                }
            }
            StmtKind::Function(_) => return false,
            _ => {}
        }
        at = Some(stmt);
    }
    false
}
