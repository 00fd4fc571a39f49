//! PV211: cookies without `secure`, `httponly` or a `samesite` that protects.

use secrets::words;
use semantic::{BindingKind, Const};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::mapping::{Named, entries, last, stores};
use crate::code::parameter::passed;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::web::cookie_header;

pub(crate) struct CookieFlags;

/// Ways to write a flag's keyword.
const FLAGS: [(&str, &[&str]); 2] = [("secure", &["secure"]), ("httponly", &["httponly", "http_only"])];

/// Where Django, Werkzeug and Starlette all take a flag by its place.
const PLACES: [(&str, usize); 3] = [("secure", 6), ("httponly", 7), ("samesite", 8)];

/// Words in the names of cookies that are as good as a password.
const LOGINS: [&str; 7] = ["session", "token", "auth", "jwt", "login", "sid", "remember"];

/// Words in the names of cookies that hold how a visitor wants the page to look.
const LOOKS: [&str; 27] = [
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
    "reason",
    "status",
];

impl Detector for CookieFlags {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        let unpacked = if args.has_double_star() { options(cx, call)? } else { Vec::new() };
        // `self.cookies.set_cookie()`: a method of the project's, which knows the cookie.
        if args.all().is_empty() || is_removal(cx, call) || is_own_method(cx, call) {
            return None;
        }
        // `jar.set_cookie(cookie)`: a client keeps what a server gave it.
        let has_value = args.argument(Some(1), Some("value")).or_else(|| last(&unpacked, "value")).is_some();
        if !has_value && args.positional(0).is_some_and(|cookie| cx.file.constant(cookie).is_none()) {
            return None;
        }
        let flag = |word: &str| {
            let by_place = PLACES.iter().find(|(flag, _)| *flag == word).and_then(|&(_, at)| args.positional(at));
            args.keyword(word).or_else(|| last(&unpacked, word)).or(by_place)
        };
        let missing = missing(cx, flag);
        if missing.is_empty() || missing == ["samesite"] && flag("secure").is_some() {
            return None;
        }
        let argument = |at: usize, word: &str| args.argument(Some(at), Some(word)).or_else(|| last(&unpacked, word));
        describe(cx, &mut candidate, &missing, argument(0, "key"), argument(1, "value"));
        Some(candidate)
    }

    /// `answer.headers.add("Set-Cookie", text)`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if let Some(text) = cookie_header::passed(cx.file, call) {
            by_hand(cx, text);
        }
    }

    /// `cookie["name"] = value` of the standard library's cookies, whose flags are items of what stands there then.
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let [target] = **targets else { return };
        if let Some(text) = cookie_header::stored(cx.file, target, *value) {
            return by_hand(cx, text);
        }
        let ExprKind::Subscript { value: jar, index } = cx.tree().expr(target).kind else { return };
        if !cx.file.qualified_names(jar).any(|name| name == "http.cookies.SimpleCookie()") {
            return;
        }
        let Some(flags) = cx.file.constant(index).map(|key| items_of(cx, target, &key)) else { return };
        let constant = |word: &str| last(&flags, word).and_then(|e| cx.file.constant(e));
        let is_gone = cx.file.constant(*value).is_some_and(|value| !value.truthy())
            || constant("max-age").is_some_and(|age| !age.truthy());
        let missing = missing(cx, |word| last(&flags, word));
        if missing.is_empty() || is_gone {
            return;
        }
        let mut candidate = cx.candidate(target, "");
        describe(cx, &mut candidate, &missing, Some(index), Some(*value));
        cx.report(candidate);
    }
}

/// A cookie whose header the code writes itself: only what is as good as a password counts.
fn by_hand(cx: &mut Context<'_>, text: ExprId) {
    let Some((name, missing)) = cookie_header::read(cx.file, text) else { return };
    let is_login = LOGINS.iter().any(|word| name.to_ascii_lowercase().contains(word));
    if is_login && !missing.is_empty() && !cx.file.is_constant(text) {
        let mut candidate = cx.candidate(text, "");
        describe(cx, &mut candidate, &missing, None, None);
        cx.report(candidate);
    }
}

