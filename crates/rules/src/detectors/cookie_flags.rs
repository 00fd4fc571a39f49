//! PV211: cookies without `secure`, `httponly` or a `samesite` that protects.

use secrets::words;
use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::parameter::passed;

pub(crate) struct CookieFlags;

/// Ways to write a flag's keyword.
const FLAGS: [(&str, &[&str]); 2] = [("secure", &["secure"]), ("httponly", &["httponly", "http_only"])];

/// Words in the names of cookies that are as good as a password.
const LOGINS: [&str; 7] = ["session", "token", "auth", "jwt", "login", "sid", "remember"];

/// Words in the names of cookies that hold how a visitor wants the page to look.
const LOOKS: [&str; 25] = [
    "sort",
    "order",
    "theme",
    "lang",
    "language",
    "locale",
    "timezone",
    "tz",
    "view",
    "page",
    "message",
    "messages",
    "flash",
    "layout",
    "tab",
    "filter",
    "color",
    "dark",
    "mode",
    "font",
    "sidebar",
    "collapsed",
    "columns",
    "consent",
    "banner",
];

impl Detector for CookieFlags {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        // `jar.set_cookie(cookie)`: a client keeps what a server gave it.
        let is_kept = args.all().len() == 1 && args.positional(0).is_some_and(|cookie| !cx.file.is_constant(cookie));
        if is_kept || args.has_double_star() || is_removal(cx, call) || is_own_method(cx, call) {
            return None;
        }
        // A jar of a client is given a whole cookie.
        let has_value = args.argument(Some(1), Some("value")).is_some();
        if !has_value && args.positional(0).is_some_and(|cookie| cx.file.constant(cookie).is_none()) {
            return None;
        }
        let mut missing: Vec<&str> = FLAGS
            .iter()
            .filter(|(_, words)| !words.iter().any(|word| args.keyword(word).is_some_and(|value| may_be_on(cx, value))))
            .map(|&(flag, _)| flag)
            .collect();
        let site = args.keyword("samesite").and_then(|value| cx.file.constant(value));
        if site.is_some_and(|site| site.as_str().is_some_and(|site| site.eq_ignore_ascii_case("none"))) {
            missing.push("samesite");
        }
        if missing.is_empty() || missing == ["samesite"] && args.keyword("secure").is_some() {
            return None;
        }
        candidate.message = format!(
            "This cookie is made without {}: it also travels over plain HTTP, or scripts of the page can read it. Pass \
             `secure=True`, `httponly=True` and `samesite=\"Lax\"`.",
            missing.iter().map(|flag| format!("`{flag}`")).collect::<Vec<_>>().join(" and ")
        );
        // What everybody is given is no key; and what scripts must read cannot be kept from them.
        let constant = |at: usize, word: &str| args.argument(Some(at), Some(word)).and_then(|e| cx.file.constant(e));
        let is_flag = constant(1, "value").is_some();
        let is_for_scripts = constant(0, "key")
            .is_some_and(|name| name.as_str().is_some_and(|name| name.contains("csrf") || name.contains("xsrf")));
        let is_login = constant(0, "key").is_some_and(|key| {
            key.as_str().is_some_and(|key| LOGINS.iter().any(|word| key.to_ascii_lowercase().contains(word)))
        });
        let is_look = !is_login
            && constant(0, "key").is_some_and(|key| {
                key.as_str().is_some_and(|key| words(key).iter().any(|word| LOOKS.contains(&&**word)))
            });
        if !missing.contains(&"secure") && !is_login || is_flag || is_for_scripts || is_look {
            // A script has to get into the page first.
            candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N");
        }
        Some(candidate)
    }
}

/// Whether the call is one of a method that the project itself defines: what that makes is judged there.
fn is_own_method(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    cx.file.qualified_names(func).any(|name| name.starts_with(['.', '/']))
}

/// Whether a flag is on, or may be: only what is known to be off counts.
fn may_be_on(cx: &Context<'_>, value: ExprId) -> bool {
    let is_on = |value: ExprId| cx.file.constant(value).is_none_or(|constant| constant.truthy());
    is_on(value) && passed(cx.file, value).into_iter().all(is_on)
}

/// Whether the call takes a cookie away: no value, or one that expires at once.
fn is_removal(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    let constant = |e: Option<ExprId>| e.and_then(|e| cx.file.constant(e));
    let expires = |word: &str| matches!(constant(args.keyword(word)), Some(Const::Int(seconds)) if seconds <= 0);
    let empty = constant(args.argument(Some(1), Some("value"))).is_some_and(|value| !value.truthy());
    expires("max_age") || expires("expires") || empty
}
