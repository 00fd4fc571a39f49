//! PV405: what is written into a token, for everybody to read.

use secrets::{is_secret_name, words};
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::mapping::entries;
use crate::detector::{Context, Detector};

pub(crate) struct JwtPayload;

impl Detector for JwtPayload {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let claims = args.argument(Some(0), Some("payload")).and_then(|claims| entries(cx.file, claims));
        // Authlib's `encode` takes a header first.
        let further = args.positional(1).and_then(|claims| entries(cx.file, claims));
        let mut claims = claims.into_iter().chain(further).flatten();
        let is_secret = |(claim, value): (String, ExprId)| {
            !cx.file.is_constant(value)
                && (is_secret_name(&claim) && !claim.contains("token") || is_password(cx, value))
        };
        claims.any(is_secret).then_some(candidate)
    }
}

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
