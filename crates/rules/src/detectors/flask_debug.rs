//! S201: debug mode of a Flask application, and debug mode that only a development machine reaches.

use model::Confidence;
use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::code::development::is_for_development;
use crate::detector::{Context, Detector};
use crate::matcher::plain;
use crate::{Candidate, code::written};

pub(crate) struct FlaskDebug;

impl Detector for FlaskDebug {
    /// The page lists every `run` with `debug=True`: only that of an application counts.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let ExprKind::Attribute { value: object, .. } = cx.tree().expr(func).kind else { return None };
        let is_flask = cx.file.qualified_names(func).any(|name| is_application(plain(name).strip_suffix(".run")));
        let written = written::keyword_and_value(cx.file, call, "debug");
        candidate.beyond = !is_made_here(cx, object)
            || !written.is_some_and(|(_, value)| matches!(cx.tree().expr(value).kind, ExprKind::True));
        if let Some((span, _)) = written {
            candidate.span = span;
        }
        if !is_flask {
            // An application that another file makes is usually called so, and imported by that name.
            match cx.file.written_name(func) {
                Some(other) if other.ends_with(".app.run") => candidate.confidence = Some(Confidence::Low),
                _ if !cx.facts().imports("flask") => return None,
                Some(other) => candidate.dismissed = Some(format!("`{other}` starts no Flask application")),
                None => candidate.confidence = Some(Confidence::Medium),
            }
        }
        if is_for_development(cx, call) {
            candidate.confidence = Some(Confidence::Low);
            candidate.cvss = Some("CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N");
            candidate.message = format!("{} A condition limits this call to development.", candidate.message);
        }
        Some(candidate)
    }
}

fn is_application(class: Option<&str>) -> bool {
    matches!(class, Some("flask.Flask" | "flask.app.Flask"))
}

/// Whether the object is a name that one assignment gives a new `Flask(…)`, which is what Ruff looks for.
fn is_made_here(cx: &Context<'_>, object: ExprId) -> bool {
    let Some(binding) = cx.file.binding(object) else { return false };
    let BindingKind::Assign { value: Some(value), .. } = cx.file.binding_info(binding).kind else { return false };
    match cx.tree().expr(value).kind {
        ExprKind::Call { func, .. } => cx.file.written_name(func).is_some_and(|name| name == "flask.Flask"),
        _ => false,
    }
}
