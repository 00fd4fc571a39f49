//! S104: which texts `0.0.0.0` are an address to listen on.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind, FPart};

use crate::detector::{Context, Detector};
use crate::{Candidate, built, testing};

pub(crate) struct BindAll;

const MESSAGE: &str = "`0.0.0.0` listens on every network interface, so the service answers wherever the machine is \
                       reachable. Name the interface, or `127.0.0.1` for this machine alone.";

impl Detector for BindAll {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.dismissed = candidate.expr.and_then(|address| harmless(cx, address)).map(str::to_owned);
        Some(candidate)
    }

    /// The address as a part of an f-string, between two values.
    fn expression(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::FString(parts) = &cx.tree().expr(expr).kind else { return };
        for part in parts {
            let FPart::Literal { span, raw, braces } = *part else { continue };
            if built::unescaped(cx.tree().text(span), raw, braces) == "0.0.0.0" {
                let mut candidate = cx.candidate(expr, MESSAGE);
                candidate.span = span;
                candidate.dismissed = harmless(cx, expr).map(str::to_owned);
                cx.report(candidate);
            }
        }
    }
}

/// Why nothing listens on the address.
fn harmless(cx: &Context<'_>, address: ExprId) -> Option<&'static str> {
    let parent = cx.file.parent(address);
    if let Node::Expr(parent) = parent {
        match cx.tree().expr(parent).kind {
            ExprKind::Compare { .. } => return Some("the address is compared with, nothing listens on it"),
            ExprKind::Set(_) | ExprKind::List(_) => {
                return Some("the address is an entry of a collection, nothing listens on it");
            }
            _ => {}
        }
    }
    testing::is_test_file(cx.path).then_some("this is a test: what listens here lives as long as the test does")
}
