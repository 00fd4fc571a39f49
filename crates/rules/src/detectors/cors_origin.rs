//! PV425: answers that scripts of any origin may read.

use semantic::{Const, Node};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{function_of, given, last_word};
use crate::detector::{Context, Detector};
use crate::languages::argument_list::lists;
use crate::matcher::is_named;

pub(crate) struct CorsOrigin;

/// Patterns that every origin fits.
const ANY: [&str; 8] = ["*", ".*", "^.*$", ".+", "https?://.*", "^https?://.*$", "https://.*", "http.*"];

/// Whether options stand for every origin: `{"*": ResourceOptions(…)}`.
fn is_entry_of_any(cx: &Context<'_>, options: ExprId) -> bool {
    let Node::Expr(around) = cx.file.parent(options) else { return false };
    let ExprKind::Dict(entries) = &cx.tree().expr(around).kind else { return false };
    let is_any = |key: ExprId| cx.file.constant(key).is_some_and(|key| key.as_str() == Some("*"));
    entries.iter().any(|&(key, value)| value == options && key.is_some_and(is_any))
}

impl Detector for CorsOrigin {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        if args.has_double_star() {
            return None;
        }
        let origins = ["allow_origins", "allow_origin_regex", "origins", "allow_origin"]
            .iter()
            .find_map(|word| args.keyword(word));
        let with_cookies = ["allow_credentials", "supports_credentials"].iter().any(|word| {
            args.keyword(word).is_some_and(|value| cx.file.constant(value).is_some_and(|value| value.truthy()))
        });
        if is_named(cx.file, function_of(cx.file, call)?, &["aiohttp_cors.ResourceOptions"]) {
            if !with_cookies {
                candidate.cvss = Some(WITHOUT_COOKIES);
            }
            return is_entry_of_any(cx, call).then_some(candidate);
        }
        if origins.is_none() {
            let name = function_of(cx.file, call).map_or("", |function| cx.text(function));
            candidate.message = format!(
                "`{name}` names no origin, so scripts of every site may read the answers. Name the origins of your own front ends."
            );
        }
        let is_any = match origins {
            Some(origins) => allows_any(cx, origins),
            // Flask-CORS allows every origin where none is named; `resources` may name them.
            None => is_flask_cors(cx, call) && args.keyword("resources").is_none(),
        };
        if !with_cookies {
            candidate.cvss = Some(WITHOUT_COOKIES);
        }
        is_any.then_some(candidate)
    }

    /// `response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]`
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let names = |target: &ExprId| match cx.tree().expr(*target).kind {
            ExprKind::Subscript { index, .. } => is_header(cx, index),
            _ => false,
        };
        if targets.iter().any(names) {
            judge_header(cx, *value);
        }
    }

    /// `response.headers.set("Access-Control-Allow-Origin", origin)`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if !matches!(
            last_word(cx.file, call),
            Some("set" | "add" | "setdefault" | "set_header" | "add_header" | "append")
        ) {
            return;
        }
        let args = cx.file.call_args(call);
        if let (Some(name), Some(value)) = (args.positional(0), args.positional(1))
            && is_header(cx, name)
        {
            judge_header(cx, value);
        }
    }

    /// `{"Access-Control-Allow-Origin": origin}`
    fn display(&self, cx: &mut Context<'_>, e: ExprId) {
        let ExprKind::Dict(entries) = &cx.tree().expr(e).kind else { return };
        if let Some(&(_, value)) = entries.iter().find(|(key, _)| key.is_some_and(|key| is_header(cx, key))) {
            judge_header(cx, value);
        }
    }
}

fn is_header(cx: &Context<'_>, name: ExprId) -> bool {
    matches!(cx.file.constant(name), Some(Const::Str(name)) if name.eq_ignore_ascii_case("access-control-allow-origin"))
}

/// Reports an origin that is allowed because it asks.
fn judge_header(cx: &mut Context<'_>, value: ExprId) {
    if !is_asking_origin(cx, given(cx.file, value)) || is_looked_at(cx, value) {
        return;
    }
    let mut candidate = cx.candidate(
        value,
        "Whichever origin asks is allowed to read the answer. Compare it with a list of your own front ends first.",
    );
    if !speaks_of_credentials(cx, value) {
        candidate.cvss = Some(WITHOUT_COOKIES);
    }
    cx.report(candidate);
}

