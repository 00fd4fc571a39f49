//! PV463: checks that say yes when they fail.

use model::Confidence;
use secrets::words;
use syntax::ast::{ExprId, ExprKind, Handler, StmtId, StmtKind, UnaryOp};

use crate::code::around::last_word as last_called;
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::web::asked_in_vain::{optional_signature, says_yes_to_all, swallowed_refusal};
use crate::web::gatekeepers::says_no;

pub(crate) struct FailOpen;

impl Detector for FailOpen {
    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let Some(yes) = cx.file.class(stmt).and_then(|class| says_yes_to_all(cx, stmt, class)) else { return };
        let mut candidate = cx.candidate(
            yes,
            "This permission is asked for and everybody has it. Ask who sends the request, or say by `AllowAny` that all may.",
        );
        candidate.confidence = Some(Confidence::Medium);
        candidate.cvss = Some(FOR_ACCOUNTS);
        cx.report(candidate);
    }

    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        if let Some(test) = optional_signature(cx, stmt) {
            let candidate = cx.candidate(
                test,
                "The signature is checked only if the request has one: whoever leaves it out is believed. Refuse a request without it.",
            );
            cx.report(candidate);
        }
    }

    fn attempt(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Try { handlers, .. } = &cx.tree().stmt(stmt).kind else { return };
        if let Some(refusal) = swallowed_refusal(cx, stmt) {
            let candidate = cx.candidate(
                refusal,
                "The check refuses, and the code goes on as if it had not: whoever may not do this does it. Let the refusal through, \
                 or answer no.",
            );
            cx.report(candidate);
        }
        let Some(function) = cx.file.enclosing_function_of(stmt) else { return };
        if !handlers.iter().any(|handler| says_yes(cx, handler).is_some()) {
            return;
        }
        let name = cx.file.definition_name(function);
        if !decides_access(name) && !keeps_people_out(cx, name) {
            return;
        }
        let yes = handlers.iter().find_map(|handler| says_yes(cx, handler).map(|value| (handler, value)));
        if let Some((handler, value)) = yes {
            let mut candidate = cx.candidate(
                value,
                "If the check itself fails, everybody is let in: an attacker only has to make it fail. Answer no, and log the \
                 error.",
            );
            if handler.types.is_some_and(|types| is_absence(cx, types)) {
                candidate.cvss = Some(OF_NOTHING);
            }
            cx.report(candidate);
        }
    }
}

/// Less harm: what else is asked before is not seen here.
const FOR_ACCOUNTS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N";

/// Less harm: what is allowed is something that is not there.
const OF_NOTHING: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

/// Whether a handler catches only that something was not found, which the code that it guards decides about: `except KeyError:`.
fn is_absence(cx: &Context<'_>, types: ExprId) -> bool {
    let all = match &cx.tree().expr(types).kind {
        ExprKind::Tuple(items) => items,
        _ => std::slice::from_ref(&types),
    };
    all.iter().all(|&class| {
        last_word(cx.file, class).is_some_and(|name| {
            matches!(
                name,
                "KeyError"
                    | "IndexError"
                    | "LookupError"
                    | "DoesNotExist"
                    | "NoResultFound"
                    | "NotFound"
                    | "NotFoundError"
            )
        })
    })
}

/// `return True` at the end of the handler.
fn says_yes(cx: &Context<'_>, handler: &Handler) -> Option<ExprId> {
    let StmtKind::Return(Some(value)) = cx.tree().stmt(*handler.body.last()?).kind else { return None };
    let is_yes = matches!(cx.file.constant(value), Some(semantic::Const::Bool(true)));
    is_yes.then_some(value)
}

/// Whether somewhere in the file a visitor is refused for the function's "no": `if not self.is_inside(request): return
/// HttpResponseForbidden()`.
fn keeps_people_out(cx: &Context<'_>, name: &str) -> bool {
    let is_no = |test: ExprId| {
        let span = cx.tree().expr(test).span;
        cx.tree().exprs().any(|(_, expr)| match expr.kind {
            ExprKind::Unary { op: UnaryOp::Not, operand } if span.contains(expr.span) => {
                last_called(cx.file, operand) == Some(name)
            }
            _ => false,
        })
    };
    cx.tree().stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::If { arms, .. } => arms.iter().any(|arm| {
            let names_it = cx.text(arm.test).contains(name);
            names_it && is_no(arm.test) && arm.body.iter().any(|&stmt| says_no(cx.file, cx.tree().stmt(stmt).span))
        }),
        _ => false,
    })
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
        "signed",
        "limit",
        "limits",
        "quota",
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
        "trusted",
    ]);
    // What a field is like says nothing of who may read it.
    about_access
        && !has(&["field", "column", "mapping"])
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
            "within",
            "below",
        ])
        || has(&["authenticate", "authorize"])
        // `can_edit`, `may_view_document`
        || words.len() > 1 && words.first().is_some_and(|first| matches!(&**first, "can" | "may"))
}
