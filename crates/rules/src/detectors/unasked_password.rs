//! PV423: new passwords that are set without asking for the old one.

use model::Confidence;
use secrets::words;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, function_of, last_word};
use crate::code::testing;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::web::login::answers_requests;

pub(crate) struct UnaskedPassword;

/// Words of a function which say that something besides the session is asked for, or that the account is a new or a forgotten one.
const ASKED: [&str; 34] = [
    "old",
    "current",
    "existing",
    "previous",
    "check",
    "checkpw",
    "verify",
    "verified",
    "authenticate",
    "token",
    "code",
    "otp",
    "totp",
    "reset",
    "signup",
    "register",
    "registration",
    "invite",
    "invitation",
    "activate",
    "confirm",
    "admin",
    "staff",
    "superuser",
    "create",
    "form",
    "serializer",
    "temporary",
    "sudo",
    "reauth",
    "reauthenticate",
    "fresh",
    "uid",
    "add",
];
/// Names of whoever is logged in.
const ONESELF: [&str; 4] = ["current_user", "request.user", "self.request.user", "g.user"];

impl Detector for UnaskedPassword {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        let in_class = cx.file.enclosing_class_of(function).is_some();
        let handles = answers_requests(cx, function, definition)
            || in_class && matches!(cx.file.definition_name(function), "post" | "put" | "patch");
        if !handles || testing::is_test_file(cx.path) {
            return;
        }
        let span = cx.tree().stmt(function).span;
        let Some(place) = sets_own_password(cx, function) else { return };
        let says = |word: &str| ASKED.contains(&word);
        // `current_user` is the one whose password it is.
        let text =
            cx.tree().text(span).replace("current_user", "").replace("csrf_token", "").replace("request.form", "");
        if words(&text).iter().any(|word| says(word)) {
            return;
        }
        let mut candidate = cx.candidate(
            place,
            "Whoever has the session sets a new password without knowing the old one: a browser that was left open, or a stolen \
             session, becomes the whole account. Ask for the old password first.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// The place where a function gives whoever is logged in another password.
fn sets_own_password(cx: &Context<'_>, function: StmtId) -> Option<ExprId> {
    let span = cx.tree().stmt(function).span;
    let by_call = calls_in(cx.file, span).find(|&call| {
        last_word(cx.file, call) == Some("set_password")
            && function_of(cx.file, call).is_some_and(|func| match cx.tree().expr(func).kind {
                ExprKind::Attribute { value, .. } => is_oneself(cx, function, value),
                _ => false,
            })
    });
    by_call.or_else(|| {
        cx.tree().stmts().filter(|(_, stmt)| span.contains(stmt.span)).find_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { targets, .. } => {
                targets.iter().copied().find(|&target| match cx.tree().expr(target).kind {
                    ExprKind::Attribute { value, attr } => {
                        let words = words(cx.tree().text(attr.span));
                        words.iter().any(|word| word == "password")
                            && !words
                                .iter()
                                .any(|word| matches!(&**word, "changed" | "at" | "must" | "expires" | "set"))
                            && is_oneself(cx, function, value)
                    }
                    _ => false,
                })
            }
            _ => None,
        })
    })
}

/// Whether an object is whoever is logged in: `current_user`, `request.user`, or a parameter that a dependency fills with them.
fn is_oneself(cx: &Context<'_>, function: StmtId, object: ExprId) -> bool {
    let made = crate::code::around::given(cx.file, object);
    if ONESELF.contains(&cx.text(object)) || ONESELF.contains(&cx.text(made)) {
        return true;
    }
    let Some(definition) = cx.file.function(function) else { return false };
    definition.params.params.iter().any(|param| {
        cx.tree().text(param.name.span) == cx.text(object)
            && param.default.is_some_and(|default| {
                matches!(last_word(cx.file, default), Some("Depends" | "Security"))
                    && cx.file.call_args(default).positional(0).is_some_and(|dependency| {
                        written::last_word(cx.file, dependency)
                            .is_some_and(|name| words(name).iter().any(|word| word == "user"))
                    })
            })
    })
}
