//! PV403: tokens that say nothing of their end.

use secrets::words;
use syntax::ast::{Expr, ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::around::last_word;
use crate::code::mapping::entries;
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct JwtExpiry;

impl Detector for JwtExpiry {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if last_word(cx.file, place) != Some("encode") {
            // A setting holds for every token.
            if !cx.tree().text(candidate.span).contains("_EXPIRES") {
                candidate.dismissed = why_unread(cx, place).map(str::to_owned);
            }
            if is_for_one_purpose(cx, place) {
                candidate.cvss = Some(FOR_ONE_PURPOSE);
            }
            return Some(candidate);
        }
        let claims = cx
            .file
            .call_args(place)
            .argument(Some(0), Some("payload"))
            .or_else(|| cx.file.call_args(place).keyword("claims"))?;
        let claims = entries(cx.file, claims)?;
        if claims.is_empty() || claims.iter().any(|(claim, _)| claim == "exp") {
            return None;
        }
        if let Some((claim, _)) = claims.iter().find(|(claim, _)| is_end(claim) && is_read(cx, claim)) {
            candidate.dismissed =
                Some(format!("the token's end is the claim `{claim}`, which is read where the token is taken"));
        }
        Some(candidate)
    }
}

/// Whether a claim of one's own says when the token ends.
fn is_end(claim: &str) -> bool {
    words(claim).iter().any(|word| matches!(&**word, "exp" | "expires" | "expiration" | "expiry" | "deadline"))
}

/// Whether the file takes an item of that name out of something: `claims["expires"]`, `claims.get("expires")`.
fn is_read(cx: &Context<'_>, claim: &str) -> bool {
    let is_it = |e: ExprId| cx.file.constant(e).is_some_and(|text| text.as_str() == Some(claim));
    cx.tree().exprs().any(|(e, expr)| match expr.kind {
        ExprKind::Subscript { index, .. } => is_it(index),
        ExprKind::Call { .. } => {
            last_word(cx.file, e) == Some("get") && cx.file.call_args(e).positional(0).is_some_and(is_it)
        }
        _ => false,
    })
}

/// Less harm: the token opens one thing, as its own claims say.
const FOR_ONE_PURPOSE: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N";

/// `create_access_token(…, additional_claims={"scope": CONFIRM_EMAIL}, expires_delta=False)`
fn is_for_one_purpose(cx: &Context<'_>, place: ExprId) -> bool {
    let claims =
        cx.file.call_args(place).keyword("additional_claims").map(|claims| cx.file.display(claims).unwrap_or(claims));
    let Some(ExprKind::Dict(entries)) = claims.map(|claims| &cx.tree().expr(claims).kind) else { return false };
    let limits = |name: &str| words(name).iter().any(|word| matches!(&**word, "scope" | "purpose" | "limited"));
    entries.iter().filter_map(|(key, _)| *key).any(|key| {
        cx.file.constant(key).is_some_and(|key| key.as_str().is_some_and(limits))
            || written::last_word(cx.file, key).is_some_and(limits)
    })
}

/// Why nobody is let in by a token whose end is not checked at `place`.
fn why_unread(cx: &Context<'_>, place: ExprId) -> Option<&'static str> {
    let stmt = cx.file.enclosing_stmt(place)?;
    if matches!(cx.tree().stmt(stmt).kind, StmtKind::Expr(_)) {
        return Some("only whether the signature fits is asked: nothing that the token says is used");
    }
    let function = cx.file.enclosing_function(place)?;
    let span = cx.tree().stmt(function).span;
    let names_end = |(e, expr): (ExprId, &Expr)| {
        span.contains(expr.span)
            && match expr.kind {
                ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span) == "exp",
                ExprKind::Str(_) => cx.file.constant(e).is_some_and(|text| text.as_str() == Some("exp")),
                _ => false,
            }
    };
    cx.tree().exprs().any(names_end).then_some("the function looks at the token's end itself")
}
