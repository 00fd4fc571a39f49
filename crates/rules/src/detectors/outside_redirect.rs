//! PV201: redirects whose host is not fixed, by a call, by the header, or by a view that gives the address.

use semantic::{Const, Node};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{function_of, last_word};
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::languages::address::keeps_browser_here;
use crate::matcher::{is_named, plain};
use crate::web::gateway;

pub(crate) struct OutsideRedirect;

const MESSAGE: &str = "The browser is sent to an address whose host data can choose, so a link to this site can end on an \
                       attacker's. Accept only paths of this site, or hosts from a list.";
/// Methods that set a header: its name, then its value.
const SETTERS: [&str; 5] = ["set_header", "send_header", "add_header", "append_header", "setdefault"];
/// Answers whose attribute `location` is that header.
const ANSWERS: [&str; 12] = [
    "flask.Response",
    "flask.wrappers.Response",
    "flask.make_response",
    "quart.Response",
    "quart.make_response",
    "werkzeug.wrappers.Response",
    "werkzeug.Response",
    "flask.Flask.make_response",
    "flask.current_app.make_response",
    "flask.Flask.response_class",
    "flask.redirect",
    "pyramid.response.Response",
];
/// The header that says where to go.
const LOCATION: &str = "Location";
/// Views that redirect to what one of these methods gives.
const TARGETS: [&str; 2] = ["get_redirect_url", "get_success_url"];

impl Detector for OutsideRedirect {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // `redirect("order", path=path)`: the name of a view, and what its address is made of.
        let names_view = candidate.expr.and_then(|call| function_of(cx.file, call)).is_some_and(|func| {
            is_named(cx.file, func, &["django.shortcuts.redirect"])
                && candidate.expr.is_some_and(|call| {
                    let view = cx.file.call_args(call).argument(Some(0), Some("to"));
                    view.is_some_and(|view| cx.file.is_constant(view))
                })
        });
        if names_view {
            return None;
        }
        candidate.focus.retain(|&address| !cx.file.is_constant(address));
        let &address = candidate.focus.first()?;
        if keeps_browser_here(&cx.facts().known_start(cx.file, address)) {
            candidate.dismissed = Some("the code fixes the host; only what follows it varies".to_owned());
        } else if begins_with_setting(cx, address) {
            candidate.dismissed = Some("a setting fixes the host; only what follows it varies".to_owned());
        } else if begins_with_own_address(cx, address) {
            candidate.cvss = Some(OF_OWN_ADDRESS);
        }
        Some(candidate)
    }

    /// `response.headers["Location"] = address`
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        for &target in targets {
            if let ExprKind::Subscript { index, .. } = cx.tree().expr(target).kind
                && is_location(cx, index)
            {
                self.send(cx, target, *value);
            }
            // `response.location = address`, of Werkzeug's answers
            if let ExprKind::Attribute { value: answer, attr } = cx.tree().expr(target).kind
                && cx.tree().text(attr.span) == "location"
                && cx.file.qualified_names(answer).any(|name| ANSWERS.contains(&&*plain(name)))
            {
                self.send(cx, target, *value);
            }
        }
    }

    /// `response.set_header("Location", address)`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        if let Some(address) = gateway::header_argument(cx.file, call, LOCATION) {
            self.send(cx, address, address);
        }
        let ExprKind::Attribute { attr, .. } = cx.tree().expr(func).kind else { return };
        let args = cx.file.call_args(call);
        if SETTERS.contains(&cx.tree().text(attr.span))
            && let (Some(name), Some(value)) = (args.positional(0), args.positional(1))
            && is_location(cx, name)
        {
            self.send(cx, call, value);
        }
    }

    /// `headers={"Location": address}`
    fn display(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Dict(entries) = &cx.tree().expr(expr).kind else { return };
        let Some(value) =
            entries.iter().find_map(|&(key, value)| key.filter(|&key| is_location(cx, key)).map(|_| value))
        else {
            return;
        };
        if are_headers(cx, expr) {
            self.send(cx, value, value);
        }
    }

    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let is_target =
            TARGETS.contains(&cx.file.definition_name(function)) && cx.file.enclosing_class_of(function).is_some();
        if !is_target && !answers_with_redirect(cx, function) {
            return;
        }
        let values: Vec<ExprId> = cx.file.returned_values(function).collect();
        for value in values {
            self.send(cx, value, value);
        }
    }
}

/// `@app.get("/out", response_class=RedirectResponse)`: what the route returns is the address.
fn answers_with_redirect(cx: &Context<'_>, function: StmtId) -> bool {
    let decorators = cx.file.function(function).map_or(&[][..], |function| &function.decorators);
    decorators.iter().any(|&route| {
        cx.file.call_args(route).keyword("response_class").is_some_and(|class| {
            is_named(cx.file, class, &["fastapi.responses.RedirectResponse", "starlette.responses.RedirectResponse"])
        })
    })
}

/// How many sums and calls of a text are looked into.
const MAX_DEPTH: usize = 8;

