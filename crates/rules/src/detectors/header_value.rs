//! PV207: headers of an answer, where the library sends line ends as they are.
//!
//! Werkzeug (Flask, Quart), Django, Tornado, aiohttp, Bottle and `CherryPy` refuse or remove them, and the servers of ASGI
//! applications do: nothing is reported there.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::built;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::web::wsgi;

pub(crate) struct HeaderValue;

const MESSAGE: &str = "Data of a request becomes part of a header, and the library sends it as it is: with a line end in it, it begins \
                       a header of its own, or a second answer. Refuse values that hold `\\r` or `\\n`.";
/// Makers of answers and headers that check nothing.
const UNCHECKED: [&str; 14] = [
    "sanic.response.text",
    "sanic.response.json",
    "sanic.response.html",
    "sanic.response.empty",
    "sanic.response.HTTPResponse",
    "sanic.text",
    "sanic.json",
    "sanic.html",
    "sanic.empty",
    "sanic.HTTPResponse",
    "pyramid.response.Response",
    "webob.Response",
    "webob.response.Response",
    "wsgiref.headers.Headers",
];
/// Pairs of one list that are looked at.
const MAX_PAIRS: usize = 64;

impl Detector for HeaderValue {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let mut focus = Vec::new();
        for &value in &candidate.focus {
            match cx.tree().expr(value).kind {
                ExprKind::Dict(_) | ExprKind::List(_) => focus.extend(pairs(cx, value)),
                _ => focus.push(value),
            }
        }
        focus.retain(|&value| can_hold_line_ends(cx, value));
        candidate.focus = focus;
        (!candidate.focus.is_empty()).then_some(candidate)
    }

    /// `response.headers["X-Name"] = name`
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        for &target in targets {
            let ExprKind::Subscript { value: table, index } = cx.tree().expr(target).kind else { continue };
            let holder = match cx.tree().expr(table).kind {
                ExprKind::Attribute { value: holder, attr } if cx.tree().text(attr.span) == "headers" => holder,
                _ => table,
            };
            if is_named(cx.file, holder, &UNCHECKED) {
                report(cx, target, vec![*value, index]);
            }
        }
    }

    /// `start_response("200 OK", [("X-Name", name)])` of a WSGI application, `resp.set_header(…)` of Falcon.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let args = cx.file.call_args(call);
        match cx.tree().expr(func).kind {
            ExprKind::Name if wsgi::starts_response(cx.file, call) => {
                let mut focus: Vec<ExprId> = args.positional(0).into_iter().collect();
                focus.extend(args.positional(1).map(|list| pairs(cx, list)).unwrap_or_default());
                report(cx, call, focus);
            }
            // `response.headers.update({"X-Name": name})`, `response.headers.extend([("X-Name", name)])`
            ExprKind::Attribute { value: headers, attr }
                if matches!(cx.tree().text(attr.span), "update" | "extend")
                    && matches!(cx.tree().expr(headers).kind, ExprKind::Attribute { value, attr }
                        if cx.tree().text(attr.span) == "headers" && is_named(cx.file, value, &UNCHECKED)) =>
            {
                report(cx, call, args.positional(0).map(|all| pairs(cx, all)).unwrap_or_default());
            }
            ExprKind::Attribute { value, attr }
                if matches!(cx.tree().text(attr.span), "set_header" | "append_header")
                    && cx.facts().imports("falcon")
                    && is_parameter(cx, value) =>
            {
                report(cx, call, [0, 1].into_iter().filter_map(|at| args.positional(at)).collect());
            }
            _ => {}
        }
    }
}

fn report(cx: &mut Context<'_>, place: ExprId, mut focus: Vec<ExprId>) {
    focus.retain(|&value| can_hold_line_ends(cx, value));
    if !focus.is_empty() {
        let mut candidate = cx.candidate(place, MESSAGE);
        candidate.focus = focus;
        cx.report(candidate);
    }
}

fn is_parameter(cx: &Context<'_>, name: ExprId) -> bool {
    cx.file.binding(name).is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }))
}

/// Names and values of the headers that a display lists; the whole of what is none.
fn pairs(cx: &Context<'_>, list: ExprId) -> Vec<ExprId> {
    match &cx.tree().expr(list).kind {
        ExprKind::Dict(entries) => {
            entries.iter().take(MAX_PAIRS).flat_map(|(key, value)| key.iter().copied().chain([*value])).collect()
        }
        ExprKind::List(items) => items
            .iter()
            .take(MAX_PAIRS)
            .flat_map(|&item| match &cx.tree().expr(item).kind {
                ExprKind::Tuple(pair) => pair.to_vec(),
                _ => vec![item],
            })
            .collect(),
        _ => vec![list],
    }
}

/// A constant holds none but its own; the path of a request line cannot, before it is decoded.
fn can_hold_line_ends(cx: &Context<'_>, value: ExprId) -> bool {
    let is_raw = |e: ExprId| match cx.tree().expr(e).kind {
        ExprKind::Attribute { value, attr } => {
            cx.text(value) == "self" && matches!(cx.tree().text(attr.span), "path" | "requestline" | "command")
        }
        _ => false,
    };
    if cx.file.is_constant(value) || is_raw(value) {
        return false;
    }
    built::pieces(cx.file, value).is_none_or(|pieces| !built::values(&pieces).all(is_raw))
}
