//! What a text shows of values whose names say what they are: secrets, personal data.

use secrets::words;
use syntax::ast::{ExprId, ExprKind, FPart};

use crate::detector::Context;

/// How deep a text is looked into.
const MAX_DEPTH: u32 = 20;

/// Whether the text shows a value under a name that `counts`. What a function makes of one is not looked into: it may be a mask.
pub(crate) fn shows(cx: &Context<'_>, text: ExprId, counts: &dyn Fn(&str) -> bool) -> bool {
    shows_below(cx, text, counts, 0)
}

fn shows_below(cx: &Context<'_>, text: ExprId, counts: &dyn Fn(&str) -> bool, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let part = |e: ExprId| shows_below(cx, e, counts, depth + 1);
    let is_key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(counts));
    match &cx.tree().expr(text).kind {
        ExprKind::Name => counts(cx.text(text)) && !cx.file.is_constant(text),
        ExprKind::Attribute { attr, .. } => counts(cx.tree().text(attr.span)),
        ExprKind::Subscript { index, .. } => is_key(*index),
        ExprKind::Binary { left, right, .. } => part(*left) || part(*right),
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().any(|&item| part(item)),
        ExprKind::Dict(entries) => entries.iter().any(|&(_, value)| part(value)),
        ExprKind::FString(parts) => parts.iter().any(|piece| match piece {
            FPart::Interpolation { value, .. } => part(*value),
            FPart::Literal { .. } => false,
        }),
        ExprKind::Call { func, args } => match cx.tree().expr(*func).kind {
            ExprKind::Attribute { value, attr } => match cx.tree().text(attr.span) {
                "get" => args.first().is_some_and(|key| is_key(key.value())),
                "format" => args.iter().any(|argument| part(argument.value())),
                "strip" | "decode" | "encode" => part(value),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

/// Names of secrets themselves, not of their number, age, kind or place.
pub(crate) fn is_secret(name: &str) -> bool {
    const ABOUT: [&str; 24] = [
        "count", "total", "type", "id", "len", "length", "expires", "expiry", "at", "file", "path", "url", "uri",
        "field", "name", "policy", "masked", "redacted", "hint", "reset", "required", "changed", "error", "errors",
    ];
    let words = words(name);
    let has = |word: &str| words.iter().any(|part| part == word);
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    let is_one = has("password")
        || has("passwd")
        || has("passphrase")
        || has("pwd")
        || has("apikey")
        || has("authorization")
        || pair("api", "key")
        || pair("secret", "key")
        || pair("private", "key")
        || pair("client", "secret")
        || ["access", "refresh", "auth", "api", "session", "bearer", "reset", "jwt"]
            .iter()
            .any(|kind| pair(kind, "token"));
    // `UPDATE_USER_PASSWORD`, `check_password`: the name of something that is done.
    let names_action = words.first().is_some_and(|first| {
        matches!(
            &**first,
            "update" | "change" | "create" | "set" | "check" | "verify" | "validate" | "forgot" | "delete" | "get"
        )
    });
    is_one && !names_action && !words.iter().any(|word| ABOUT.contains(&&**word) && !(word == "reset" && has("token")))
}
