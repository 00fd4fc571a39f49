//! PV217: how much memory or time is taken, as a request says.

use semantic::{BindingKind, Const, Node};
use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct ChosenSize;

/// How many names are followed to see whether something is a number.
const MAX_DEPTH: usize = 4;

impl Detector for ChosenSize {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let args = cx.file.call_args(call);
        if is_named(cx.file, func, &["builtins.range"]) {
            // The end is the only argument, or the second.
            candidate.focus = args.positional(1).or_else(|| args.positional(0)).into_iter().collect();
            // A range takes no memory, and whoever it is handed to may not go through it.
            if let Node::Expr(around) = cx.file.parent(call)
                && matches!(cx.tree().expr(around).kind, ExprKind::Dict(_))
            {
                candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:L");
            }
        }
        candidate.focus.retain(|&size| !cx.file.is_constant(size));
        // Of a text these make a copy.
        if is_named(cx.file, func, &["builtins.bytes", "builtins.bytearray"]) {
            candidate.focus.retain(|&size| is_number(cx, size, 0));
        }
        (!candidate.focus.is_empty()).then_some(candidate)
    }

    /// `"x" * n`, `[0] * n`, `2 ** n`
    fn text(&self, cx: &mut Context<'_>, e: ExprId) {
        let ExprKind::Binary { left, op, right } = cx.tree().expr(e).kind else { return };
        let size = match op {
            BinaryOp::Mult if is_sequence(cx, left) => right,
            BinaryOp::Mult if is_sequence(cx, right) => left,
            BinaryOp::Pow if matches!(cx.file.constant(left), Some(Const::Int(base)) if base > 1) => right,
            _ => return,
        };
        if cx.file.is_constant(size) {
            return;
        }
        let mut candidate = cx.candidate(
            e,
            "A request says how large this value becomes, and there is no limit: one request can use up the memory. Refuse \
             numbers above a limit, or take the smaller of the two.",
        );
        candidate.focus = vec![size];
        candidate.cvss = Some("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H");
        cx.report(candidate);
    }
}

fn is_sequence(cx: &Context<'_>, e: ExprId) -> bool {
    matches!(cx.tree().expr(e).kind, ExprKind::List(_) | ExprKind::Tuple(_))
        || matches!(cx.file.constant(e), Some(Const::Str(_) | Const::Bytes(_) | Const::List(_) | Const::Tuple(_)))
}

/// Whether the expression is seen to be a number: a conversion, a product, or a field of a JSON body.
fn is_number(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match cx.tree().expr(e).kind {
        ExprKind::Int => true,
        ExprKind::Binary { left, op: BinaryOp::Mult | BinaryOp::Sub, right } => {
            is_number(cx, left, depth + 1) || is_number(cx, right, depth + 1)
        }
        ExprKind::Call { func, .. } => {
            is_named(cx.file, func, &["builtins.int", "builtins.abs", "builtins.round", "builtins.max", "math.ceil"])
                || cx.file.call_args(e).keyword("type").is_some()
        }
        ExprKind::Name => cx.file.reaching(e).into_iter().any(|binding| match cx.file.binding_info(binding).kind {
            BindingKind::Assign { value: Some(value), .. } => is_number(cx, value, depth + 1),
            BindingKind::Param { function, index } => {
                let param = cx.file.function(function).and_then(|definition| definition.params.params.get(index));
                param.and_then(|param| param.annotation).is_some_and(|annotation| cx.text(annotation) == "int")
            }
            _ => false,
        }),
        _ => false,
    }
}
