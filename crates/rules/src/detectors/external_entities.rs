//! PV218: parsers of the standard library that are told to load external entities, and what they read.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct ExternalEntities;

impl Detector for ExternalEntities {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let ExprKind::Attribute { value: parser, .. } = cx.tree().expr(func).kind else { return None };
        candidate.focus = read_with(cx, call, parser);
        Some(candidate)
    }
}

/// What the function that holds `call` gives to the parser: `parser.parse(data)`, or `minidom.parse(data, parser)`.
fn read_with(cx: &Context<'_>, call: ExprId, parser: ExprId) -> Vec<ExprId> {
    let name = cx.text(parser);
    let function = cx.file.enclosing_function(call);
    let takes = |&other: &ExprId| {
        if cx.file.enclosing_function(other) != function {
            return None;
        }
        let ExprKind::Call { func, .. } = cx.tree().expr(other).kind else { return None };
        let args = cx.file.call_args(other);
        let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind else { return None };
        let method = cx.tree().text(attr.span);
        let reads = matches!(method, "parse" | "feed" | "parseString") && is_statement_or_value(cx, other);
        let own = cx.text(value) == name;
        let given = args.argument(Some(1), Some("parser")).is_some_and(|given| cx.text(given) == name);
        (reads && (own || given)).then(|| args.positional(0))?
    };
    cx.file.calls().iter().filter_map(takes).collect()
}

/// A call that is made, not one in a decorator or a default.
fn is_statement_or_value(cx: &Context<'_>, call: ExprId) -> bool {
    match cx.file.parent(call) {
        Node::Stmt(stmt) => !matches!(cx.tree().stmt(stmt).kind, StmtKind::Function(_) | StmtKind::Class(_)),
        _ => true,
    }
}