/// The flags that a cookie is made without.
fn missing(cx: &Context<'_>, given: impl Fn(&str) -> Option<ExprId>) -> Vec<&'static str> {
    let mut missing: Vec<&str> = FLAGS
        .iter()
        .filter(|(_, words)| !words.iter().any(|word| given(word).is_some_and(|value| may_be_on(cx, value))))
        .map(|&(flag, _)| flag)
        .collect();
    let site = given("samesite").and_then(|value| cx.file.constant(value));
    if site.is_some_and(|site| site.as_str().is_some_and(|site| site.eq_ignore_ascii_case("none"))) {
        missing.push("samesite");
    }
    missing
}

/// Says what is missing, and how much that matters for a cookie of that name and value.
fn describe(cx: &Context<'_>, candidate: &mut Candidate, missing: &[&str], key: Option<ExprId>, value: Option<ExprId>) {
    candidate.message = format!(
        "This cookie is made without {}: it also travels over plain HTTP, or scripts of the page can read it. Pass \
         `secure=True`, `httponly=True` and `samesite=\"Lax\"`.",
        missing.iter().map(|flag| format!("`{flag}`")).collect::<Vec<_>>().join(" and ")
    );
    let constant = key.and_then(|key| cx.file.constant(key));
    // `settings.LANGUAGE_COOKIE_NAME` says as much as the name that stands there.
    let name = constant.as_ref().and_then(Const::as_str).or_else(|| written::last_word(cx.file, key?));
    // What everybody is given is no key; and what scripts must read cannot be kept from them.
    let is_flag = value.and_then(|value| cx.file.constant(value)).is_some();
    let is_for_scripts = name.is_some_and(|name| name.contains("csrf") || name.contains("xsrf"));
    // `login_redirect`: where a login leads is no login.
    let leads = |name: &str| words(name).iter().any(|word| matches!(&**word, "redirect" | "next" | "referrer"));
    let is_login =
        name.is_some_and(|name| LOGINS.iter().any(|word| name.to_ascii_lowercase().contains(word)) && !leads(name));
    let shows_state = !is_login && value.is_some_and(|value| is_state(cx, value));
    let is_for_all = key.zip(value).is_some_and(|(key, value)| serves_all(cx, key, value));
    let is_look = shows_state
        || is_for_all
        || name.is_some_and(leads)
        || !is_login && name.is_some_and(|name| words(name).iter().any(|word| LOOKS.contains(&&**word)));
    if !missing.contains(&"secure") && !is_login || is_flag || is_for_scripts || is_look {
        // A script has to get into the page first.
        candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N");
    }
}

/// Whether a function only hands on which cookie it is, and what is in it: what its callers keep there is not seen, unless its name says it.
fn serves_all(cx: &Context<'_>, key: ExprId, value: ExprId) -> bool {
    let is_param = |e: ExprId| {
        cx.file
            .binding(e)
            .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }))
    };
    let says_login = |function: StmtId| {
        let name = cx.file.definition_name(function).to_ascii_lowercase();
        LOGINS.iter().any(|word| name.contains(word))
    };
    let key = match cx.tree().expr(key).kind {
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => value,
            _ => key,
        },
        _ => key,
    };
    is_param(key)
        && is_param(value)
        && passed(cx.file, key).is_empty()
        && cx.file.enclosing_function(key).is_some_and(|function| !says_login(function))
}

/// Whether the value is yes or no, or a number: `str(is_open).lower()`, `"%.1f" % rate`, `self.collapse_diffs`.
fn is_state(cx: &Context<'_>, value: ExprId) -> bool {
    const MAX_DEPTH: usize = 6;
    const STATES: [&str; 12] = [
        "is",
        "has",
        "show",
        "hide",
        "collapse",
        "collapsed",
        "expand",
        "expanded",
        "enabled",
        "disabled",
        "detected",
        "visible",
    ];
    let mut at = value;
    for _ in 0..MAX_DEPTH {
        at = match cx.tree().expr(at).kind {
            ExprKind::Compare { .. } | ExprKind::True | ExprKind::False => return true,
            ExprKind::Binary { left, .. } => {
                return cx.file.constant(left).is_some_and(|form| {
                    form.as_str().is_some_and(|form| form.starts_with('%') && form.ends_with(['d', 'f', 'i']))
                });
            }
            ExprKind::Call { func, .. } => {
                if written::last_word(cx.file, func)
                    .is_some_and(|name| words(name).first().is_some_and(|first| STATES.contains(&&**first)))
                {
                    return true;
                }
                match cx.tree().expr(func).kind {
                    ExprKind::Attribute { value, attr } if matches!(cx.tree().text(attr.span), "lower" | "upper") => {
                        value
                    }
                    ExprKind::Name if matches!(cx.text(func), "str" | "bool" | "int") => {
                        let Some(inner) = cx.file.call_args(at).positional(0) else { return false };
                        inner
                    }
                    _ => return false,
                }
            }
            _ => {
                return written::last_word(cx.file, at)
                    .is_some_and(|name| words(name).iter().any(|word| STATES.contains(&&**word)));
            }
        };
    }
    false
}

/// The options in `set_cookie(**options)`, where the function writes all of them out. `None` if it does not.
fn options(cx: &Context<'_>, call: ExprId) -> Option<Named> {
    let ExprKind::Call { ref args, .. } = cx.tree().expr(call).kind else { return None };
    let mut unpacked = args.iter().filter_map(|arg| match arg {
        Argument::DoubleStar(value) => Some(*value),
        _ => None,
    });
    let (Some(name), None) = (unpacked.next(), unpacked.next()) else { return None };
    entries(cx.file, name)
}

/// What the function of `cookie["name"]` gives the items of just that, behind it.
fn items_of(cx: &Context<'_>, cookie: ExprId, key: &Const) -> Named {
    let ExprKind::Subscript { value: jar, .. } = cx.tree().expr(cookie).kind else { return Named::new() };
    let mut named = Named::new();
    for (target, value) in stores(cx.file, cookie) {
        let ExprKind::Subscript { value: object, index } = cx.tree().expr(target).kind else { continue };
        let ExprKind::Subscript { value: own, index: own_key } = cx.tree().expr(object).kind else { continue };
        if cx.text(own) == cx.text(jar)
            && cx.file.constant(own_key).as_ref() == Some(key)
            && let Some(Const::Str(flag)) = cx.file.constant(index)
        {
            named.push((flag.to_ascii_lowercase(), value));
        }
    }
    named
}

/// Whether the call is one of a method that the project itself defines: what that makes is judged there.
fn is_own_method(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind else { return false };
    // What a class has from a framework above it, as in Tornado, is written as if it were its own.
    let is_defined = || {
        let name = cx.tree().text(attr.span);
        cx.file.functions().iter().any(|&function| cx.file.definition_name(function) == name)
    };
    cx.file.qualified_names(func).any(|name| name.starts_with(['.', '/'])) && (cx.text(value) != "self" || is_defined())
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
