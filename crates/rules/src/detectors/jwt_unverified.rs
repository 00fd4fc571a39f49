//! PV401: tokens whose signature nobody checks.

use crate::Candidate;
use secrets::words;
use semantic::Node;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::code::around::{calls_in, calls_one_of, given, last_word};
use crate::code::written::last_word as last_name;
use crate::detector::{Context, Detector};
use crate::web::jwt::ignores_signature;

pub(crate) struct JwtUnverified;

const DECODE: &[&str] =
    &["jwt.decode", "jwt.PyJWT.decode", "jwt.decode_complete", "jose.jwt.decode", "jose.jws.verify"];

impl Detector for JwtUnverified {
    /// Authlib's `jwt.decode` checks the signature alone; when the token ends, `claims.validate()` asks.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if !calls_one_of(cx.file, call, OF_AUTHLIB) {
            return;
        }
        let Some(function) = cx.file.enclosing_function(call) else { return };
        let span = cx.tree().stmt(function).span;
        let asks = calls_in(cx.file, span)
            .any(|other| last_word(cx.file, other).is_some_and(|name| name.starts_with("validate")));
        // Or it reads the token's own times.
        if asks || cx.tree().text(span).contains("\"exp\"") || is_given_back(cx, call, function) {
            return;
        }
        let mut candidate = cx.candidate(
            call,
            "The signature is checked, and not whether the token has ended: one that was stolen is good for ever. Call \
             `claims.validate()` before anything is believed.",
        );
        candidate.cvss = Some(NEVER_ENDS);
        cx.report(candidate);
    }

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
        } else if reads_end_alone(cx, call) {
            candidate.dismissed = Some("only the token's own times are read, and nothing is believed".to_owned());
        } else if says_unverified(cx, call) || is_from_provider(cx, call) || is_helper_of_sign_on(cx, call) {
            candidate.cvss = Some(OF_A_PROVIDER);
        }
        Some(candidate)
    }
}

const OF_AUTHLIB: &[&str] =
    &["authlib.jose.jwt.decode", "authlib.jose.JsonWebToken.decode", "authlib.jose.rfc7519.JsonWebToken.decode"];

/// Less harm: somebody has to have had a token before.
const NEVER_ENDS: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:N";

/// Whether the function gives the claims back as they are: its caller may ask.
fn is_given_back(cx: &Context<'_>, call: ExprId, function: StmtId) -> bool {
    cx.file.returned_values(function).any(|value| given(cx.file, value) == call)
}

/// Less harm: the text comes from the provider's own machine over TLS, or the name of the function warns whoever calls it.
const OF_A_PROVIDER: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N";

/// `jwt.decode(…).get("exp")`: when the token ends, which whoever holds it may know.
fn reads_end_alone(cx: &Context<'_>, call: ExprId) -> bool {
    let Node::Expr(parent) = cx.file.parent(call) else { return false };
    let key = match cx.tree().expr(parent).kind {
        ExprKind::Subscript { value, index } if value == call => Some(index),
        ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "get" => match cx.file.parent(parent) {
            Node::Expr(get) => cx.file.call_args(get).positional(0),
            _ => None,
        },
        _ => None,
    };
    key.and_then(|key| cx.file.constant(key))
        .is_some_and(|key| matches!(key.as_str(), Some("exp" | "iat" | "nbf" | "auth_time")))
}

/// Whether the function around says in its name that nobody checked: `unverified_claims`.
fn says_unverified(cx: &Context<'_>, call: ExprId) -> bool {
    cx.file.enclosing_function(call).is_some_and(|function| {
        let said = words(cx.file.definition_name(function));
        let unchecked = said.windows(2).any(|two| {
            matches!(&*two[0], "no" | "without") && matches!(&*two[1], "signature" | "verify" | "verification")
        });
        unchecked || said.iter().any(|word| word == "unverified")
    })
}

/// Whether the function around is a part of signing on through a provider that no route leads to, by its name or its file's, and the
/// token is the provider's by its own: the caller has asked for it.
fn is_helper_of_sign_on(cx: &Context<'_>, call: ExprId) -> bool {
    let speaks =
        |name: &str| words(name).iter().any(|word| matches!(&**word, "oauth" | "sso" | "oidc" | "openid" | "saml"));
    let Some(function) = cx.file.enclosing_function(call) else { return false };
    let Some(definition) = cx.file.function(function).filter(|definition| definition.decorators.is_empty()) else {
        return false;
    };
    let name = cx.file.definition_name(function);
    let is_helper =
        name.starts_with('_') || cx.file.enclosing_class_of(function).is_some() && !name.starts_with("get_current");
    let Some(token) = cx.file.call_args(call).argument(Some(0), Some("jwt")) else { return false };
    let of_provider = last_name(cx.file, token).is_some_and(|token| {
        let of_token = words(token);
        of_token.windows(2).any(|pair| matches!(&*pair[0], "id" | "access") && pair[1] == "token") || speaks(name)
    });
    let takes_request =
        definition.params.params.iter().any(|param| cx.tree().text(param.name.span).contains("request"));
    let in_file = || {
        speaks(cx.path)
            || cx.tree().exprs().any(|(e, expr)| {
                matches!(expr.kind, ExprKind::Attribute { .. }) && last_name(cx.file, e).is_some_and(speaks)
            })
    };
    is_helper && of_provider && !takes_request && !cx.text(token).contains("request") && in_file()
}

/// Whether it is the ID token that the provider answered with, and not one that a request brought: `OpenID` Connect Core 1.0,
/// section 3.1.3.7, lets TLS stand for the signature there.
fn is_from_provider(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(token) = cx.file.call_args(call).argument(Some(0), Some("jwt")) else { return false };
    let is_one = |name: &str| words(name).windows(2).any(|pair| pair[0] == "id" && pair[1] == "token");
    // `answer["id_token"]`
    let part = given(cx.file, token);
    let key = match cx.tree().expr(part).kind {
        ExprKind::Subscript { index, .. } => cx.file.constant(index),
        // `answer.get("id_token")`
        ExprKind::Call { .. } if last_word(cx.file, part) == Some("get") => {
            cx.file.call_args(part).positional(0).and_then(|key| cx.file.constant(key))
        }
        _ => None,
    };
    let is_id_token =
        last_name(cx.file, token).is_some_and(is_one) || key.is_some_and(|key| key.as_str().is_some_and(is_one));
    let of_request = |e: ExprId| cx.text(e).contains("request");
    let is_route = || {
        let function = cx.file.enclosing_function(call).and_then(|function| cx.file.function(function));
        function.is_some_and(|function| !function.decorators.is_empty())
    };
    // A parameter may be what an application on a telephone sent.
    let source = given(cx.file, token);
    let is_part = !matches!(cx.tree().expr(source).kind, ExprKind::Name);
    is_id_token && is_part && !of_request(token) && !of_request(source) && !is_route()
}
