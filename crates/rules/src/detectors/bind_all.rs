//! S104: which texts `0.0.0.0` are an address to listen on.

use model::Confidence;
use semantic::Node;
use syntax::ast::{ExprId, ExprKind, FPart};

use crate::code::around::function_of;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;
use crate::{
    Candidate,
    code::{built, testing, usage, written},
};
use secrets::words;

pub(crate) struct BindAll;

const MESSAGE: &str = "`0.0.0.0` listens on every network interface, so the service answers wherever the machine is \
                       reachable. Name the interface, or `127.0.0.1` for this machine alone.";

const EMPTY: &str = "An empty host listens on every network interface, so the service answers wherever the machine is reachable. Name \
                     the interface, or `127.0.0.1` for this machine alone.";
/// Why a test may listen.
const OF_TESTS: &str = "this is a test: what listens here lives as long as the test does";

/// Words of names that say that something listens.
const LISTENS: [&str; 9] = ["host", "hosts", "bind", "listen", "listens", "listener", "server", "serve", "run"];

/// Words of names that say that it is an address of a machine.
const ADDRESS: [&str; 4] = ["address", "addr", "interface", "ip"];

/// Words of names that say that the address is one of a network.
const ROUTES: [&str; 12] = [
    "netmask",
    "mask",
    "gateway",
    "destination",
    "dest",
    "network",
    "subnet",
    "route",
    "routes",
    "broadcast",
    "wildcard",
    "unspecified",
];

/// Functions and classes that make an object of an address.
const OBJECTS: [&str; 6] = ["ip_address", "ip_network", "ip_interface", "IPv4Address", "IPv4Network", "IPv4Interface"];

impl Detector for BindAll {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if let Some(address) = candidate.expr {
            judge(cx, address, &mut candidate);
        }
        Some(candidate)
    }

    /// `server.bind(("", port))`, `HTTPServer(("", port), Handler)`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if let Some(host) = empty_host(cx, call) {
            let mut candidate = cx.candidate(host, EMPTY);
            candidate.confidence = Some(Confidence::High);
            candidate.dismissed = testing::is_test_file(cx.path).then(|| OF_TESTS.to_owned());
            candidate.beyond = true;
            cx.report(candidate);
        }
    }

    /// The address as a part of an f-string, between two values.
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::FString(parts) = &cx.tree().expr(expr).kind else { return };
        for part in parts {
            let FPart::Literal { span, raw, braces } = *part else { continue };
            if built::unescaped(cx.tree().text(span), raw, braces) == "0.0.0.0" {
                let mut candidate = cx.candidate(expr, MESSAGE);
                candidate.span = span;
                judge(cx, expr, &mut candidate);
                cx.report(candidate);
            }
        }
    }
}

/// Servers of the standard library, which take their address first.
const SERVERS: [&str; 8] = [
    "http.server.HTTPServer",
    "http.server.ThreadingHTTPServer",
    "socketserver.TCPServer",
    "socketserver.ThreadingTCPServer",
    "socketserver.UDPServer",
    "socketserver.ThreadingUDPServer",
    "xmlrpc.server.SimpleXMLRPCServer",
    "wsgiref.simple_server.WSGIServer",
];

/// The empty host in the address that a socket or a server is bound to.
fn empty_host(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    let func = function_of(cx.file, call)?;
    let is_bind = matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "bind")
        && cx.facts().imports("socket");
    if !is_bind && !is_named(cx.file, func, &SERVERS) {
        return None;
    }
    let address = cx.file.display(cx.file.call_args(call).positional(0)?)?;
    let ExprKind::Tuple(parts) = &cx.tree().expr(address).kind else { return None };
    let [host, port, ..] = **parts else { return None };
    // A port that the system picks is one to wait for an answer at, or to learn a free one.
    let is_any_port = cx.file.constant(port).is_some_and(|port| !port.truthy());
    let is_empty = cx.file.constant(host).is_some_and(|host| host.as_str() == Some(""));
    (is_empty && !is_any_port).then_some(host)
}

fn judge(cx: &Context<'_>, address: ExprId, candidate: &mut Candidate) {
    candidate.dismissed = harmless(cx, address).map(str::to_owned);
    candidate.confidence = Some(if used_for(cx, address, &LISTENS) {
        Confidence::High
    } else if used_for(cx, address, &ADDRESS) {
        Confidence::Medium
    } else {
        Confidence::Low
    });
}

/// Why nothing listens on the address.
fn harmless(cx: &Context<'_>, address: ExprId) -> Option<&'static str> {
    let kind = |e: ExprId| &cx.tree().expr(e).kind;
    let above = |e: ExprId| match cx.file.parent(e) {
        Node::Expr(parent) => Some(parent),
        _ => None,
    };
    let parent = above(address);
    // `x in ("0.0.0.0", "::")`
    let around = parent.filter(|&parent| matches!(kind(parent), ExprKind::Tuple(_))).and_then(above);
    if [parent, around].into_iter().flatten().any(|e| matches!(kind(e), ExprKind::Compare { .. })) {
        return Some("the address is compared with, nothing listens on it");
    }
    if parent.is_some_and(|parent| matches!(kind(parent), ExprKind::Set(_) | ExprKind::List(_))) {
        return Some("the address is an entry of a collection, nothing listens on it");
    }
    if let Some(ExprKind::Call { func, .. }) = parent.map(kind)
        && written::last_word(cx.file, *func).is_some_and(|name| OBJECTS.contains(&name))
    {
        return Some("the address is looked at as an address, nothing listens on it");
    }
    if used_for(cx, address, &ROUTES) && !used_for(cx, address, &LISTENS) {
        return Some("the address is a mask or a route, nothing listens on it");
    }
    testing::is_test_file(cx.path).then_some(OF_TESTS)
}

/// Whether what the address is given to has one of the words in its name: a keyword, a key, a name, a function.
fn used_for(cx: &Context<'_>, address: ExprId, wanted: &[&str]) -> bool {
    usage::destinations(cx.file, address).iter().any(|name| words(name).iter().any(|word| wanted.contains(&&**word)))
}
