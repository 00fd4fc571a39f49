//! Functions that answer requests, and those among them by which people come in.

use secrets::words;
use semantic::FileModel;
use syntax::Span;
use syntax::ast::{ExprId, Function, StmtId};

use crate::code::around::{calls_in, decorator_name, last_word};
use crate::code::written;
use crate::detector::Context;

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

/// The first call within the bytes of a definition that checks a password.
pub(crate) fn check_in(file: &FileModel, span: Span) -> Option<ExprId> {
    calls_in(file, span).find(|&call| last_word(file, call).is_some_and(|name| CHECKS.contains(&name)))
}

/// Whether a decorator says that the function answers requests, or Django hands it one.
pub(crate) fn answers_requests(cx: &Context<'_>, function: StmtId, definition: &Function) -> bool {
    let by_decorator = definition.decorators.iter().any(|&decorator| {
        let name = decorator_name(cx.file, decorator);
        matches!(written::last_word(cx.file, name), Some("route" | "get" | "post" | "api_view" | "api_route"))
    });
    let takes_request =
        definition.params.params.first().is_some_and(|param| cx.tree().text(param.name.span) == "request");
    by_decorator || takes_request && cx.facts().imports("django") && cx.file.enclosing_class_of(function).is_none()
}

/// A function that answers requests and whose name or path says that people come in by it.
pub(crate) fn is_login(cx: &Context<'_>, function: StmtId, definition: &Function) -> bool {
    let is_entrance = |text: &str| {
        words(text).iter().any(|word| {
            matches!(&**word, "login" | "signin" | "sign" | "token" | "authenticate" | "auth" | "session" | "sessions")
        })
    };
    let named = || {
        is_entrance(cx.file.definition_name(function))
            || definition.decorators.iter().any(|&decorator| is_entrance(cx.text(decorator)))
    };
    // Few functions answer requests, and that shows sooner than what their names say.
    answers_requests(cx, function, definition) && named()
}
