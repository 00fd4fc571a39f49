//! PV422: logins that say whether the name or the password was wrong.

use model::Confidence;
use semantic::Const;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::code::testing;
use crate::detector::{Context, Detector};
use crate::web::login;

pub(crate) struct ToldApart;

/// What an answer says that names the account, and what it says about it.
const ACCOUNTS: [&str; 8] = ["user", "account", "email", "e-mail", "login", "username", "member", "customer"];
const MISSING: [&str; 10] = [
    "not found",
    "unknown",
    "no such",
    "does not exist",
    "doesn't exist",
    "not exist",
    "not registered",
    "no account",
    "no user",
    "is not a",
];
/// What an answer says about a password that did not fit.
const WRONG: [&str; 6] = ["wrong", "incorrect", "invalid", "bad", "not match", "mismatch"];
/// Texts of a function that are looked at.
const MAX_TEXTS: usize = 200;

impl Detector for ToldApart {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = cx.file.function(function) else { return };
        if !login::answers_requests(cx, function, definition) || testing::is_test_file(cx.path) {
            return;
        }
        let span = cx.tree().stmt(function).span;
        if login::check_in(cx.file, span).is_none() {
            return;
        }
        let says = |text: &str, list: &[&str]| list.iter().any(|word| text.contains(word));
        let (mut missing, mut wrong) = (None, false);
        for (place, text) in texts(cx, function).into_iter().take(MAX_TEXTS) {
            let text = text.to_ascii_lowercase();
            let of_password = text.contains("password");
            // `unknown user or wrong password` tells neither.
            if !of_password && says(&text, &ACCOUNTS) && says(&text, &MISSING) {
                missing = missing.or(Some(place));
            }
            wrong |= of_password && says(&text, &WRONG) && !says(&text, &ACCOUNTS);
        }
        let Some(place) = missing.filter(|_| wrong) else { return };
        let mut candidate = cx.candidate(
            place,
            "Whoever tries to log in is told whether the account exists: one answer is for unknown names, another for wrong \
             passwords. Give the same answer for both, and check a password in either case.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// The constant texts of a function that are shown to somebody: those of its logs are not.
fn texts(cx: &Context<'_>, function: StmtId) -> Vec<(ExprId, String)> {
    let span = cx.tree().stmt(function).span;
    let logs: Vec<_> = crate::code::around::calls_in(cx.file, span)
        .filter(|&call| {
            crate::code::around::function_of(cx.file, call).is_some_and(|func| {
                let text = cx.text(func);
                text.contains("log") && !text.contains("login") || text == "print"
            })
        })
        .map(|call| cx.tree().expr(call).span)
        .collect();
    let is_text =
        |(_, expr): &(ExprId, &syntax::ast::Expr)| matches!(expr.kind, ExprKind::Str(_)) && span.contains(expr.span);
    cx.tree()
        .exprs()
        .filter(is_text)
        .filter(|(_, expr)| !logs.iter().any(|log| log.contains(expr.span)))
        .filter_map(|(place, _)| match cx.file.constant(place)? {
            Const::Str(text) => Some((place, text.to_string())),
            _ => None,
        })
        .collect()
}
