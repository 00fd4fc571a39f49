//! PV316: views of Django that accept forms of other sites.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::code::around::{bases, calls_in, decorated_with, decorator_name, function_of, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::web::exempt;
use crate::web::guard_names::is_guard;

pub(crate) struct CsrfExempt;

const EXEMPT: &[&str] = &["django.views.decorators.csrf.csrf_exempt"];

/// Decorators of views that change nothing.
const READS: &[&str] = &["django.views.decorators.http.require_GET", "django.views.decorators.http.require_safe"];

/// Views of other packages that read the session of whoever asks.
const SESSION_VIEWS: [&str; 3] = ["graphene_django.", "strawberry.", "ariadne."];

/// Less harm: a view that asks nobody who they are does no more for a visitor's browser than for anybody.
const FOR_ANYBODY: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:L/A:N";

const MESSAGE: &str = "This view accepts what another site has a visitor's browser send, with the visitor's cookies. Remove \
                       `csrf_exempt` and send the token; where a machine calls the view, check its signature.";

impl Detector for CsrfExempt {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let Some(&place) = definition.decorators.iter().find(|&&decorator| is_exempt(cx, decorator)) else { return };
        let only_reads = decorated_with(cx.file, definition, READS)
            || exempt::only_reads(cx.file, definition)
            || does_nothing(cx, definition);
        if !only_reads && exempt::asks_for_token(cx.file, definition) {
            let mut candidate = cx.candidate(place, MESSAGE);
            candidate.dismissed = Some("a decorator asks the caller for a token, which no other site has".to_owned());
            return cx.report(candidate);
        }
        let span = cx.tree().stmt(function).span;
        let harmless =
            is_for_machines(cx.file.definition_name(function)) || exempt::seems_to_read_only(cx.file, definition, span);
        report(cx, place, span, only_reads, harmless);
    }

    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        let Some(&place) = class.decorators.iter().find(|&&decorator| is_exempt(cx, decorator)) else { return };
        // REST framework's views check sessions themselves, whatever the decorator says.
        if !bases(cx.file, class).any(|base| base.starts_with("rest_framework.")) {
            let of_machines = is_for_machines(cx.file.definition_name(stmt));
            let only_reads = exempt::has_only_reading_methods(cx.file, class);
            report(cx, place, cx.tree().stmt(stmt).span, only_reads, of_machines);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let wraps = function_of(cx.file, call).is_some_and(|func| is_named(cx.file, func, EXEMPT));
        if wraps && let Some(view) = cx.file.call_args(call).positional(0) {
            let reads_session = |name: &str| SESSION_VIEWS.iter().any(|start| name.starts_with(start));
            let class = match function_of(cx.file, view).map(|func| &cx.tree().expr(func).kind) {
                Some(ExprKind::Attribute { value, .. }) => *value,
                _ => view,
            };
            // What a view that stands elsewhere asks is not seen.
            let is_known = cx.file.qualified_names(class).any(reads_session);
            let mut candidate = cx.candidate(call, MESSAGE);
            candidate.confidence = Some(if is_known { Confidence::Medium } else { Confidence::Low });
            cx.report(candidate);
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

/// Whether a view's name says that another service calls it, whose requests bring no visitor's cookies.
fn is_for_machines(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| matches!(&**word, "webhook" | "webhooks" | "ipn" | "postback" | "metadata" | "acs" | "callback"))
}

/// Whether the view has a token checked after all, where it matters.
fn is_protected_again(cx: &Context<'_>, view: Span) -> bool {
    const CHECKS: [&str; 4] = ["csrf_protect", "CsrfViewMiddleware", "requires_csrf_token", "check_csrf"];
    cx.tree().exprs().any(|(e, expr)| {
        let name = match expr.kind {
            ExprKind::Name => cx.text(e),
            ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
            _ => return false,
        };
        view.contains(expr.span) && CHECKS.contains(&name)
    })
}

/// `seems_harmless`: machines call the view, or nothing in it looks like a change.
fn report(cx: &mut Context<'_>, place: ExprId, view: Span, only_reads: bool, seems_harmless: bool) {
    let mut candidate = cx.candidate(place, MESSAGE);
    if only_reads {
        candidate.dismissed = Some("the view only answers requests that change nothing".to_owned());
    } else if let Some(checks) = calls_in(cx.file, view).find(|&call| checks_caller(cx, call)) {
        let line = cx.tree().lines().line(cx.tree().expr(checks).span.start);
        candidate.dismissed =
            Some(format!("the caller proves who it is by something else than a cookie (line {line})"));
    } else if is_protected_again(cx, view) {
        candidate.dismissed = Some("the view checks the token itself".to_owned());
    } else if seems_harmless || !asks_who(cx, view) {
        candidate.cvss = Some(FOR_ANYBODY);
    }
    cx.report(candidate);
}

/// Whether something in a view depends on who the visitor is: a guard, the user, the session, a cookie.
fn asks_who(cx: &Context<'_>, view: Span) -> bool {
    let mut within = cx.tree().exprs().filter(|(_, expr)| view.contains(expr.span));
    within.any(|(e, expr)| match expr.kind {
        ExprKind::Attribute { attr, .. } => {
            matches!(cx.tree().text(attr.span), "user" | "auser" | "session" | "COOKIES" | "get_signed_cookie")
        }
        ExprKind::Name => {
            let name = cx.text(e);
            let says_no = words(name).iter().any(|word| matches!(&**word, "not" | "exempt" | "optional"));
            let says_yes = is_guard(name)
                || words(name).iter().any(|word| matches!(&**word, "login" | "permission" | "permissions"));
            says_yes && !says_no
        }
        _ => false,
    })
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

/// What Authlib and oauthlib call where a client proves itself by its secret.
const OF_CLIENTS: [&str; 4] =
    ["create_token_response", "create_endpoint_response", "create_revocation_response", "create_introspect_response"];

/// Whether a call checks a signature or a token: by its name, as `hmac.compare_digest` and `Webhook.construct_event` do.
pub(crate) fn checks_caller(cx: &Context<'_>, call: ExprId) -> bool {
    if reads_proof(cx, call) {
        return true;
    }
    let Some(name) = last_word(cx.file, call) else { return false };
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    matches!(name, "compare_digest" | "constant_time_compare" | "construct_event")
        || OF_CLIENTS.contains(&name)
        || has(&["verify", "validate", "check", "authenticate"])
            && has(&["signature", "token", "webhook", "hmac", "key", "caller", "request", "verify", "authenticate"])
}
