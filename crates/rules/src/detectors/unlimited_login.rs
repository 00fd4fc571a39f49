//! PV416: logins that may be tried without end.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{Function, StmtId};

use crate::Candidate;
use crate::around::{calls_in, decorator_name, last_word};
use crate::detector::{Context, Detector};
use crate::written;

pub(crate) struct UnlimitedLogin;

/// Libraries that limit requests or tries.
const LIMITERS: [&str; 9] = [
    "flask_limiter",
    "slowapi",
    "django_ratelimit",
    "ratelimit",
    "axes",
    "fastapi_limiter",
    "limits",
    "defender",
    "brutebuster",
];

/// Calls that check a password.
const CHECKS: [&str; 7] = [
    "check_password_hash",
    "check_password",
    "checkpw",
    "authenticate",
    "verify_password",
    "authenticate_user",
    "check_user",
];

impl Detector for UnlimitedLogin {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let facts = cx.facts();
        let of_web = ["flask", "fastapi", "django", "starlette", "quart", "sanic", "rest_framework"]
            .iter()
            .any(|web| facts.imports(web));
        if !of_web || LIMITERS.iter().any(|limiter| facts.imports(limiter)) || !is_route(cx, function, definition) {
            return;
        }
        let span = cx.tree().stmt(function).span;
        let checks =
            calls_in(cx.file, span).any(|call| last_word(cx.file, call).is_some_and(|name| CHECKS.contains(&name)));
        let limits = |name: &str| {
            words(name).iter().any(|word| {
                matches!(
                    &**word,
                    "limit"
                        | "limiter"
                        | "ratelimit"
                        | "throttle"
                        | "attempts"
                        | "lockout"
                        | "locked"
                        | "rate"
                        | "captcha"
                )
            })
        };
        let limited = calls_in(cx.file, span).filter_map(|call| last_word(cx.file, call)).any(limits)
            || definition.decorators.iter().any(|&decorator| limits(cx.text(decorator)))
            || definition.params.params.iter().any(|param| limits(cx.tree().text(param.span)));
        if checks && !limited {
            let place = Span::new(span.start, definition.name.span.end);
            let mut candidate = Candidate::new(
                cx.rule,
                place,
                "Passwords can be tried here as often as somebody likes, as far as this file shows. Limit the tries for each \
                 account and address."
                    .to_owned(),
            );
            candidate.confidence = Some(Confidence::Medium);
            cx.report(candidate);
        }
    }
}

/// A function that answers requests and whose name or path says that people come in by it.
fn is_route(cx: &Context<'_>, function: StmtId, definition: &Function) -> bool {
    let is_entrance = |text: &str| {
        words(text).iter().any(|word| {
            matches!(&**word, "login" | "signin" | "sign" | "token" | "authenticate" | "auth" | "session" | "sessions")
        })
    };
    let by_decorator = definition.decorators.iter().any(|&decorator| {
        let name = decorator_name(cx.file, decorator);
        matches!(written::last_word(cx.file, name), Some("route" | "get" | "post" | "api_view" | "api_route"))
    });
    let takes_request =
        definition.params.params.first().is_some_and(|param| cx.tree().text(param.name.span) == "request");
    let named = is_entrance(cx.file.definition_name(function))
        || definition.decorators.iter().any(|&decorator| is_entrance(cx.text(decorator)));
    named
        && (by_decorator
            || takes_request && cx.facts().imports("django") && cx.file.enclosing_class_of(function).is_none())
}
