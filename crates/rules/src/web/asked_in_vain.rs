//! Checks whose answer changes nothing: refusals that nobody listens to, signatures that are checked where there is one, permissions
//! that everybody has.

use secrets::words;
use semantic::{BindingKind, Const};
use syntax::ast::{Class, ExprId, ExprKind, Handler, StmtId, StmtKind};

use crate::code::around::{bases, calls_in, function_of, given, last_word};
use crate::code::handler::does_nothing;
use crate::code::written;
use crate::detector::Context;
use crate::web::access::DENIALS;
use crate::web::gatekeepers::says_no;

/// The refusal that a handler swallows, where all that was tried was to ask: `try: check_access(user) except PermissionError: pass`.
/// What stands in an `else:` is done without a refusal alone.
pub(crate) fn swallowed_refusal(cx: &Context<'_>, attempt: StmtId) -> Option<ExprId> {
    let StmtKind::Try { body, handlers, orelse, .. } = &cx.tree().stmt(attempt).kind else { return None };
    let asks = |&stmt: &StmtId| match cx.tree().stmt(stmt).kind {
        StmtKind::Expr(value) => last_word(cx.file, value).is_some_and(|name| {
            words(name).first().is_some_and(|first| {
                matches!(&**first, "check" | "require" | "ensure" | "authorize" | "verify" | "assert" | "enforce")
            })
        }),
        _ => false,
    };
    if !orelse.is_empty() || !body.iter().all(asks) {
        return None;
    }
    let goes_on =
        |handler: &&Handler| handler.body.iter().all(|&stmt| does_nothing(cx, stmt) || is_line_of_log(cx, stmt));
    handlers.iter().filter(goes_on).find_map(|handler| {
        let types = handler.types?;
        let is_refusal =
            |&class: &ExprId| written::last_word(cx.file, class).is_some_and(|name| DENIALS.contains(&name));
        match &cx.tree().expr(types).kind {
            ExprKind::Tuple(items) => items.iter().copied().find(is_refusal),
            _ => Some(types).filter(is_refusal),
        }
    })
}

fn is_line_of_log(cx: &Context<'_>, stmt: StmtId) -> bool {
    match cx.tree().stmt(stmt).kind {
        StmtKind::Expr(value) => last_word(cx.file, value)
            .is_some_and(|name| matches!(name, "debug" | "info" | "warning" | "error" | "exception" | "log" | "print")),
        _ => false,
    }
}

/// The test of a statement that checks the signature of a request only if it has one: `if signature: …compare_digest(…)…`.
pub(crate) fn optional_signature(cx: &Context<'_>, stmt: StmtId) -> Option<ExprId> {
    let StmtKind::If { arms, orelse } = &cx.tree().stmt(stmt).kind else { return None };
    let [arm] = &**arms else { return None };
    if !orelse.is_empty() {
        return None;
    }
    // `if signature:`, `if signature is not None:`, `if "X-Signature" in request.headers:`
    let asked = match &cx.tree().expr(arm.test).kind {
        ExprKind::Compare { left, rest } => match **rest {
            [(_, other)] if matches!(cx.tree().expr(other).kind, ExprKind::None) => *left,
            [(_, headers)] if names_headers(cx, headers) && is_signature(cx, *left) => arm.test,
            _ => return None,
        },
        _ => arm.test,
    };
    let is_of_headers = asked == arm.test && matches!(cx.tree().expr(asked).kind, ExprKind::Compare { .. });
    if !is_of_headers && !is_sent_signature(cx, asked) {
        return None;
    }
    let function = cx.file.enclosing_function_of(stmt)?;
    let body = cx.tree().text(cx.tree().stmt(function).span);
    let name = cx.text(asked);
    // Whoever sends none may have been sent away before.
    if body.contains(&format!("not {name}")) || body.contains(&format!("{name} is None")) {
        return None;
    }
    let span = cx.tree().stmt(stmt).span;
    let compares = calls_in(cx.file, span).any(|call| {
        last_word(cx.file, call)
            .is_some_and(|name| name == "compare_digest" || words(name).iter().any(|word| word == "verify"))
    });
    (compares && says_no(cx.file, span)).then_some(arm.test)
}

