//! PV416: logins that may be tried without end.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{Argument, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, function_of, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::plain;
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
            || LIMITERS.iter().any(|limiter| facts.imports(limiter)) && !forgets(cx)
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
            if forgets(cx) {
                "Other routes of this file have a limit and the login has none: passwords can be tried here as often as somebody \
                 likes. Limit the tries for each account and address."
                    .clone_into(&mut candidate.message);
                candidate.cvss = Some(FORGOTTEN);
            }
            cx.report(candidate);
        }
    }
}

/// More harm than a hint: the file shows that this program limits its routes one by one, and not this one.
const FORGOTTEN: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N";

/// Whether the limiter of this file limits only the routes that name it, and some do.
fn forgets(cx: &Context<'_>) -> bool {
    let is_maker =
        |name: &str| matches!(name, "flask_limiter.Limiter" | "slowapi.Limiter" | "slowapi.extension.Limiter");
    let tree = cx.tree();
    let mut made = 0;
    for (call, expr) in tree.exprs() {
        let ExprKind::Call { args, .. } = &expr.kind else { continue };
        if function_of(cx.file, call)
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| is_maker(&plain(name))))
        {
            made += 1;
            // Limits for every route, and options that are not seen.
            let for_all = |arg: &Argument| match arg {
                Argument::Keyword { name, .. } => {
                    matches!(
                        tree.text(name.span),
                        "default_limits" | "application_limits" | "default_limits_per_method"
                    )
                }
                Argument::Positional(_) => false,
                _ => true,
            };
            if args.iter().any(for_all) {
                return false;
            }
        } else if last_word(cx.file, call).is_some_and(|name| name.starts_with("from_") || name == "config_from_object")
        {
            // `app.config.from_object(…)`: the limits of all routes may be a setting.
            return false;
        }
    }
    let decorates = |call| {
        tree.stmts().any(|(_, stmt)| match &stmt.kind {
            StmtKind::Function(definition) => definition.decorators.contains(&call),
            _ => false,
        })
    };
    let limits: Vec<_> = tree
        .exprs()
        .filter(|(_, expr)| matches!(expr.kind, ExprKind::Call { .. }))
        .map(|(call, _)| call)
        .filter(|&call| matches!(last_word(cx.file, call), Some("limit" | "shared_limit")))
        .collect();
    // `limiter.limit("5/minute")(blueprint)` limits whatever is in it.
    made == 1 && !limits.is_empty() && limits.into_iter().all(decorates) && !tree.source().contains("RATELIMIT_")
}
