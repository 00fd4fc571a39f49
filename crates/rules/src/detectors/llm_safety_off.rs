//! PV725: filters of a provider that are switched off.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct LlmSafetyOff;

const MESSAGE: &str = "The provider's filter for harmful content is switched off here, so what a visitor provokes is shown as it comes. Choose \
                       the lowest threshold that the task needs, for the one category that it concerns.";

impl Detector for LlmSafetyOff {
    /// `HarmBlockThreshold.BLOCK_NONE`, where it is used as a value.
    fn expression(&self, cx: &mut Context<'_>, e: ExprId) {
        let ExprKind::Attribute { attr, .. } = cx.tree().expr(e).kind else { return };
        if matches!(cx.tree().text(attr.span), "BLOCK_NONE" | "OFF")
            && cx.file.qualified_names(e).any(|name| name.contains(".HarmBlockThreshold."))
        {
            let candidate = cx.candidate(e, MESSAGE);
            cx.report(candidate);
        }
    }

    /// `"threshold": "BLOCK_NONE"` is one only beside a category of harm.
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let tree = cx.tree();
        let value = candidate.expr?;
        let semantic::Node::Expr(around) = cx.file.parent(value) else { return Some(candidate) };
        let ExprKind::Dict(entries) = &tree.expr(around).kind else { return Some(candidate) };
        let harm = |e: ExprId| cx.file.constant(e).is_some_and(|text| text.as_str().is_some_and(is_harm));
        entries.iter().any(|&(key, value)| key.is_some_and(harm) || harm(value)).then_some(candidate)
    }
}

fn is_harm(text: &str) -> bool {
    text.starts_with("HARM_CATEGORY_") || matches!(text, "HARASSMENT" | "HATE" | "SEXUAL" | "DANGEROUS")
}
