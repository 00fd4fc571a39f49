//! PV430: encryption in a file where nothing checks that it has not been changed.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_in, calls_one_of, function_of, last_word};
use crate::code::{old_scheme, written};
use crate::detector::{Context, Detector};
use crate::matcher::plain;

pub(crate) struct UnauthenticatedCipher;

impl Detector for UnauthenticatedCipher {
    /// `AES.new(key, AES.MODE_GCM, nonce=nonce).decrypt(text)`: the mode would notice changes, and nobody asks it.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if last_word(cx.file, call) != Some("decrypt") {
            return;
        }
        let object = function_of(cx.file, call).and_then(|func| match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => cx.file.display(value),
            _ => None,
        });
        let Some(made) = object.filter(|&made| calls_one_of(cx.file, made, NEW)) else { return };
        let chosen = cx.file.call_args(made).argument(Some(1), Some("mode"));
        let authenticates = chosen
            .and_then(|chosen| written::last_word(cx.file, chosen))
            .is_some_and(|word| matches!(word, "MODE_GCM" | "MODE_EAX" | "MODE_CCM" | "MODE_OCB" | "MODE_SIV"));
        let Some(function) = cx.file.enclosing_function(call).filter(|_| authenticates) else { return };
        let asks =
            |other: ExprId| matches!(last_word(cx.file, other), Some("verify" | "hexverify" | "decrypt_and_verify"));
        if !calls_in(cx.file, cx.tree().stmt(function).span).any(asks) {
            let mut candidate = cx.candidate(
                call,
                "The mode finds out whether the text was changed, and nothing here asks it: `decrypt` gives back what was changed as \
                 well. Call `decrypt_and_verify` with the tag.",
            );
            candidate.confidence = Some(Confidence::Medium);
            cx.report(candidate);
        }
    }

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

const NEW: &[&str] = &["Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new"];

/// Whether the function only reads what another one of the file writes: the mode is chosen there, and told there.
fn is_other_side(cx: &Context<'_>, call: ExprId) -> bool {
    let says = |word: &str, call: ExprId| last_word(cx.file, call).is_some_and(|name| name.contains(word));
    let Some(function) = cx.file.enclosing_function(call) else { return false };
    let span = cx.tree().stmt(function).span;
    calls_in(cx.file, span).any(|other| says("decrypt", other))
        && !calls_in(cx.file, span).any(|other| says("encrypt", other))
        && cx.file.calls().iter().any(|&other| says("encrypt", other))
}
