//! PV421: people who are signed in because the request names them.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::code::around::{calls_in, calls_one_of, function_of, given, last_word};
use crate::code::testing;
use crate::detector::{Context, Detector};

pub(crate) struct UncheckedLogin;

/// Calls that sign somebody in, with the place of whom.
const LOGINS: [(&[&str], usize); 2] = [
    (&["django.contrib.auth.login", "django.contrib.auth.alogin"], 1),
    (&["flask_login.login_user", "flask_login.utils.login_user", "flask_security.login_user"], 0),
];
/// Ends of calls that find a record.
const FINDS: [&str; 15] = [
    "get",
    "aget",
    "first",
    "afirst",
    "one",
    "one_or_none",
    "first_or_404",
    "get_or_404",
    "get_object_or_404",
    "one_or_404",
    "scalar",
    "scalar_one",
    "scalar_one_or_none",
    "find_one",
    "get_by_natural_key",
];
/// Words of functions, and of what they are asked for, which say that something besides a name was looked at.
const LOOKED_AT: [&str; 34] = [
    "authenticate",
    "authorize",
    "authorized",
    "authentication",
    "check",
    "checkpw",
    "verify",
    "verified",
    "validate",
    "valid",
    "password",
    "confirm",
    "token",
    "code",
    "otp",
    "totp",
    "unsign",
    "loads",
    "decode",
    "decrypt",
    "signature",
    "signed",
    "hmac",
    "digest",
    "compare",
    "oauth",
    "saml",
    "oidc",
    "ldap",
    "redeem",
    "consume",
    "register",
    "create",
    "assertion",
];
/// How many links of a query are followed.
const MAX_LINKS: usize = 12;

impl Detector for UncheckedLogin {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let Some((_, at)) = LOGINS.into_iter().find(|(names, _)| calls_one_of(cx.file, call, names)) else { return };
        let args = cx.file.call_args(call);
        let Some(person) = args.argument(Some(at), Some("user")) else { return };
        let Some(function) = cx.file.enclosing_function(call) else { return };
        let span = cx.tree().stmt(function).span;
        if !is_looked_up(cx, person) || testing::is_test_file(cx.path) || looks_at_more(cx, span) {
            return;
        }
        let mut candidate = cx.candidate(
            call,
            "The request names the person who is signed in here, and nothing asks for a proof: whoever knows a name or an \
             address signs in as that person. Check a password, or a token that only they can have.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether somebody, or the record that they belong to, was found by something that the request says.
fn is_looked_up(cx: &Context<'_>, person: ExprId) -> bool {
    let person = given(cx.file, person);
    let found = match cx.tree().expr(person).kind {
        // `member.user`
        ExprKind::Attribute { value, .. } => given(cx.file, value),
        ExprKind::Await(inner) => inner,
        _ => person,
    };
    last_word(cx.file, found).is_some_and(|name| FINDS.contains(&name)) && asks_request(cx, found)
}

/// Whether one of the calls of a query is given something of the request: `.filter_by(name=request.form["name"]).first()`.
fn asks_request(cx: &Context<'_>, query: ExprId) -> bool {
    let mut at = Some(query);
    for _ in 0..MAX_LINKS {
        let Some(call) = at else { return false };
        let of_request = |argument: &Argument| {
            let text = cx.text(given(cx.file, argument.value()));
            ["request.", "self.request."].iter().any(|start| text.starts_with(start))
        };
        if cx.file.call_args(call).all().iter().any(of_request) {
            return true;
        }
        at = function_of(cx.file, call).and_then(|func| match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => Some(value),
            _ => None,
        });
    }
    false
}

/// Whether something in the function is asked or read whose name says that it proves who somebody is.
fn looks_at_more(cx: &Context<'_>, span: Span) -> bool {
    let text = cx.tree().text(span);
    words(text).iter().any(|word| LOOKED_AT.contains(&&**word))
        || calls_in(cx.file, span).any(|call| last_word(cx.file, call).is_some_and(|name| name == "is_valid"))
}
