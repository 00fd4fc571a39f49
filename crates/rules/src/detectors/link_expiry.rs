//! PV408: signed texts that are read however old they are.

use model::Confidence;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::function_of;
use crate::detector::{Context, Detector};

pub(crate) struct LinkExpiry;

impl Detector for LinkExpiry {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        if args.has_double_star() || args.has_star() {
            return None;
        }
        candidate.confidence = Some(Confidence::Medium);
        if signs_forms(cx, candidate.expr?) {
            candidate.dismissed = Some("it is the token of a form, which lives as long as the session".to_owned());
        }
        Some(candidate)
    }
}

/// Whether the salt of the signature says that forms are signed: `URLSafeTimedSerializer(key, salt="csrf")`.
fn signs_forms(cx: &Context<'_>, call: ExprId) -> bool {
    let says_so = |call: ExprId| {
        cx.file.call_args(call).keyword("salt").and_then(|salt| cx.file.constant(salt)).is_some_and(|salt| {
            salt.as_str().is_some_and(|salt| secrets::words(salt).iter().any(|word| matches!(&**word, "csrf" | "xsrf")))
        })
    };
    let maker = function_of(cx.file, call).and_then(|func| match cx.tree().expr(func).kind {
        ExprKind::Attribute { value, .. } => cx.file.display(value),
        _ => None,
    });
    says_so(call) || maker.is_some_and(says_so)
}
