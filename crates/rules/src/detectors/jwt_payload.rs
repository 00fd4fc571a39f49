//! PV405: what is written into a token, for everybody to read.

use secrets::{is_secret_name, words};
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::mapping::{Named, entries};
use crate::code::shown::is_protected;
use crate::detector::{Context, Detector};
use crate::scan::one_line;

pub(crate) struct JwtPayload;

impl Detector for JwtPayload {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let claims = args.argument(Some(0), Some("payload")).and_then(|claims| entries(cx.file, claims));
        // Authlib's `encode` takes a header first.
        let further = args.positional(1).and_then(|claims| entries(cx.file, claims));
        let mut claims: Named = claims.into_iter().chain(further).flatten().collect();
        claims.retain(|(_, value)| !cx.file.is_constant(*value));
        let is_secret = |(claim, value): &(String, ExprId)| {
            is_secret_name(claim) && !claim.contains("token") || is_password(cx, *value)
        };
        if claims.iter().any(is_secret) {
            return Some(candidate);
        }
        let (claim, _) = claims.into_iter().find(|(claim, _)| is_protected(claim))?;
        candidate.message = format!(
            "The token is signed and not encrypted: whoever sees it, in a log or a browser, reads `{}` in it. Put a number of the \
             user into it, and look the rest up where it is needed.",
            one_line(&claim)
        );
        candidate.cvss = Some(OF_A_PERSON);
        Some(candidate)
    }
}

/// Nothing is opened with it.
const OF_A_PERSON: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N";

/// `password`, `user.password`, `form["password"]`
fn is_password(cx: &Context<'_>, value: ExprId) -> bool {
    let name = match cx.tree().expr(value).kind {
        ExprKind::Name => cx.text(value),
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
        ExprKind::Subscript { index, .. } => cx.text(index),
        _ => return false,
    };
    let words = words(name);
    words.last().is_some_and(|word| matches!(&**word, "password" | "passwd" | "pwd" | "passphrase"))
}
