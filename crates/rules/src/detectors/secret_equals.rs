//! PV407: secrets that are compared letter by letter.

use secrets::is_secret_name;
use syntax::ast::{CompareOp, ExprId, ExprKind};

use crate::code::around::function_of;
use crate::detector::{Context, Detector};
use crate::matcher::plain;

pub(crate) struct SecretEquals;

/// What a request carries, by the attribute that holds it.
const CARRIED: [&str; 11] =
    ["headers", "cookies", "COOKIES", "args", "form", "GET", "POST", "META", "query_params", "params", "values"];

impl Detector for SecretEquals {
    fn comparison(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Compare { left, ref rest } = cx.tree().expr(expr).kind else { return };
        let [(CompareOp::Eq | CompareOp::NotEq, right)] = **rest else { return };
        if cx.file.is_constant(left) || cx.file.is_constant(right) {
            return;
        }
        let either = |test: &dyn Fn(ExprId) -> bool| test(left) || test(right);
        let is_signature = either(&|side| is_signature(cx, side));
        let is_token = either(&|side| is_configured_secret(cx, side)) && either(&|side| is_of_request(cx, side));
        if is_signature || is_token {
            let candidate = cx.candidate(
                expr,
                "The comparison stops at the first letter that differs, so its time tells how much of the secret was right. \
                 Use `hmac.compare_digest`.",
            );
            cx.report(candidate);
        }
    }
}

/// The digest of an HMAC.
fn is_signature(cx: &Context<'_>, side: ExprId) -> bool {
    let place = cx.file.display(side).unwrap_or(side);
    function_of(cx.file, place).is_some_and(|func| {
        cx.file.qualified_names(func).any(|name| {
            matches!(
                &*plain(name),
                "hmac.HMAC.hexdigest" | "hmac.HMAC.digest" | "hmac.new.hexdigest" | "hmac.new.digest" | "hmac.digest"
            )
        })
    })
}

/// A secret of the environment or the settings.
fn is_configured_secret(cx: &Context<'_>, side: ExprId) -> bool {
    let place = cx.file.display(side).unwrap_or(side);
    let key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(is_secret_name));
    match cx.tree().expr(place).kind {
        ExprKind::Subscript { value, index } => is_store(cx, value) && key(index),
        ExprKind::Attribute { value, attr } => is_store(cx, value) && is_secret_name(cx.tree().text(attr.span)),
        ExprKind::Call { func, .. } => {
            let is_look_up = match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, attr } => cx.tree().text(attr.span) == "get" && is_store(cx, value),
                _ => false,
            };
            let is_getenv = cx.file.qualified_names(func).any(|name| name == "os.getenv");
            (is_look_up || is_getenv) && cx.file.call_args(place).positional(0).is_some_and(key)
        }
        _ => false,
    }
}

fn is_store(cx: &Context<'_>, object: ExprId) -> bool {
    cx.file.qualified_names(object).any(|name| matches!(name, "os.environ" | "django.conf.settings"))
        || matches!(crate::code::written::last_word(cx.file, object), Some("settings" | "config"))
}

/// `request.headers["X-Token"]`, `request.args.get("token")`
pub(crate) fn is_of_request(cx: &Context<'_>, side: ExprId) -> bool {
    let place = cx.file.display(side).unwrap_or(side);
    let holder = match cx.tree().expr(place).kind {
        ExprKind::Subscript { value, .. } => value,
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => value,
            _ => return false,
        },
        _ => return false,
    };
    match cx.tree().expr(holder).kind {
        ExprKind::Attribute { value, attr } => {
            CARRIED.contains(&cx.tree().text(attr.span))
                && matches!(crate::code::written::last_word(cx.file, value), Some("request" | "req"))
        }
        _ => false,
    }
}