/// What a text begins with, and whether something follows it: the first part of a sum or of a text with parts in it.
fn beginning(cx: &Context<'_>, text: ExprId) -> Option<(ExprId, bool)> {
    let mut at = cx.file.display(text).unwrap_or(text);
    let mut is_built = false;
    for _ in 0..MAX_DEPTH {
        at = match cx.tree().expr(at).kind {
            ExprKind::Binary { left, op: BinaryOp::Add, .. } => left,
            ExprKind::FString(ref parts) => match parts.first() {
                Some(FPart::Interpolation { value, .. }) => *value,
                _ => return None,
            },
            _ => break,
        };
        is_built = true;
    }
    Some((cx.file.display(at).unwrap_or(at), is_built))
}

/// Less harm: the host is the one that the browser asked for, and no link to this site makes it ask for another one. Who can send
/// other headers reaches a cache between the two, if at all.
const OF_OWN_ADDRESS: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:L/A:N";

/// Whether a text begins with the address of the request itself, with a path behind the host: `request.url.replace("http:", "https:")`,
/// `request.host_url + path`.
fn begins_with_own_address(cx: &Context<'_>, address: ExprId) -> bool {
    const ADDRESSES: [&str; 5] = ["url", "base_url", "host_url", "url_root", "root_url"];
    /// Methods of texts and addresses that leave the beginning, or the host in it.
    const METHODS: [&str; 6] =
        ["replace", "rstrip", "strip", "removesuffix", "replace_query_params", "include_query_params"];
    let Some((mut at, _)) = beginning(cx, address) else { return false };
    for _ in 0..MAX_DEPTH {
        match cx.tree().expr(at).kind {
            ExprKind::Attribute { value, attr } => {
                return ADDRESSES.contains(&cx.tree().text(attr.span))
                    && written::last_word(cx.file, value) == Some("request");
            }
            ExprKind::Call { func, .. } if is_named(cx.file, func, &["builtins.str"]) => {
                let Some(text) = cx.file.call_args(at).positional(0) else { return false };
                at = text;
            }
            ExprKind::Call { func, .. } => {
                let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind else { return false };
                let leaves_host = cx.file.call_args(at).all().iter().all(|arg| match *arg {
                    Argument::Positional(part) => cx.file.is_constant(part),
                    Argument::Keyword { name, value } => {
                        !matches!(cx.tree().text(name.span), "hostname" | "netloc") || cx.file.is_constant(value)
                    }
                    Argument::Star(_) | Argument::DoubleStar(_) => false,
                });
                if !METHODS.contains(&cx.tree().text(attr.span)) || !leaves_host {
                    return false;
                }
                at = value;
            }
            _ => return false,
        }
        at = cx.file.display(at).unwrap_or(at);
    }
    false
}

/// Whether a text begins with what the environment or the settings hold: `os.environ["ENGINE"] + query`, `f"{settings.SHOP}/cart?{query}"`.
fn begins_with_setting(cx: &Context<'_>, address: ExprId) -> bool {
    let Some((first, is_built)) = beginning(cx, address) else { return false };
    let place = match cx.tree().expr(first).kind {
        ExprKind::Call { func, .. } => func,
        ExprKind::Subscript { value, .. } => value,
        _ => first,
    };
    is_built
        && cx.file.qualified_names(place).any(|name| {
            ["os.environ", "os.getenv", "django.conf.settings.", "flask.current_app.config"]
                .iter()
                .any(|setting| name.starts_with(setting))
        })
}

impl OutsideRedirect {
    fn send(&self, cx: &mut Context<'_>, place: ExprId, address: ExprId) {
        let mut candidate = cx.candidate(place, MESSAGE);
        candidate.focus = vec![address];
        if let Some(candidate) = self.refine(cx, candidate) {
            cx.report(candidate);
        }
    }
}

fn is_location(cx: &Context<'_>, name: ExprId) -> bool {
    matches!(cx.file.constant(name), Some(Const::Str(name)) if &*name == LOCATION)
}

/// Whether a dictionary is used as headers: by the name of the argument, the key or the variable that takes it.
fn are_headers(cx: &Context<'_>, dict: ExprId) -> bool {
    let is_word = |word: &str| word.eq_ignore_ascii_case("headers");
    match cx.file.parent(dict) {
        Node::Expr(parent) => match &cx.tree().expr(parent).kind {
            // `answer.headers.update({"Location": address})`
            ExprKind::Call { func, .. } if matches!(last_word(cx.file, parent), Some("update" | "extend")) => {
                matches!(cx.tree().expr(*func).kind, ExprKind::Attribute { value, .. }
                    if written::last_word(cx.file, value).is_some_and(is_word))
            }
            ExprKind::Call { args, .. } => args.iter().any(|arg| match *arg {
                Argument::Keyword { name, value } => value == dict && is_word(cx.tree().text(name.span)),
                _ => false,
            }),
            ExprKind::Dict(entries) => entries.iter().any(|&(key, value)| {
                value == dict
                    && matches!(key.and_then(|key| cx.file.constant(key)), Some(Const::Str(key)) if is_word(&key))
            }),
            // `return body, 302, {"Location": address}`
            ExprKind::Tuple(items) => items.last() == Some(&dict) && items.len() > 1,
            _ => false,
        },
        Node::Stmt(stmt) => match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|&target| match cx.tree().expr(target).kind {
                ExprKind::Name => is_word(cx.text(target)),
                ExprKind::Attribute { attr, .. } => is_word(cx.tree().text(attr.span)),
                _ => false,
            }),
            _ => false,
        },
        _ => false,
    }
}
