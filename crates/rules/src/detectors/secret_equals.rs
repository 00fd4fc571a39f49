//! PV407: secrets that are compared letter by letter.

use secrets::{is_secret_name, words};
use semantic::{BindingKind, Node};
use syntax::ast::{CompareOp, ExprId, ExprKind};

use crate::code::around::{calls_in, calls_one_of, function_of, given, local_function};
use crate::code::built::{pieces, values};
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::matcher::{is_named, plain};

pub(crate) struct SecretEquals;

/// What a request carries, by the attribute that holds it.
const CARRIED: [&str; 13] = [
    "headers",
    "cookies",
    "COOKIES",
    "args",
    "form",
    "GET",
    "POST",
    "META",
    "query_params",
    "params",
    "values",
    "json",
    "data",
];

/// Expressions between a comparison and the call that it is handed to.
const MAX_AROUND: usize = 4;

impl Detector for SecretEquals {
    fn comparison(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Compare { left, ref rest } = cx.tree().expr(expr).kind else { return };
        let [(CompareOp::Eq | CompareOp::NotEq, right)] = **rest else { return };
        if cx.file.is_constant(left) || cx.file.is_constant(right) || is_in_query(cx, expr) {
            return;
        }
        let either = |test: &dyn Fn(ExprId) -> bool| test(left) || test(right);
        let is_signature = either(&|side| is_signature(cx, side));
        let is_sent = |side| is_of_request(cx, side) || is_called_secret(cx, side);
        let is_token =
            is_configured_secret(cx, left) && is_sent(right) || is_configured_secret(cx, right) && is_sent(left);
        let is_told = is_of_environment(cx, left) && is_handed_over(cx, right)
            || is_of_environment(cx, right) && is_handed_over(cx, left);
        if is_signature || is_token || is_told {
            let candidate = cx.candidate(
                expr,
                "The comparison stops at the first letter that differs, so its time tells how much of the secret was right. \
                 Use `hmac.compare_digest`.",
            );
            cx.report(candidate);
        }
    }
}

/// `select(Config).where(Config.key == key)`: the database compares.
fn is_in_query(cx: &Context<'_>, comparison: ExprId) -> bool {
    let mut at = comparison;
    for _ in 0..MAX_AROUND {
        let Node::Expr(around) = cx.file.parent(at) else { return false };
        if let ExprKind::Call { func, .. } = cx.tree().expr(around).kind {
            let asks = |name| {
                matches!(name, "where" | "filter" | "filter_by" | "having" | "and_" | "or_" | "not_" | "case" | "join")
            };
            return func != at && last_word(cx.file, func).is_some_and(asks);
        }
        at = around;
    }
    false
}

/// What only who has a secret can compute: the digest of an HMAC, or a key that is derived from a password; also where a function
/// of the file returns it, and behind a word that says how it was made, `f"sha256={digest}"`.
fn is_signature(cx: &Context<'_>, side: ExprId) -> bool {
    let place = given(cx.file, side);
    match pieces(cx.file, place) {
        Some(pieces) => values(&pieces).any(|value| is_computed(cx, value)),
        None => is_computed(cx, place),
    }
}

fn is_computed(cx: &Context<'_>, value: ExprId) -> bool {
    let place = given(cx.file, value);
    let Some(func) = function_of(cx.file, place) else { return false };
    is_signing(cx, func)
        || local_function(cx.file, func).is_some_and(|function| {
            let mut returned = cx.file.returned_values(function).peekable();
            let signs = |value| function_of(cx.file, given(cx.file, value)).is_some_and(|func| is_signing(cx, func));
            returned.peek().is_some() && returned.all(signs)
        })
}

fn is_signing(cx: &Context<'_>, func: ExprId) -> bool {
    cx.file.qualified_names(func).any(|name| {
        matches!(
            &*plain(name),
            "hmac.HMAC.hexdigest"
                | "hmac.HMAC.digest"
                | "hmac.new.hexdigest"
                | "hmac.new.digest"
                | "hmac.digest"
                | "hashlib.pbkdf2_hmac"
                | "hashlib.scrypt"
        )
    })
}

/// Whether an entry of the environment is a secret by its name; beside a field of a request a `STAFF_KEY` is one.
fn is_secret(name: &str) -> bool {
    is_secret_name(name) || words(name).last().is_some_and(|last| matches!(&**last, "key" | "token" | "secret"))
}

