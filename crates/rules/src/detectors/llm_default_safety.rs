//! PV724: filters of a provider that are left as they come.

use syntax::ast::{ExprId, ExprKind};

use crate::code::around::calls_one_of;
use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmDefaultSafety;

/// Who has a setting for it, and what it is called.
const SETTINGS: [(&str, &str); 3] =
    [("Gemini", "safety_settings"), ("Cohere", "safety_mode"), ("Mistral", "safe_prompt")];

/// Calls that take the setting for the later ones.
const MAKERS: &[&str] = &[
    "google.generativeai.GenerativeModel",
    "vertexai.generative_models.GenerativeModel",
    "google.genai.types.GenerateContentConfig",
];

impl Detector for LlmDefaultSafety {
    /// Once a file, and only where visitors ask.
    fn module(&self, cx: &mut Context<'_>) {
        let found = llm::served(cx).into_iter().find_map(|(call, model)| {
            let (_, setting) = SETTINGS.iter().find(|(provider, _)| *provider == model.provider)?;
            let args = cx.file.call_args(call);
            (args.keyword(setting).is_none() && !args.has_double_star()).then_some((call, model.provider, *setting))
        });
        let Some((call, provider, setting)) = found else { return };
        let sets = |&other: &ExprId| {
            cx.file.call_args(other).keyword(setting).is_some() && calls_one_of(cx.file, other, MAKERS)
        };
        let in_dict = || {
            cx.tree().exprs().any(|(_, expr)| match &expr.kind {
                ExprKind::Dict(entries) => entries.iter().any(|(key, _)| {
                    key.is_some_and(|key| cx.file.constant(key).is_some_and(|key| key.as_str() == Some(setting)))
                }),
                _ => false,
            })
        };
        if !cx.file.calls().iter().any(sets) && !in_dict() {
            let message = format!(
                "What {provider} refuses to write is left to its default, which changes with the version of the model. Say with \
                 `{setting}` what this service needs."
            );
            cx.report(cx.candidate(call, message));
        }
    }
}
