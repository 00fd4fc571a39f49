//! PV430: encryption in a file where nothing checks that it has not been changed.

use model::Confidence;
use syntax::ast::ExprId;

use crate::Candidate;
use crate::code::around::{calls_in, function_of, last_word};
use crate::code::old_scheme;
use crate::detector::{Context, Detector};
use crate::matcher::plain;

pub(crate) struct UnauthenticatedCipher;

impl Detector for UnauthenticatedCipher {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let authenticates = |name: &str| {
            [
                "hmac.",
                "Crypto.Hash.HMAC.",
                "Crypto.Hash.CMAC.",
                "Cryptodome.Hash.HMAC.",
                "cryptography.hazmat.primitives.hmac.",
            ]
            .iter()
            .any(|start| name.starts_with(start))
        };
        let is_checked = cx.file.calls().iter().any(|&call| {
            function_of(cx.file, call)
                .is_some_and(|func| cx.file.qualified_names(func).any(|name| authenticates(&plain(name))))
        });
        candidate.confidence = Some(Confidence::Medium);
        // What was written before the program learned better is read, and nothing new is written so.
        if candidate.expr.is_some_and(|call| old_scheme::is_legacy(cx.file, call)) {
            candidate.cvss = Some(old_scheme::KEPT);
        }
        (!is_checked && !candidate.expr.is_some_and(|call| is_other_side(cx, call))).then_some(candidate)
    }
}

/// Whether the function only reads what another one of the file writes: the mode is chosen there, and told there.
fn is_other_side(cx: &Context<'_>, call: ExprId) -> bool {
    let says = |word: &str, call: ExprId| last_word(cx.file, call).is_some_and(|name| name.contains(word));
    let Some(function) = cx.file.enclosing_function(call) else { return false };
    let span = cx.tree().stmt(function).span;
    calls_in(cx.file, span).any(|other| says("decrypt", other))
        && !calls_in(cx.file, span).any(|other| says("encrypt", other))
        && cx.file.calls().iter().any(|&other| says("encrypt", other))
}
