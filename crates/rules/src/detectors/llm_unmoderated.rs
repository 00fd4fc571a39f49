//! PV720: what visitors write goes to a model unseen.

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmUnmoderated;

const MESSAGE: &str = "What a visitor writes goes to the model, and nothing here looks at it or at the answer for abuse. Ask a moderation \
                       service, or rules of your own, before the text is used and before the answer is shown.";

/// Words in the name of a function that looks at a text.
const LOOKS: [&str; 14] = [
    "moderation",
    "moderations",
    "moderate",
    "moderated",
    "moderator",
    "guard",
    "guardrail",
    "guardrails",
    "classify",
    "toxicity",
    "safety",
    "screen",
    "filter",
    "abuse",
];

impl Detector for LlmUnmoderated {
    fn module(&self, cx: &mut Context<'_>) {
        let Some(&(call, _)) = llm::served(cx).first() else { return };
        let looks = |name: &str| secrets::words(name).iter().any(|word| LOOKS.contains(&&**word));
        // `client.moderations.create(…)`: any part of the name may say it.
        let is_look = |&call: &syntax::ast::ExprId| {
            crate::code::around::function_of(cx.file, call)
                .is_some_and(|func| looks(&crate::scan::one_line(cx.text(func))))
        };
        let imported = ["llm_guard", "guardrails", "nemoguardrails", "presidio_analyzer", "detoxify"];
        if !imported.iter().any(|module| cx.facts().imports(module)) && !cx.file.calls().iter().any(is_look) {
            cx.report(cx.candidate(call, MESSAGE));
        }
    }
}
