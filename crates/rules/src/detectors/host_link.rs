//! PV347: links that are sent to somebody, with the host that the request names.

use model::Confidence;
use secrets::words;
use syntax::ast::{ExprId, ExprKind};

use crate::code::around::{calls_in, last_word};
use crate::code::built::{Piece, is_part_of_another, pieces};
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct HostLink;

/// Frameworks that take the header as it comes.
const TRUSTING: [&str; 7] = ["flask", "quart", "fastapi", "starlette", "bottle", "sanic", "aiohttp"];

impl Detector for HostLink {
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        if !matches!(cx.tree().expr(expr).kind, ExprKind::FString(_) | ExprKind::Binary { .. }) {
            return;
        }
        look(cx, expr);
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if last_word(cx.file, call) == Some("format") {
            look(cx, call);
        }
    }
}

fn look(cx: &mut Context<'_>, text: ExprId) {
    let trusts = TRUSTING.iter().any(|module| cx.facts().imports(module));
    if !trusts && !cx.facts().imports("django") || is_part_of_another(cx.file, text) {
        return;
    }
    let Some(pieces) = pieces(cx.file, text) else { return };
    let mut before = "";
    let mut names_host = false;
    for piece in &pieces {
        match piece {
            Piece::Text(text) => before = text,
            Piece::Value(value) => {
                names_host |= trusts && is_site(cx, *value) && before.is_empty()
                    || (trusts && is_host(cx, *value) || is_raw_host(cx, *value)) && before.ends_with("//");
            }
        }
    }
    let Some(function) = cx.file.enclosing_function(text).filter(|_| names_host) else { return };
    // `f"https://{request.host}/reset?token={token}"`: such a link is made to be sent, whatever sends it.
    let opens = pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if opens_account(text)));
    if opens || calls_in(cx.file, cx.tree().stmt(function).span).any(|call| sends(cx, call)) {
        let mut candidate = cx.candidate(
            text,
            "The host in this link is the one that the request names, and any client can name another: the person who gets the \
             link is led there. Take the site's address from the configuration.",
        );
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

/// Whether a part of an address leads to where an account is opened with a token.
fn opens_account(path: &str) -> bool {
    let words = words(path);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&["reset", "confirm", "verify", "activate", "invite", "invitation", "unlock"])
        && (path.contains("?t=") || has(&["token", "code", "key"]))
}

/// `request.host_url`: the whole address of the site.
fn is_site(cx: &Context<'_>, value: ExprId) -> bool {
    is_of_request(cx, value, &["host_url", "url_root", "base_url"])
}

/// `request.host`, `request.headers["Host"]`
fn is_host(cx: &Context<'_>, value: ExprId) -> bool {
    let is_name = |key: ExprId| {
        cx.file.constant(key).is_some_and(|key| key.as_str().is_some_and(|key| key.eq_ignore_ascii_case("host")))
    };
    match cx.tree().expr(value).kind {
        ExprKind::Subscript { value, index } => is_of_request(cx, value, &["headers"]) && is_name(index),
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value: object, attr } => {
                cx.tree().text(attr.span) == "get"
                    && is_of_request(cx, object, &["headers"])
                    && cx.file.call_args(value).positional(0).is_some_and(is_name)
            }
            _ => false,
        },
        _ => is_of_request(cx, value, &["host"]),
    }
}

/// `request.META["HTTP_HOST"]`: the header itself, which Django's `get_host` would have checked.
fn is_raw_host(cx: &Context<'_>, value: ExprId) -> bool {
    let (holder, key) = match cx.tree().expr(value).kind {
        ExprKind::Subscript { value, index } => (value, Some(index)),
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value: holder, attr } if cx.tree().text(attr.span) == "get" => {
                (holder, cx.file.call_args(value).positional(0))
            }
            _ => return false,
        },
        _ => return false,
    };
    let is_name = |key: &str| matches!(key, "HTTP_HOST" | "HTTP_X_FORWARDED_HOST");
    is_of_request(cx, holder, &["META"])
        && key.and_then(|key| cx.file.constant(key)).is_some_and(|key| key.as_str().is_some_and(is_name))
}

fn is_of_request(cx: &Context<'_>, value: ExprId, attributes: &[&str]) -> bool {
    match cx.tree().expr(value).kind {
        ExprKind::Attribute { value, attr } => {
            attributes.contains(&cx.tree().text(attr.span)) && written::last_word(cx.file, value) == Some("request")
        }
        _ => false,
    }
}

/// Whether a call sends something to a person.
fn sends(cx: &Context<'_>, call: ExprId) -> bool {
    // `Email(value=…)` makes an object; what sends is a function.
    let name = last_word(cx.file, call).filter(|name| !name.starts_with(|first: char| first.is_ascii_uppercase()));
    name.is_some_and(|name| {
        words(name).iter().any(|word| matches!(&**word, "mail" | "email" | "send" | "notify" | "invite"))
    })
}