/// A secret of the environment or the settings.
fn is_configured_secret(cx: &Context<'_>, side: ExprId) -> bool {
    let place = cx.file.display(side).unwrap_or(side);
    let key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(is_secret));
    match cx.tree().expr(place).kind {
        ExprKind::Subscript { value, index } => is_store(cx, value) && key(index),
        // `config.key` is what something is found by.
        ExprKind::Attribute { value, attr } => {
            let name = cx.tree().text(attr.span);
            is_store(cx, value) && is_secret(name) && name != "key"
        }
        // What another file read from the environment under that name.
        ExprKind::Name => {
            is_secret(cx.text(place))
                && cx.file.qualified_names(place).any(|name| {
                    matches!(name, "os.environ.get()" | "os.getenv()" | "os.environ[]" | "decouple.config()")
                })
        }
        // pydantic's `settings.key.get_secret_value()`
        ExprKind::Call { func, .. } if last_word(cx.file, func) == Some("get_secret_value") => {
            match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, .. } => match cx.tree().expr(value).kind {
                    ExprKind::Attribute { value: store, .. } => is_store(cx, store),
                    _ => false,
                },
                _ => false,
            }
        }
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

/// A secret of the environment: whoever asks a function about it guesses at it.
fn is_of_environment(cx: &Context<'_>, side: ExprId) -> bool {
    let place = cx.file.display(side).unwrap_or(side);
    let (holder, key) = match cx.tree().expr(place).kind {
        ExprKind::Subscript { value, index } => (value, Some(index)),
        ExprKind::Call { func, .. } => (func, cx.file.call_args(place).positional(0)),
        _ => return false,
    };
    is_named(cx.file, holder, &["os.environ", "os.environ.get", "os.getenv"])
        && key.and_then(|key| cx.file.constant(key)).is_some_and(|key| key.as_str().is_some_and(is_secret))
}

/// Whether a value is what a function was handed to look at. What it calls the default, or what was there before, it compares for
/// another end.
fn is_handed_over(cx: &Context<'_>, side: ExprId) -> bool {
    const OF_SETTINGS: [&str; 8] = ["default", "old", "new", "current", "previous", "env", "config", "placeholder"];
    matches!(cx.tree().expr(side).kind, ExprKind::Name)
        && cx
            .file
            .binding(side)
            .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }))
        && !words(cx.text(side)).iter().any(|word| OF_SETTINGS.contains(&&**word))
}

/// `settings`, `app.config`, and what is asked for them: `get_settings()`.
fn is_store(cx: &Context<'_>, object: ExprId) -> bool {
    let object = function_of(cx.file, object).unwrap_or(object);
    cx.file.qualified_names(object).any(|name| matches!(name, "os.environ" | "django.conf.settings"))
        || last_word(cx.file, object)
            .is_some_and(|name| words(name).last().is_some_and(|last| matches!(&**last, "settings" | "config")))
}

/// What is called a secret where it is compared with one: a parameter `token`, an entry `message["token"]`.
fn is_called_secret(cx: &Context<'_>, side: ExprId) -> bool {
    let place = given(cx.file, side);
    let key = |e: ExprId| cx.file.constant(e).is_some_and(|key| key.as_str().is_some_and(is_secret));
    match cx.tree().expr(place).kind {
        ExprKind::Name => {
            let is_parameter = cx
                .file
                .binding(place)
                .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }));
            is_parameter && is_secret(cx.text(place))
        }
        // What an object keeps itself, nobody sends.
        ExprKind::Attribute { value, attr } => {
            cx.text(value) != "self" && is_secret(cx.tree().text(attr.span)) && !is_configured_secret(cx, place)
        }
        ExprKind::Subscript { index, .. } => key(index),
        ExprKind::Call { func, .. } => {
            last_word(cx.file, func) == Some("get") && cx.file.call_args(place).positional(0).is_some_and(key)
        }
        _ => false,
    }
}

/// What FastAPI fills a parameter from.
const FILLED: &[&str] = &["fastapi.Header", "fastapi.Cookie", "fastapi.Query", "fastapi.Form", "fastapi.Security"];

/// Whether a parameter is filled from the request, as its default or its annotation says: `key: str = Header()`.
fn is_filled(cx: &Context<'_>, side: ExprId) -> bool {
    let Some(binding) = cx.file.binding(side) else { return false };
    let BindingKind::Param { function, index } = cx.file.binding_info(binding).kind else { return false };
    let own = cx.file.function(function).and_then(|function| function.params.params.get(index));
    own.is_some_and(|param| {
        param
            .default
            .into_iter()
            .chain(param.annotation)
            .any(|place| calls_in(cx.file, cx.tree().expr(place).span).any(|call| calls_one_of(cx.file, call, FILLED)))
    })
}

/// `request.headers["X-Token"]`, `request.args.get("token")`
pub(crate) fn is_of_request(cx: &Context<'_>, side: ExprId) -> bool {
    if matches!(cx.tree().expr(side).kind, ExprKind::Name) && is_filled(cx, side) {
        return true;
    }
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
