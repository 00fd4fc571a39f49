//! PV102: requests whose host is not fixed.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::function_of;
use crate::code::parameter::callers_beginning;
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::languages::address::has_host;
use crate::matcher::called;

pub(crate) struct OutsideUrl;

impl Detector for OutsideUrl {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let mut address = *candidate.focus.first()?;
        if candidate.expr.is_some_and(|call| stays_inside(cx, call)) {
            return None;
        }
        // `(host, port)`
        if let ExprKind::Tuple(items) = &cx.tree().expr(cx.file.display(address).unwrap_or(address)).kind {
            address = *items.first()?;
            candidate.focus = vec![address];
        }
        if cx.file.is_constant(address) {
            return None;
        }
        if has_host(&cx.facts().known_start(cx.file, address)) {
            candidate.dismissed = Some("the code fixes the host; only what follows it varies".to_owned());
        } else if let Some(function) = callers_beginning(cx.file, address) {
            candidate.callers_decide = Some(format!(
                "the caller of `{function}` gives the address from its beginning; each caller is judged where it makes the address"
            ));
        }
        Some(candidate)
    }

    /// A client that was made elsewhere and handed in: `request.app.state.http.get(link)`, `self.client.post(hook.address, json=…)`.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let Some(address) = asked_of_kept_client(cx, call) else { return };
        let message = "The client requests an address whose host data can choose, so this server can be sent to addresses that only it \
                       reaches, such as those inside of its network. Accept hosts from a list.";
        let mut candidate = cx.candidate(call, message);
        candidate.focus = vec![address];
        candidate.callers_decide =
            Some("what the client is shows elsewhere; each caller is judged where it makes the address".to_owned());
        if let Some(candidate) = self.refine(cx, candidate) {
            cx.report(candidate);
        }
    }
}

/// The address that a method is given of an object which only its name tells to be a client: what it is no library says here.
fn asked_of_kept_client(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    const CLIENTS: [&str; 4] = ["http", "httpx", "client", "session"];
    const LIBRARIES: [&str; 6] = ["httpx.", "requests.", "aiohttp.", "urllib3.", "starlette.testclient.", "django."];
    const ADDRESSES: [&str; 11] =
        ["url", "uri", "address", "link", "href", "endpoint", "webhook", "callback", "hook", "feed", "location"];
    let func = function_of(cx.file, call)?;
    let ExprKind::Attribute { value, attr } = cx.tree().expr(func).kind else { return None };
    let at = match cx.tree().text(attr.span) {
        "get" | "post" | "put" | "patch" | "head" | "delete" => 0,
        "request" | "stream" => 1,
        _ => return None,
    };
    let kept_as: Box<str> = match cx.tree().expr(value).kind {
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span).into(),
        // `request.app["client"]`, `request.app[CLIENT]`
        ExprKind::Subscript { value, index } if last_word(cx.file, value) == Some("app") => {
            cx.file.constant(index).and_then(|key| key.as_str().map(Box::from)).unwrap_or_else(|| cx.text(index).into())
        }
        _ => return None,
    };
    let says = |text: &str, list: &[&str]| words(text).iter().any(|word| list.contains(&&**word));
    let of_library = |name: &str| LIBRARIES.iter().any(|library| name.starts_with(library));
    if !says(&kept_as, &CLIENTS) || cx.file.qualified_names(func).any(of_library) {
        return None;
    }
    let address = cx.file.call_args(call).argument(Some(at), Some("url"))?;
    (says(cx.text(address), &ADDRESSES) || cx.text(address).starts_with("f\"http")).then_some(address)
}

/// Whether a client of `httpx` hands its requests to an application of this program: `AsyncClient(transport=ASGITransport(app))`. The
/// call is the one that makes the client, or one of its methods.
fn stays_inside(cx: &Context<'_>, call: ExprId) -> bool {
    const INSIDE: [&str; 2] = ["httpx.ASGITransport", "httpx.WSGITransport"];
    let makes = |client: ExprId| {
        cx.file
            .call_args(client)
            .keyword("transport")
            .and_then(|transport| called(cx.file, transport))
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| INSIDE.contains(&name)))
    };
    let client = function_of(cx.file, call).and_then(|func| match cx.tree().expr(func).kind {
        ExprKind::Attribute { value, .. } => client_of(cx, value),
        _ => None,
    });
    makes(call) || client.is_some_and(makes)
}

/// What made the client that a name stands for: `client = Client()`, `with Client() as client`.
fn client_of(cx: &Context<'_>, name: ExprId) -> Option<ExprId> {
    let binding = cx.file.binding(name)?;
    match cx.file.binding_info(binding).kind {
        BindingKind::With { context, .. } => Some(context),
        _ => cx.file.display(name),
    }
}
