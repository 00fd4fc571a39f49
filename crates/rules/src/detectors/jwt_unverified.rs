//! PV401: tokens whose signature nobody checks.

use crate::Candidate;
use crate::around::{calls_in, calls_one_of, last_word};
use crate::detector::{Context, Detector};
use crate::jwt::ignores_signature;

pub(crate) struct JwtUnverified;

const DECODE: &[&str] =
    &["jwt.decode", "jwt.PyJWT.decode", "jwt.decode_complete", "jose.jwt.decode", "jose.jws.verify"];

impl Detector for JwtUnverified {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        if last_word(cx.file, call) != Some("get_unverified_claims") && !ignores_signature(cx.file, call) {
            return None;
        }
        // Some look into a token to find out which key it asks for.
        let function = cx.file.enclosing_function(call).map(|function| cx.tree().stmt(function).span);
        let checked = function.and_then(|span| {
            calls_in(cx.file, span)
                .find(|&other| calls_one_of(cx.file, other, DECODE) && !ignores_signature(cx.file, other))
        });
        if let Some(checked) = checked {
            let line = cx.tree().lines().line(cx.tree().expr(checked).span.start);
            candidate.dismissed = Some(format!("the function checks the token's signature too (line {line})"));
        }
        Some(candidate)
    }
}
