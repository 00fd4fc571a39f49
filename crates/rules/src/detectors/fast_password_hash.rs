//! PV406: passwords that go through a fast hash.

use secrets::words;
use semantic::Node;
use syntax::ast::{CompareOp, ExprId, ExprKind, FPart, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_in, function_of, last_word};
use crate::code::leaks::asks_for_leaks;
use crate::code::old_scheme::{KEPT, SLOW, is_kept};
use crate::detector::{Context, Detector};

pub(crate) struct FastPasswordHash;

/// How deep an argument is looked into.
const MAX_DEPTH: u32 = 12;

impl Detector for FastPasswordHash {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let func = function_of(cx.file, call)?;
        if is_kept(cx.file, cx.path, call) || begins_with_slow(cx, call) || only_verifies(cx, call) {
            candidate.cvss = Some(KEPT);
        }
        if !cx.file.qualified_names(func).any(|name| name.starts_with("hashlib.")) {
            return Some(candidate);
        }
        if !is_password(cx, cx.file.call_args(call).positional(0)?, 0) {
            return None;
        }
        let function = cx.file.enclosing_function(call).map(|function| cx.tree().stmt(function).span);
        let is_slow = |other: ExprId| last_word(cx.file, other).is_some_and(|name| SLOW.contains(&name));
        let is_harmless = function.is_some_and(|span| calls_in(cx.file, span).any(is_slow))
            || asks_for_leaks(cx, call)
            || is_key_of_memory(cx, call)
            || is_of_cache(cx, call);
        (!is_harmless).then_some(candidate)
    }
}

/// Whether a list of schemes begins with a slow one, which is the one that is used for new passwords.
fn begins_with_slow(cx: &Context<'_>, call: ExprId) -> bool {
    const STRONG: [&str; 6] = ["argon2", "bcrypt", "bcrypt_sha256", "scrypt", "pbkdf2_sha256", "pbkdf2_sha512"];
    let schemes = cx.file.call_args(call).argument(Some(0), Some("schemes")).and_then(|list| cx.file.display(list));
    let Some(ExprKind::List(items) | ExprKind::Tuple(items)) = schemes.map(|list| &cx.tree().expr(list).kind) else {
        return false;
    };
    items
        .first()
        .and_then(|&first| cx.file.constant(first))
        .is_some_and(|first| first.as_str().is_some_and(|first| STRONG.contains(&first)))
}

/// Whether the file asks what the call makes (`PASSWORDS = CryptContext(…)`) to verify passwords, and never to hash one.
fn only_verifies(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(StmtKind::Assign { targets, .. }) = cx.file.enclosing_stmt(call).map(|stmt| &cx.tree().stmt(stmt).kind)
    else {
        return false;
    };
    let [target] = **targets else { return false };
    let asked = |names: &[&str]| {
        cx.file.calls().iter().filter_map(|&call| function_of(cx.file, call)).any(|func| {
            match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, attr } => {
                    names.contains(&cx.tree().text(attr.span)) && cx.text(value) == cx.text(target)
                }
                _ => false,
            }
        })
    };
    asked(&["verify"]) && !asked(&["hash", "encrypt", "verify_and_update", "hash_and_update"])
}

/// Whether what remembers something for a while is all that the digest is for: `_cache_digest`.
fn is_of_cache(cx: &Context<'_>, call: ExprId) -> bool {
    cx.file.enclosing_function(call).is_some_and(|function| {
        words(cx.file.definition_name(function)).iter().any(|word| matches!(&**word, "cache" | "cached" | "caching"))
    })
}

/// Whether the digest only finds what is remembered under it: the name that it is given stands in brackets and before `in` alone.
fn is_key_of_memory(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(stmt) = cx.file.enclosing_stmt(call) else { return false };
    let StmtKind::Assign { targets, .. } = &cx.tree().stmt(stmt).kind else { return false };
    let [target] = **targets else { return false };
    let (Some(function), ExprKind::Name) = (cx.file.enclosing_function(call), &cx.tree().expr(target).kind) else {
        return false;
    };
    let (name, span) = (cx.text(target), cx.tree().stmt(function).span);
    let mut uses = cx
        .tree()
        .exprs()
        .filter(|(e, expr)| {
            *e != target && matches!(expr.kind, ExprKind::Name) && span.contains(expr.span) && cx.text(*e) == name
        })
        .peekable();
    uses.peek().is_some()
        && uses.all(|(e, _)| match cx.file.parent(e) {
            Node::Expr(around) => match &cx.tree().expr(around).kind {
                ExprKind::Subscript { index, .. } => *index == e,
                ExprKind::Compare { left, rest } => {
                    *left == e && rest.iter().all(|(op, _)| matches!(op, CompareOp::In | CompareOp::NotIn))
                }
                _ => false,
            },
            _ => false,
        })
}

/// Whether a password is a part of the value.
fn is_password(cx: &Context<'_>, value: ExprId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let part = |e: ExprId| is_password(cx, e, depth + 1);
    match &cx.tree().expr(value).kind {
        ExprKind::Name => is_password_word(cx.text(value)),
        ExprKind::Attribute { attr, .. } => is_password_word(cx.tree().text(attr.span)),
        ExprKind::Subscript { index, .. } => {
            cx.file.constant(*index).is_some_and(|key| key.as_str().is_some_and(is_password_word))
        }
        ExprKind::Binary { left, right, .. } => part(*left) || part(*right),
        ExprKind::FString(parts) => parts.iter().any(|piece| match piece {
            FPart::Interpolation { value, .. } => part(*value),
            FPart::Literal { .. } => false,
        }),
        ExprKind::Call { func, args } => match cx.tree().expr(*func).kind {
            ExprKind::Attribute { value, attr } => match cx.tree().text(attr.span) {
                "encode" | "strip" | "lower" => part(value),
                "get" => args.first().is_some_and(|key| {
                    cx.file.constant(key.value()).is_some_and(|key| key.as_str().is_some_and(is_password_word))
                }),
                _ => false,
            },
            ExprKind::Name => {
                matches!(cx.text(*func), "str" | "bytes" | "bytearray")
                    && args.first().is_some_and(|arg| part(arg.value()))
            }
            _ => false,
        },
        _ => false,
    }
}

pub(crate) fn is_password_word(name: &str) -> bool {
    let words = words(name);
    words
        .iter()
        .any(|word| matches!(&**word, "password" | "passwd" | "pwd" | "pw" | "passphrase" | "passcode" | "passwort"))
        && !words.iter().any(|word| matches!(&**word, "hash" | "hashed" | "digest" | "file" | "path" | "reset"))
}