/// Whether a value is the signature that a request carries: `request.headers.get("X-Signature")`, `signature: str = Header(None)`.
fn is_sent_signature(cx: &Context<'_>, e: ExprId) -> bool {
    let made = given(cx.file, e);
    if let ExprKind::Call { func, .. } = cx.tree().expr(made).kind
        && let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind
    {
        return cx.tree().text(attr.span) == "get"
            && names_headers(cx, value)
            && cx.file.call_args(made).positional(0).is_some_and(|key| is_signature(cx, key));
    }
    let Some(BindingKind::Param { function, index }) =
        cx.file.binding(e).map(|binding| cx.file.binding_info(binding).kind)
    else {
        return false;
    };
    let param = cx.file.function(function).and_then(|function| function.params.params.get(index));
    param.is_some_and(|param| {
        says_signature(cx.tree().text(param.name.span))
            && param
                .default
                .and_then(|default| function_of(cx.file, default))
                .is_some_and(|func| cx.file.qualified_names(func).any(|name| name == "fastapi.Header"))
    })
}

fn names_headers(cx: &Context<'_>, e: ExprId) -> bool {
    matches!(written::last_word(cx.file, e), Some("headers" | "META"))
}

fn is_signature(cx: &Context<'_>, key: ExprId) -> bool {
    cx.file.constant(key).is_some_and(|key| key.as_str().is_some_and(says_signature))
}

fn says_signature(name: &str) -> bool {
    words(name).iter().any(|word| matches!(&**word, "signature" | "sig" | "hmac" | "digest"))
}

/// The answer of a class of permissions that lets everybody through: `def has_permission(self, request, view): return True`.
pub(crate) fn says_yes_to_all(cx: &Context<'_>, id: StmtId, class: &Class) -> Option<ExprId> {
    let has_base = |wanted: &[&str]| {
        bases(cx.file, class).any(|base| base.rsplit('.').next().is_some_and(|last| wanted.contains(&last)))
    };
    let asked: &[&str] = if has_base(&["UserPassesTestMixin"]) {
        &["test_func"]
    } else if has_base(&["BasePermission"]) {
        &["has_permission", "has_object_permission"]
    } else {
        return None;
    };
    let is_meant = words(cx.file.definition_name(id)).iter().any(|word| {
        matches!(
            &**word,
            "public" | "any" | "anyone" | "allow" | "everybody" | "everyone" | "open" | "all" | "base" | "no"
        )
    });
    let answers: Vec<Option<ExprId>> = class
        .body
        .iter()
        .filter(|&&stmt| cx.file.function(stmt).is_some() && asked.contains(&cx.file.definition_name(stmt)))
        .map(|&stmt| only_yes(cx, stmt))
        .collect();
    if is_meant || is_said_to_be_replaced(cx, class) || answers.iter().any(Option::is_none) {
        return None;
    }
    answers.into_iter().flatten().next()
}

/// Whether the class says of itself that it stands there for others to put theirs in its place.
fn is_said_to_be_replaced(cx: &Context<'_>, class: &Class) -> bool {
    let Some(StmtKind::Expr(text)) = class.body.first().map(|&first| &cx.tree().stmt(first).kind) else { return false };
    matches!(cx.tree().expr(*text).kind, ExprKind::Str(_))
        && words(cx.text(*text))
            .iter()
            .any(|word| matches!(&**word, "default" | "override" | "overridden" | "replace" | "replaced"))
}

/// The `True` that is all that a function says.
fn only_yes(cx: &Context<'_>, function: StmtId) -> Option<ExprId> {
    let body = &cx.file.function(function)?.body;
    let is_said = |&&stmt: &&StmtId| match cx.tree().stmt(stmt).kind {
        StmtKind::Expr(value) => !matches!(cx.tree().expr(value).kind, ExprKind::Str(_)),
        _ => true,
    };
    let said: Vec<&StmtId> = body.iter().filter(is_said).collect();
    let [&only] = said[..] else { return None };
    match cx.tree().stmt(only).kind {
        StmtKind::Return(Some(value)) if matches!(cx.file.constant(value), Some(Const::Bool(true))) => Some(value),
        _ => None,
    }
}
