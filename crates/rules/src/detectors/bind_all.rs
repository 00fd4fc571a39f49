//! S104: which texts `0.0.0.0` are an address to listen on.

use model::Confidence;
use semantic::Node;
use syntax::ast::{ExprId, ExprKind, FPart};

use crate::detector::{Context, Detector};
use crate::{
    Candidate,
    code::{built, testing, usage, written},
};
use secrets::words;

pub(crate) struct BindAll;

const MESSAGE: &str = "`0.0.0.0` listens on every network interface, so the service answers wherever the machine is \
                       reachable. Name the interface, or `127.0.0.1` for this machine alone.";

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
    testing::is_test_file(cx.path).then_some("this is a test: what listens here lives as long as the test does")
}

/// Whether what the address is given to has one of the words in its name: a keyword, a key, a name, a function.
fn used_for(cx: &Context<'_>, address: ExprId, wanted: &[&str]) -> bool {
    usage::destinations(cx.file, address).iter().any(|name| words(name).iter().any(|word| wanted.contains(&&**word)))
}
