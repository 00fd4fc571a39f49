//! PV484: rules of a firewall that let everybody in.

use semantic::{Const, Node};
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::last_word;
use crate::detector::{Context, Detector};

pub(crate) struct OpenIngress;

/// How many expressions around an address are looked at.
const MAX_STEPS: usize = 16;

impl Detector for OpenIngress {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let mut at = candidate.expr?;
        for _ in 0..MAX_STEPS {
            let Node::Expr(around) = cx.file.parent(at) else { return Some(candidate) };
            if is_web(cx, around) {
                return None;
            }
            if matches!(cx.tree().expr(around).kind, ExprKind::Call { .. })
                && last_word(cx.file, around).is_some_and(|name| name.contains("egress"))
            {
                return None;
            }
            at = around;
        }
        Some(candidate)
    }
}

/// Whether a rule, a call or a dictionary, is about the ports of a public web server.
fn is_web(cx: &Context<'_>, rule: ExprId) -> bool {
    let port = |name: &str| match &cx.tree().expr(rule).kind {
        ExprKind::Call { .. } => cx.file.call_args(rule).keyword(name),
        ExprKind::Dict(entries) => entries.iter().find_map(|&(key, value)| {
            cx.file.constant(key?).is_some_and(|key| key.as_str() == Some(name)).then_some(value)
        }),
        _ => None,
    };
    let number = |name: &str| port(name).and_then(|value| cx.file.constant(value));
    matches!((number("FromPort"), number("ToPort")), (Some(Const::Int(first @ (80 | 443))), Some(Const::Int(last))) if first == last)
}
