//! PV416: logins that may be tried without end.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::StmtId;

use crate::code::around::{calls_in, last_word};
use crate::detector::{Context, Detector};
use crate::{Candidate, web::login};

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

impl Detector for UnlimitedLogin {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let facts = cx.facts();
        let of_web = ["flask", "fastapi", "django", "starlette", "quart", "sanic", "rest_framework"]
            .iter()
            .any(|web| facts.imports(web));
        if !of_web
            || LIMITERS.iter().any(|limiter| facts.imports(limiter))
            || !login::is_login(cx, function, definition)
        {
            return;
        }
        let span = cx.tree().stmt(function).span;
        let checks = login::check_in(cx.file, span).is_some();
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
