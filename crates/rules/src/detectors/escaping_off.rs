//! PV346: environments of templates that are told not to escape.

use model::Confidence;
use syntax::ast::{ExprKind, StmtKind};

use crate::Candidate;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::detectors::autoescape::makes_no_pages;
use crate::matcher::plain;

pub(crate) struct EscapingOff;

impl Detector for EscapingOff {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if matches!(cx.tree().expr(place).kind, ExprKind::Call { .. }) {
            if makes_no_pages(cx, place) {
                candidate.confidence = Some(Confidence::Low);
            }
            return Some(candidate);
        }
        let StmtKind::Assign { targets, .. } = &cx.tree().stmt(cx.file.enclosing_stmt(place)?).kind else {
            return None;
        };
        let is_environment = targets.iter().any(|&target| match cx.tree().expr(target).kind {
            ExprKind::Attribute { value, .. } => {
                written::last_word(cx.file, value) == Some("jinja_env")
                    || cx.file.qualified_names(value).any(|name| plain(name).starts_with("jinja2."))
            }
            _ => false,
        });
        is_environment.then_some(candidate)
    }
}