/// `request.headers.get("Origin")`, `request.META["HTTP_ORIGIN"]`, `request.origin`
fn is_asking_origin(cx: &Context<'_>, value: ExprId) -> bool {
    let is_name = |name: Option<ExprId>| {
        name.and_then(|name| cx.file.constant(name)).is_some_and(|name| {
            name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("origin") || name == "HTTP_ORIGIN")
        })
    };
    match &cx.tree().expr(value).kind {
        ExprKind::Call { .. } if matches!(last_word(cx.file, value), Some("get" | "get_header" | "header")) => {
            is_name(cx.file.call_args(value).positional(0))
        }
        ExprKind::Subscript { index, .. } => is_name(Some(*index)),
        ExprKind::Attribute { value: holder, attr } => {
            cx.tree().text(attr.span) == "origin" && matches!(cx.text(*holder), "request" | "self.request")
        }
        // `request.headers.get("Origin") or "*"`
        ExprKind::BoolOp { values, .. } => {
            values.first().is_some_and(|&first| is_asking_origin(cx, given(cx.file, first)))
        }
        _ => false,
    }
}

/// Whether a test in the same function asks more of the value than whether it is there.
fn is_looked_at(cx: &Context<'_>, value: ExprId) -> bool {
    let Some(function) = cx.file.enclosing_function(value) else { return false };
    let body = cx.tree().stmt(function).span;
    let written = cx.text(value);
    cx.tree().exprs().filter(|(_, expr)| body.contains(expr.span)).any(|(e, expr)| match &expr.kind {
        ExprKind::Compare { left, rest } => {
            let is_none = rest.iter().all(|(_, other)| matches!(cx.tree().expr(*other).kind, ExprKind::None));
            // `request.headers.get("Origin") in ALLOWED`, and `request.headers["Origin"]` afterwards
            let is_same = |side: ExprId| is_asking_origin(cx, given(cx.file, side));
            !is_none
                && (cx.text(e).contains(written)
                    || is_same(*left)
                    || rest.iter().any(|(_, other)| is_same(*other)))
        }
        // `if is_allowed(origin):`
        ExprKind::Call { args, .. } => {
            let is_test = matches!(cx.file.parent(e), semantic::Node::Stmt(stmt) if matches!(cx.tree().stmt(stmt).kind, StmtKind::If { .. }));
            is_test && args.iter().any(|arg| cx.text(arg.value()) == written)
                || matches!(last_word(cx.file, e), Some("endswith" | "fullmatch" | "match")) && cx.text(e).contains(written)
        }
        _ => false,
    })
}

/// Whether the same function, or the file where there is none, allows cookies as well.
fn speaks_of_credentials(cx: &Context<'_>, value: ExprId) -> bool {
    let source = cx.file.module().source();
    let text = match cx.file.enclosing_function(value) {
        Some(function) => cx.tree().text(cx.tree().stmt(function).span),
        None => source,
    };
    text.to_ascii_lowercase().contains("access-control-allow-credentials")
}

/// Less harm: no cookies come along.
const WITHOUT_COOKIES: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N";

fn is_flask_cors(cx: &Context<'_>, call: ExprId) -> bool {
    function_of(cx.file, call)
        .is_some_and(|func| is_named(cx.file, func, &["flask_cors.CORS", "flask_cors.cross_origin"]))
}

fn allows_any(cx: &Context<'_>, origins: ExprId) -> bool {
    let is_any = |e: ExprId| matches!(cx.file.constant(e), Some(Const::Str(text)) if ANY.contains(&&*text));
    match &cx.tree().expr(cx.file.display(origins).unwrap_or(origins)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items.iter().any(|&item| is_any(item)),
        // `origins.append("*")`
        _ => match lists(cx.file, origins) {
            Some(lists) => lists.into_iter().flatten().any(is_any),
            None => is_any(origins),
        },
    }
}
