//! S104: which texts `0.0.0.0` are an address to listen on.

use semantic::Node;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct BindAll;

impl Detector for BindAll {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let Some(Node::Expr(parent)) = candidate.expr.map(|address| cx.file.parent(address)) else {
            return Some(candidate);
        };
        candidate.dismissed = match cx.tree().expr(parent).kind {
            ExprKind::Compare { .. } => Some("the address is compared with, nothing listens on it"),
            ExprKind::Set(_) | ExprKind::List(_) => {
                Some("the address is an entry of a collection, nothing listens on it")
            }
            _ => None,
        }
        .map(str::to_owned);
        Some(candidate)
    }
}
