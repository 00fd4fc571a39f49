//! PV346: environments of templates that are told not to escape.

use model::Confidence;
use syntax::ast::{ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::detectors::autoescape::{AS_TEXT, is_kept_as_text, makes_no_pages};
use crate::matcher::plain;

pub(crate) struct EscapingOff;

const OFF: &str = "This switches escaping off for every template of the application, so a visitor's text in a page can hold a script. Remove \
                   the method; mark single values that are HTML.";

impl Detector for EscapingOff {
    /// `def select_jinja_autoescape(self, filename): return False`, by which an application decides for each template.
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        if cx.file.definition_name(function) != "select_jinja_autoescape"
            || cx.file.enclosing_class_of(function).is_none()
        {
            return;
        }
        let values: Vec<_> = cx.file.returned_values(function).collect();
        let is_off = |&value: &_| cx.file.constant(value).is_some_and(|value| !value.truthy());
        if let Some(&value) = values.first().filter(|_| values.iter().all(is_off)) {
            cx.report(cx.candidate(value, OFF));
        }
    }

    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let place = candidate.expr?;
        if matches!(cx.tree().expr(place).kind, ExprKind::Call { .. }) {
            if is_kept_as_text(cx, place) {
                candidate.dismissed = Some(AS_TEXT.to_owned());
            } else if makes_no_pages(cx, place) {
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
                    || cx.file.qualified_names(value).any(|name| {
                        let name = plain(name);
                        name.starts_with("jinja2.") || name.starts_with("django.template.")
                    })
            }
            // `TEMPLATES[0]["OPTIONS"]["autoescape"] = False`
            ExprKind::Subscript { value, .. } => cx.text(value).starts_with("TEMPLATES["),
            _ => false,
        });
        is_environment.then_some(candidate)
    }
}
