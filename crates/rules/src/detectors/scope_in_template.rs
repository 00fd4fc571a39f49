//! PV321: templates that are given every variable of a place.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::calls_one_of;
use crate::detector::{Context, Detector};

pub(crate) struct ScopeInTemplate;

impl Detector for ScopeInTemplate {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?).all();
        args.iter().map(Argument::value).any(|value| is_scope(cx, value)).then_some(candidate)
    }
}

/// `locals()`, `globals()`, and `vars()` without an object; `{**locals()}` and `dict(locals())` hold as much.
fn is_scope(cx: &Context<'_>, value: ExprId) -> bool {
    let made = cx.file.display(value).unwrap_or(value);
    if let ExprKind::Dict(entries) = &cx.tree().expr(made).kind {
        return entries.iter().any(|&(key, value)| key.is_none() && names_scope(cx, value));
    }
    let is_copy = calls_one_of(cx.file, made, &["builtins.dict"]);
    names_scope(cx, made) || is_copy && cx.file.call_args(made).all().iter().any(|arg| names_scope(cx, arg.value()))
}

fn names_scope(cx: &Context<'_>, made: ExprId) -> bool {
    calls_one_of(cx.file, made, &["builtins.locals", "builtins.globals", "builtins.vars"])
        && cx.file.call_args(made).all().is_empty()
}
