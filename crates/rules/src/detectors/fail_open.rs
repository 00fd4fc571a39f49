//! PV463: checks that say yes when they fail.

use secrets::words;
use syntax::ast::{Handler, StmtId, StmtKind};

use crate::detector::{Context, Detector};

pub(crate) struct FailOpen;

impl Detector for FailOpen {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Try { handlers, .. } = &cx.tree().stmt(stmt).kind else { return };
        let Some(function) = cx.file.enclosing_function_of(stmt) else { return };
        if !decides_access(cx.file.definition_name(function)) {
            return;
        }
        if let Some(value) = handlers.iter().find_map(|handler| says_yes(cx, handler)) {
            let candidate = cx.candidate(
                value,
                "If the check itself fails, everybody is let in: an attacker only has to make it fail. Answer no, and log the \
                 error.",
            );
            cx.report(candidate);
        }
    }
}

/// `return True` at the end of the handler.
fn says_yes(cx: &Context<'_>, handler: &Handler) -> Option<syntax::ast::ExprId> {
    let StmtKind::Return(Some(value)) = cx.tree().stmt(*handler.body.last()?).kind else { return None };
    let is_yes = matches!(cx.file.constant(value), Some(semantic::Const::Bool(true)));
    is_yes.then_some(value)
}

/// Whether the function's name says that it decides who may do what, or what is genuine.
fn decides_access(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let about_access = has(&[
        "auth",
        "authenticated",
        "authorized",
        "authorised",
        "permission",
        "permissions",
        "permitted",
        "allowed",
        "access",
        "token",
        "signature",
        "password",
        "admin",
        "login",
        "credentials",
        "session",
        "csrf",
        "captcha",
        "owner",
        "role",
        "certificate",
        "jwt",
        "licensed",
        "blocked",
        "banned",
        "trusted",
    ]);
    about_access
        && has(&[
            "is",
            "has",
            "can",
            "check",
            "verify",
            "validate",
            "may",
            "authenticate",
            "authorize",
            "allowed",
            "ensure",
        ])
        || has(&["authenticate", "authorize"])
}
