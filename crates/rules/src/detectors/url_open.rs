//! S310: addresses whose scheme the code does not fix.

use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};

pub(crate) struct UrlOpen;

/// Takes the same address and opens nothing by itself.
const REQUESTS: &[&str] = &["urllib.request.Request", "urllib2.Request"];

impl Detector for UrlOpen {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return Some(candidate) };
        let (Some(&address), None) = (candidate.focus.first(), &candidate.dismissed) else { return Some(candidate) };
        if is_web(&cx.facts().known_start(cx.file, address).to_ascii_lowercase()) {
            candidate.dismissed = Some("the address begins with `http://` or `https://`".to_owned());
        } else if called(cx.file, address).is_some_and(|made| is_named(cx.file, made, REQUESTS)) {
            candidate.dismissed = Some("the request's address is reviewed where the request is made".to_owned());
        }
        candidate.beyond |= shows_web_address(cx, call);
        // A request that shows its address is nothing for anybody.
        let is_clear = candidate.beyond && candidate.dismissed.is_some() && is_named(cx.file, func, REQUESTS);
        (!is_clear).then_some(candidate)
    }
}

fn is_web(start: &str) -> bool {
    let start = start.trim_start();
    start.starts_with("http://") || start.starts_with("https://")
}

/// Whether the call itself, or the one assignment of the name that it is given, shows the scheme in a literal.
fn shows_web_address(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    if args.all().iter().any(|arg| matches!(arg, Argument::Star(_) | Argument::DoubleStar(_))) {
        return false;
    }
    let Some(address) = args.argument(Some(0), Some("url")) else { return false };
    match cx.tree().expr(address).kind {
        ExprKind::Call { func, .. } if cx.file.written_name(func).as_deref() == Some("urllib.request.Request") => {
            let address = cx.file.call_args(address).argument(Some(0), Some("url"));
            address.is_some_and(|address| begins_with_web(cx, address))
        }
        _ => begins_with_web(cx, address),
    }
}

fn begins_with_web(cx: &Context<'_>, address: ExprId) -> bool {
    let named = matches!(cx.tree().expr(address).kind, ExprKind::Name).then(|| cx.file.written_value(address));
    let mut at = named.flatten().unwrap_or(address);
    while let ExprKind::Binary { left, op: BinaryOp::Add, .. } = cx.tree().expr(at).kind {
        at = left;
    }
    match &cx.tree().expr(at).kind {
        ExprKind::Str(_) => cx.file.constant(at).is_some_and(|text| text.as_str().is_some_and(is_web)),
        ExprKind::FString(parts) => {
            matches!(parts.first(), Some(FPart::Literal { span, .. }) if is_web(cx.tree().text(*span)))
        }
        _ => false,
    }
}
