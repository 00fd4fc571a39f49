//! PV102: requests whose host is not fixed.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::function_of;
use crate::code::parameter::callers_beginning;
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
