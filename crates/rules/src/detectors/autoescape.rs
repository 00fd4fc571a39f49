//! S701: Jinja environments, by what their `autoescape` says.

use model::Confidence;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};
use crate::written::truth;

pub(crate) struct Autoescape;

/// Jinja's function that decides by the file's ending.
const SELECT: [&str; 2] = ["jinja2.select_autoescape", "jinja2.utils.select_autoescape"];

impl Detector for Autoescape {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // Sandboxes are made for texts of others that become prompts, statements and mails; pages have an environment of their own.
        let is_sandbox = candidate
            .expr
            .and_then(|call| called(cx.file, call))
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| name.starts_with("jinja2.sandbox.")));
        if is_sandbox {
            candidate.confidence = Some(Confidence::Low);
        }
        // Without the option there is nothing more to see.
        let Some(&option) = candidate.focus.first() else { return Some(candidate) };
        candidate.focus.clear();
        // What Ruff's rule passes over, as written.
        let passed = match cx.tree().expr(option).kind {
            ExprKind::True => true,
            ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
                ExprKind::Name => cx.text(func) == "select_autoescape",
                _ => true,
            },
            _ => false,
        };
        candidate.beyond |= passed;
        let selects = called(cx.file, option).is_some_and(|func| is_named(cx.file, func, &SELECT));
        let known = cx.file.constant(option).map(|value| value.truthy()).or(truth(cx.file, option));
        candidate.dismissed = match known {
            _ if selects => Some("Jinja's own `select_autoescape` switches escaping on for HTML and XML".to_owned()),
            Some(true) => Some("the option is true: every template is escaped".to_owned()),
            Some(false) => None,
            None => {
                candidate.confidence = Some(Confidence::Low);
                candidate.message = candidate.message.replace(
                    "is told not to escape, so",
                    "escapes or not as a value says at run time; where it does not,",
                );
                None
            }
        };
        (candidate.dismissed.is_none() || !passed).then_some(candidate)
    }
}
