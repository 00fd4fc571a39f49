//! S324: a digest is made by SHA-256, or says that no security depends on it.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct StrongDigest;

/// Functions of `hashlib` that make a digest with known collisions.
const WEAK: [&str; 4] = ["hashlib.md4", "hashlib.md5", "hashlib.sha", "hashlib.sha1"];

impl Fixer for StrongDigest {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, _) = fix.parts(call)?;
        let by_name = fix.is_named(func, &["hashlib.new"]);
        if !by_name && !fix.is_named(func, &WEAK) {
            return None;
        }
        if fix.site.confidence < Confidence::Medium {
            if fix.file.call_args(call).has_double_star() {
                return None;
            }
            // Nothing says that security rests on it: what is stored stays what it is.
            fix.explain(
                "The digest stays the same, and the program says that no security depends on it: decide whether that is so, and use \
                 SHA-256 where somebody may gain from a second text with the same digest.",
                "no security depends on this digest",
            );
            return fix.add_argument(call, "usedforsecurity=False");
        }
        if is_one_of_two(fix, call) {
            return None;
        }
        if by_name {
            let name = fix.file.call_args(call).argument(Some(0), Some("name"))?;
            fix.replace(name, strings::literal("sha256", strings::quote(fix)));
            return Some(());
        }
        if let ExprKind::Attribute { value, attr } = *fix.kind(func)
            && fix.is_named(value, &["hashlib"])
        {
            fix.replace_span(attr.span, "sha256");
        } else {
            let called = fix.name("hashlib", "sha256");
            fix.replace(func, called);
        }
        Some(())
    }
}

/// Whether the digest is held against another that is made elsewhere: both change together or not at all. So it is where the
/// function compares, and where the file makes such a digest in another function.
fn is_one_of_two(fix: &Fix<'_>, call: ExprId) -> bool {
    let Some(function) = fix.file.enclosing_function(call) else { return false };
    compares(fix, function)
        || fix.file.calls().iter().any(|&other| {
            let is_weak = fix.parts(other).is_some_and(|(func, _)| fix.is_named(func, &WEAK));
            other != call && is_weak
        })
}

/// Whether a function compares a digest with a value, or looks one up.
fn compares(fix: &Fix<'_>, function: StmtId) -> bool {
    const LOOK_UPS: [&str; 5] = ["compare_digest", "filter", "unsign", "filter_by", "verify"];
    let span = fix.tree().stmt(function).span;
    fix.tree().exprs().filter(|(_, expr)| span.contains(expr.span)).any(|(_, expr)| match &expr.kind {
        ExprKind::Compare { rest, .. } => {
            rest.iter().any(|(op, _)| matches!(op, syntax::ast::CompareOp::Eq | syntax::ast::CompareOp::NotEq))
        }
        ExprKind::Call { func, .. } => match fix.kind(*func) {
            ExprKind::Attribute { attr, .. } => LOOK_UPS.contains(&fix.tree().text(attr.span)),
            _ => false,
        },
        _ => false,
    })
}
