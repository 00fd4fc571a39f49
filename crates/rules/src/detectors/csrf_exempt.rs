//! PV316: views of Django that accept forms of other sites.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::around::{bases, calls_in, decorated_with, decorator_name, function_of, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct CsrfExempt;

const EXEMPT: &[&str] = &["django.views.decorators.csrf.csrf_exempt"];

/// Decorators of views that change nothing.
const READS: &[&str] = &["django.views.decorators.http.require_GET", "django.views.decorators.http.require_safe"];

const MESSAGE: &str = "This view accepts what another site has a visitor's browser send, with the visitor's cookies. Remove \
                       `csrf_exempt` and send the token; where a machine calls the view, check its signature.";

impl Detector for CsrfExempt {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let Some(&place) = definition.decorators.iter().find(|&&decorator| is_exempt(cx, decorator)) else { return };
        let only_reads = decorated_with(cx.file, definition, READS) || does_nothing(cx, definition);
        report(cx, place, Some(cx.tree().stmt(function).span), only_reads);
    }

    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        let Some(&place) = class.decorators.iter().find(|&&decorator| is_exempt(cx, decorator)) else { return };
        // REST framework's views check sessions themselves, whatever the decorator says.
        if !bases(cx.file, class).any(|base| base.starts_with("rest_framework.")) {
            report(cx, place, Some(cx.tree().stmt(stmt).span), false);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let wraps = function_of(cx.file, call).is_some_and(|func| is_named(cx.file, func, EXEMPT));
        if wraps && cx.file.call_args(call).positional(0).is_some() {
            report(cx, call, None, false);
        }
    }
}

/// `@csrf_exempt`, or `@method_decorator(csrf_exempt, …)`.
fn is_exempt(cx: &Context<'_>, decorator: ExprId) -> bool {
    if is_named(cx.file, decorator, EXEMPT) {
        return true;
    }
    is_named(cx.file, decorator_name(cx.file, decorator), &["django.utils.decorators.method_decorator"])
        && cx.file.call_args(decorator).positional(0).is_some_and(|wrapped| match &cx.tree().expr(wrapped).kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().any(|&item| is_named(cx.file, item, EXEMPT)),
            _ => is_named(cx.file, wrapped, EXEMPT),
        })
}

fn report(cx: &mut Context<'_>, place: ExprId, view: Option<Span>, only_reads: bool) {
    let mut candidate = cx.candidate(place, MESSAGE);
    if only_reads {
        candidate.dismissed = Some("the view only answers requests that change nothing".to_owned());
    } else if let Some(checks) = view.and_then(|span| calls_in(cx.file, span).find(|&call| checks_caller(cx, call))) {
        let line = cx.tree().lines().line(cx.tree().expr(checks).span.start);
        candidate.dismissed =
            Some(format!("the caller proves who it is by something else than a cookie (line {line})"));
    } else if view.is_none() {
        candidate.confidence = Some(Confidence::Medium);
    }
    cx.report(candidate);
}

/// Whether a view answers the same to everybody and does nothing else: `return HttpResponse(status=204)`.
fn does_nothing(cx: &Context<'_>, view: &Function) -> bool {
    view.body.iter().all(|&stmt| match cx.tree().stmt(stmt).kind {
        StmtKind::Pass => true,
        StmtKind::Expr(value) => matches!(cx.tree().expr(value).kind, ExprKind::Str(_) | ExprKind::Ellipsis),
        StmtKind::Return(Some(answer)) => {
            let args = cx.file.call_args(answer).all();
            matches!(cx.tree().expr(answer).kind, ExprKind::Call { .. })
                && args.iter().map(Argument::value).all(|value| cx.file.is_constant(value))
        }
        _ => false,
    })
}

/// Whether a call reads a header that no other site can make a browser send and that proves who sends it: `headers.get("X-Token")`.
fn reads_proof(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(ExprKind::Attribute { value: from, .. }) = function_of(cx.file, call)
        .map(|func| &cx.tree().expr(func).kind)
        .filter(|_| last_word(cx.file, call) == Some("get"))
    else {
        return false;
    };
    let of_headers = matches!(cx.tree().expr(*from).kind,
        ExprKind::Attribute { attr, .. } if matches!(cx.tree().text(attr.span), "headers" | "META"));
    let name = cx.file.call_args(call).positional(0).and_then(|name| cx.file.constant(name));
    of_headers
        && name.is_some_and(|name| {
            name.as_str().is_some_and(|name| {
                let words = words(name);
                let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
                has(&["signature", "token", "secret", "hmac", "authorization", "apikey"]) && !has(&["csrf", "xsrf"])
            })
        })
}

/// Whether a call checks a signature or a token: by its name, as `hmac.compare_digest` and `Webhook.construct_event` do.
pub(crate) fn checks_caller(cx: &Context<'_>, call: ExprId) -> bool {
    if reads_proof(cx, call) {
        return true;
    }
    let Some(name) = last_word(cx.file, call) else { return false };
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    matches!(name, "compare_digest" | "constant_time_compare" | "construct_event")
        || has(&["verify", "validate", "check", "authenticate"])
            && has(&["signature", "token", "webhook", "hmac", "key", "caller", "request", "verify", "authenticate"])
}
