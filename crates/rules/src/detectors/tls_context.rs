//! PV440: TLS contexts that check nobody.

use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_in, calls_one_of, function_of, given, last_word};
use crate::code::example::is_docstring;
use crate::detector::{Context, Detector};
use crate::languages::tls;
use crate::matcher::is_named;

pub(crate) struct TlsContext;

/// How many statements of the same block are looked at.
const MAX_STATEMENTS: usize = 60;

impl Detector for TlsContext {
    /// Certificates can be left unchecked only where names are: of the two lines, the one about certificates says it all.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if let Some(call) = candidate.expr
            && last_word(cx.file, call) == Some("wrap_socket")
            && function_of(cx.file, call).is_some_and(|func| !is_named(cx.file, func, &["ssl.wrap_socket"]))
            && !wraps_without_check(cx, call)
        {
            return None;
        }
        if candidate.expr.is_some_and(|e| reads_certificate(cx, e)) {
            candidate.dismissed = Some("the certificate itself is read here, and nothing is sent".to_owned());
            return Some(candidate);
        }
        if candidate.expr.is_some_and(|e| is_of_server(cx, e)) {
            candidate.dismissed = Some(
                "the context is a server's, which asks its clients for no certificate unless it is told to".to_owned(),
            );
            return Some(candidate);
        }
        if candidate.expr.is_some_and(|e| tls::is_asked_for(cx, option(cx, e))) {
            candidate.cvss = Some(tls::BY_A_SETTING);
        }
        let place = candidate.expr.and_then(|value| cx.file.enclosing_stmt(value));
        let is_told = place.is_some_and(|stmt| {
            assigned(cx, stmt, "check_hostname").is_some_and(|(context, _)| {
                block_of(cx, stmt).into_iter().any(|other| {
                    assigned(cx, other, "verify_mode").is_some_and(|(same, mode)| {
                        same == context && is_named(cx.file, mode, &["ssl.CERT_NONE", "ssl.VerifyMode.CERT_NONE"])
                    })
                })
            })
        });
        (!is_told).then_some(candidate)
    }

    /// `rediss://cache.example.org:6380/0?ssl_cert_reqs=none`
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        let kind = &cx.tree().expr(expr).kind;
        if !matches!(kind, ExprKind::Str(_) | ExprKind::FString(_)) {
            return;
        }
        let says_so = |option: &str| cx.text(expr).contains(option);
        let is_address = !cx.text(expr).contains(' ') && !is_docstring(cx.file, expr);
        if is_address && (says_so("ssl_cert_reqs=none") || says_so("ssl_cert_reqs=CERT_NONE")) {
            let candidate = cx.candidate(
                expr,
                "The address says that any certificate will do, so whoever sits between can take the server's place. Take the option \
                 out of it.",
            );
            cx.report(candidate);
        }
    }
}

/// `ssl.SSLContext(ssl.PROTOCOL_TLS).wrap_socket(…)`: unlike one for a client, such a context checks nothing until it is told to.
fn wraps_without_check(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(func) = function_of(cx.file, call) else { return false };
    let ExprKind::Attribute { value: context, .. } = cx.tree().expr(func).kind else { return false };
    let maker = given(cx.file, context);
    if !calls_one_of(cx.file, maker, &["ssl.SSLContext"]) {
        return false;
    }
    let protocol = cx.file.call_args(maker).argument(Some(0), Some("protocol"));
    let checks = protocol
        .is_some_and(|protocol| is_named(cx.file, protocol, &["ssl.PROTOCOL_TLS_CLIENT", "ssl.PROTOCOL_TLS_SERVER"]));
    let is_told = || cx.tree().stmts().any(|(stmt, _)| assigned(cx, stmt, "verify_mode").is_some());
    !checks && !is_told()
}

/// Whether a value is given to an attribute of a context that was made for a server: `ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)`.
fn is_of_server(cx: &Context<'_>, value: ExprId) -> bool {
    let object = cx.file.enclosing_stmt(value).and_then(|stmt| match &cx.tree().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => match cx.tree().expr(*targets.first()?).kind {
            ExprKind::Attribute { value, .. } => Some(value),
            _ => None,
        },
        _ => None,
    });
    let made = object.map(|object| given(cx.file, object)).filter(|&made| Some(made) != object);
    made.is_some_and(|made| {
        let purpose = cx.file.call_args(made).positional(0).or_else(|| cx.file.call_args(made).keyword("purpose"));
        purpose
            .is_some_and(|purpose| is_named(cx.file, purpose, &["ssl.PROTOCOL_TLS_SERVER", "ssl.Purpose.CLIENT_AUTH"]))
    })
}

/// What a call of `Tls(validate=…)` is told, or the place itself.
fn option(cx: &Context<'_>, e: ExprId) -> ExprId {
    if !matches!(cx.tree().expr(e).kind, ExprKind::Call { .. }) {
        return e;
    }
    let args = cx.file.call_args(e);
    ["validate", "cert_reqs", "ssl", "ssl_cert_reqs"].iter().find_map(|name| args.keyword(name)).unwrap_or(e)
}

/// Whether the function around a place connects in order to look at the other side's certificate, as monitoring does, and neither
/// sends nor receives anything.
fn reads_certificate(cx: &Context<'_>, e: ExprId) -> bool {
    let Some(function) = cx.file.enclosing_function(e) else { return false };
    let mut reads = false;
    for call in calls_in(cx.file, cx.tree().stmt(function).span) {
        match last_word(cx.file, call) {
            Some("getpeercert") => reads = true,
            Some(
                "send" | "sendall" | "recv" | "read" | "write" | "login" | "bind" | "search" | "urlopen" | "request",
            ) => {
                return false;
            }
            _ => {}
        }
    }
    reads
}

/// The object whose attribute `name` a statement sets, and what it is set to.
fn assigned<'a>(cx: &Context<'a>, stmt: StmtId, name: &str) -> Option<(&'a str, ExprId)> {
    let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return None };
    match cx.tree().expr(*targets.first()?).kind {
        ExprKind::Attribute { value: object, attr } if cx.tree().text(attr.span) == name => {
            Some((cx.text(object), *value))
        }
        _ => None,
    }
}

/// The statements of the block that `stmt` stands in.
fn block_of(cx: &Context<'_>, stmt: StmtId) -> Vec<StmtId> {
    let mut block = Vec::new();
    match cx.file.stmt_parent(stmt).or_else(|| cx.file.enclosing_function_of(stmt)) {
        Some(parent) => cx.tree().stmt_children(parent, &mut |child| block.push(child)),
        None => block.extend(cx.tree().body()),
    }
    block.truncate(MAX_STATEMENTS);
    block
}
