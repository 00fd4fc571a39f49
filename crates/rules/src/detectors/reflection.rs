//! PV215: names from outside that choose code.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct Reflection;

impl Detector for Reflection {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        candidate.focus.retain(|&name| !cx.file.is_constant(name));
        let &name = candidate.focus.first()?;
        // An attribute that is only read gives a value away, and runs nothing.
        if looks_up(cx, call, name) && !is_called(cx, call) {
            return None;
        }
        candidate.callers_decide =
            Some("a function may be meant to be given a name; each caller is judged where it is".to_owned());
        Some(candidate)
    }
}

/// Whether the call is `getattr(object, name)`.
fn looks_up(cx: &Context<'_>, call: ExprId, name: ExprId) -> bool {
    cx.file.call_args(call).positional(1) == Some(name)
}

/// Whether what a `getattr` gives is called: at once, or through the one name that it is given to.
fn is_called(cx: &Context<'_>, lookup: ExprId) -> bool {
    let calls = |func: ExprId| matches!(cx.file.parent(func), Node::Expr(parent) if is_callee(cx, parent, func));
    calls(lookup)
        || cx.file.calls().iter().any(|&call| match cx.tree().expr(call).kind {
            ExprKind::Call { func, .. } => {
                matches!(cx.tree().expr(func).kind, ExprKind::Name) && cx.file.display(func) == Some(lookup)
            }
            _ => false,
        })
}

fn is_callee(cx: &Context<'_>, call: ExprId, func: ExprId) -> bool {
    matches!(cx.tree().expr(call).kind, ExprKind::Call { func: callee, .. } if callee == func)
}
