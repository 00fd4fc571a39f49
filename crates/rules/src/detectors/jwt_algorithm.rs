//! PV402: tokens that choose how they are checked.

use secrets::words;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, function_of, given, last_word};
use crate::code::mapping::{entries, last};
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct JwtAlgorithm;

impl Detector for JwtAlgorithm {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        // `JsonWebToken(["HS256", "none"])`: the page's block has looked at the list.
        if matches!(last_word(cx.file, call), Some("JsonWebToken" | "JsonWebSignature")) {
            return Some(candidate);
        }
        if !matches!(last_word(cx.file, call), Some("decode" | "decode_complete" | "verify")) {
            return signs_with_nothing(cx, call).then_some(candidate);
        }
        let Some(accepted) = cx.file.call_args(call).argument(Some(2), Some("algorithms")) else {
            return (!cx.file.call_args(call).has_double_star()).then_some(candidate);
        };
        let place = cx.file.made(accepted)?;
        let items = match &cx.tree().expr(place).kind {
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => &items[..],
            _ => std::slice::from_ref(&place),
        };
        let names: Vec<String> = items.iter().filter_map(|&item| name_of(cx, item)).collect();
        let has = |test: fn(&str) -> bool| names.iter().any(|name| test(name));
        let is_mixed = has(|name| name.starts_with("HS"))
            && has(|name| ["RS", "ES", "PS", "ED"].iter().any(|family| name.starts_with(family)));
        // Nobody has a key that is secret, as the public one of the other family is had by everybody.
        let is_secret = cx
            .file
            .call_args(call)
            .argument(Some(1), Some("key"))
            .and_then(|key| written::last_word(cx.file, key))
            .is_some_and(|key| words(key).iter().any(|word| matches!(&**word, "secret" | "password")));
        let is_mixed = is_mixed && !is_secret;
        let by_token = items.iter().any(|&item| is_of_header(cx, item));
        (has(|name| name == "NONE") || is_mixed || by_token).then_some(candidate)
    }
}

/// `encode({"alg": "none"}, claims, "")` of Authlib, whose header comes first; the others' argument was looked at.
fn signs_with_nothing(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    let of_authlib = function_of(cx.file, call)
        .is_some_and(|func| cx.file.qualified_names(func).any(|name| name.starts_with("authlib.")));
    let header =
        args.argument(Some(0), Some("header")).filter(|_| of_authlib).and_then(|header| entries(cx.file, header));
    header.map_or(!of_authlib, |header| {
        last(&header, "alg").and_then(|alg| name_of(cx, alg)).is_some_and(|alg| alg == "NONE")
    })
}

fn name_of(cx: &Context<'_>, item: ExprId) -> Option<String> {
    cx.file.constant(item)?.as_str().map(str::to_ascii_uppercase)
}

/// Whether it is read from the header of a token that nobody has checked yet.
fn is_of_header(cx: &Context<'_>, item: ExprId) -> bool {
    let place = given(cx.file, item);
    let object = match cx.tree().expr(place).kind {
        ExprKind::Subscript { value, .. } => value,
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => value,
            _ => return false,
        },
        _ => return false,
    };
    let header = given(cx.file, object);
    calls_one_of(
        cx.file,
        header,
        &["jwt.get_unverified_header", "jose.jwt.get_unverified_header", "jose.jws.get_unverified_header"],
    )
}
