//! PV318: passwords that are stored without the validators of the settings.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::Candidate;
use crate::code::around::{calls_in, calls_one_of, definition_around, last_word};
use crate::code::testing;
use crate::detector::{Context, Detector};
use crate::matcher::called;

pub(crate) struct PasswordUnchecked;

impl Detector for PasswordUnchecked {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let password = cx.file.call_args(call).argument(Some(0), Some("raw_password"))?;
        if cx.file.is_constant(password) || is_generated(cx, password) || is_of_form(cx, password) {
            return None;
        }
        // `User().set_password(password)` is kept nowhere: it takes the time that a check would.
        if let Some(ExprKind::Attribute { value, .. }) = called(cx.file, call).map(|func| &cx.tree().expr(func).kind)
            && matches!(cx.tree().expr(*value).kind, ExprKind::Call { .. })
            && cx.file.call_args(*value).all().is_empty()
        {
            return None;
        }
        let function = cx.file.enclosing_function(call)?;
        if compares_passwords(cx, function) {
            return None;
        }
        // Django's own pattern: who asks a manager for a user has checked the password, or is a program.
        if matches!(cx.file.definition_name(function), "create_user" | "create_superuser" | "_create_user") {
            return None;
        }
        if testing::is_test(cx, cx.file.enclosing_stmt(call)?) || cx.path.contains("management/commands/") {
            return None;
        }
        let around = cx.tree().stmt(definition_around(cx.file, call)?).span;
        // Who sits at the program's own terminal may set any password.
        let asks_terminal = |inner| calls_one_of(cx.file, inner, &["builtins.input", "getpass.getpass"]);
        if calls_in(cx.file, around).any(asks_terminal) {
            return None;
        }
        let is_checked = calls_in(cx.file, around).any(|inner| last_word(cx.file, inner) == Some("validate_password"));
        if is_checked {
            return None;
        }
        candidate.confidence = Some(Confidence::Medium);
        Some(candidate)
    }
}

/// Whether the function checks a password: it makes a hash for the time that this takes, or renews the hash of a right one.
pub(crate) fn compares_passwords(cx: &Context<'_>, function: StmtId) -> bool {
    let is_check = |function| {
        matches!(
            cx.file.definition_name(function),
            "authenticate" | "aauthenticate" | "check_password" | "acheck_password"
        )
    };
    is_check(function) || cx.file.enclosing_function_of(function).is_some_and(is_check)
}

/// Whether a program chose it.
fn is_generated(cx: &Context<'_>, password: ExprId) -> bool {
    let made = cx.file.display(password).unwrap_or(password);
    called(cx.file, made).is_some()
        && (calls_one_of(
            cx.file,
            made,
            &["django.utils.crypto.get_random_string", "secrets.token_urlsafe", "secrets.token_hex", "uuid.uuid4"],
        ) || last_word(cx.file, made).is_some_and(|name| matches!(name, "make_random_password" | "join" | "hex")))
}

/// Whether it is what a form gives: the form has checked it.
fn is_of_form(cx: &Context<'_>, password: ExprId) -> bool {
    let made = cx.file.display(password).unwrap_or(password);
    let object = match cx.tree().expr(made).kind {
        ExprKind::Subscript { value, .. } => value,
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => value,
            _ => return false,
        },
        _ => return false,
    };
    matches!(cx.tree().expr(object).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "cleaned_data")
}
