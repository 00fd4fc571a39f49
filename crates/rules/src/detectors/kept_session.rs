//! PV418: sessions that go on under the same name after a login.

use model::Confidence;
use secrets::words;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, calls_one_of, given, imports, last_word};
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::{code::testing, web::login};

pub(crate) struct KeptSession;

/// Calls after which a session has another name, or none of what was in it.
const RENEWALS: [&str; 13] = [
    "clear",
    "flush",
    "cycle_key",
    "acycle_key",
    "aflush",
    "regenerate",
    "new_session",
    "invalidate",
    "rotate",
    "renew",
    "login",
    "alogin",
    "login_user",
];

/// Where a session lives that another person may have begun, and how it gets a new name.
struct Store {
    name: &'static str,
    renewal: &'static str,
}

impl Detector for KeptSession {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, .. } = &cx.tree().stmt(stmt).kind else { return };
        let written = targets.iter().find_map(|&target| match cx.tree().expr(target).kind {
            ExprKind::Subscript { value, index } => Some((target, value, index)),
            _ => None,
        });
        let Some((target, session, _)) = written.filter(|(_, _, key)| names_person(cx, *key)) else { return };
        let Some(store) = store(cx, session) else { return };
        let Some(function) = cx.file.enclosing_function_of(stmt) else { return };
        let span = cx.tree().stmt(function).span;
        let is_renewed = || {
            calls_in(cx.file, span).any(|call| {
                last_word(cx.file, call).is_some_and(|name| RENEWALS.contains(&name)) || signs_in_elsewhere(cx, call)
            })
        };
        if testing::is_test_file(cx.path) || login::check_in(cx.file, span).is_none() || is_renewed() {
            return;
        }
        let message = format!(
            "The session of {} goes on under the name that it had before the login: whoever planted that name in the browser is \
             signed in, too. Call `{}` first.",
            store.name, store.renewal
        );
        let mut candidate = cx.candidate(target, message);
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether a call hands the request on to be signed in: `finalize_signin(request=request, user=user)`.
fn signs_in_elsewhere(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(name) = last_word(cx.file, call) else { return false };
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&["signin", "login", "logon"])
        && words.len() > 1
        && !has(&["check", "verify", "validate", "is", "can", "log", "audit", "form"])
        && cx.file.call_args(call).all().iter().any(|argument| cx.text(argument.value()) == "request")
}

/// Whether the key is that of who is signed in.
fn names_person(cx: &Context<'_>, key: ExprId) -> bool {
    cx.file.constant(key).is_some_and(|key| {
        key.as_str().is_some_and(|key| {
            let words = words(key);
            words.iter().any(|word| {
                matches!(
                    &**word,
                    "user" | "username" | "uid" | "account" | "member" | "logged" | "authenticated" | "login" | "email"
                )
            })
        })
    })
}

/// Whether the file calls Django's own login: `from django.contrib.auth import login as sign_in`.
fn calls_login(cx: &Context<'_>) -> bool {
    const LOGINS: &[&str] = &["django.contrib.auth.login", "django.contrib.auth.alogin"];
    cx.file.calls().iter().any(|&call| calls_one_of(cx.file, call, LOGINS))
}

/// The store of a session whose name the visitor's cookie holds; `None` where all of the session is in the cookie, signed.
fn store(cx: &Context<'_>, session: ExprId) -> Option<Store> {
    let facts = cx.facts();
    if facts.imports("flask_session") && is_named(cx.file, session, &["flask.session"]) {
        return Some(Store { name: "Flask-Session", renewal: "app.session_interface.regenerate(session)" });
    }
    // Where Django's own login signs people in, under whatever name, it renews the session; what is kept beside it signs nobody in.
    if facts.imports("django")
        && !calls_login(cx)
        && let ExprKind::Attribute { value, attr } = cx.tree().expr(session).kind
        && cx.tree().text(attr.span) == "session"
        && matches!(cx.text(value), "request" | "self.request")
    {
        return Some(Store { name: "Django", renewal: "request.session.cycle_key()" });
    }
    let in_memory = || {
        ["redis_storage", "memcached_storage"].iter().any(|store| imports(cx.file, &format!("aiohttp_session.{store}")))
    };
    if !facts.imports("aiohttp_session") || !in_memory() {
        return None;
    }
    let made = given(cx.file, session);
    let made = match cx.tree().expr(made).kind {
        ExprKind::Await(inner) => inner,
        _ => made,
    };
    calls_one_of(cx.file, made, &["aiohttp_session.get_session"])
        .then_some(Store { name: "aiohttp", renewal: "aiohttp_session.new_session(request)" })
}
