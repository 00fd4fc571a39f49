//! PV460: secrets in messages of the log.

use secrets::words;
use syntax::ast::{Argument, ExprId, ExprKind, FPart};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct SecretInLog;

/// How deep a message is looked into.
const MAX_DEPTH: u32 = 20;

impl Detector for SecretInLog {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let value = |argument: &Argument| match *argument {
            Argument::Keyword { name, value } => {
                (!matches!(cx.tree().text(name.span), "exc_info" | "stack_info" | "stacklevel")).then_some(value)
            }
            _ => Some(argument.value()),
        };
        args.all().iter().filter_map(value).any(|value| shows_secret(cx, value, 0)).then_some(candidate)
    }
}

/// Whether the text shows the value of a secret. What a function makes of one is not looked into: it may be a mask.
fn shows_secret(cx: &Context<'_>, text: ExprId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let part = |e: ExprId| shows_secret(cx, e, depth + 1);
    let is_key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(is_secret));
    match &cx.tree().expr(text).kind {
        ExprKind::Name => is_secret(cx.text(text)) && !cx.file.is_constant(text),
        ExprKind::Attribute { attr, .. } => is_secret(cx.tree().text(attr.span)),
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
fn is_secret(name: &str) -> bool {
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
    is_one && !words.iter().any(|word| ABOUT.contains(&&**word) && !(word == "reset" && has("token")))
}
