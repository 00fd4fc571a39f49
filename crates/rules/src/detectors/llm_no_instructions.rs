//! PV722: a model that is told nothing of its task.

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmNoInstructions;

const MESSAGE: &str = "The model is given the user's text and nothing else: no instructions say what it is for and what it must not do, \
                       so the user decides both. Give it fixed instructions{where}.";

impl Detector for LlmNoInstructions {
    /// Once a file, and only where visitors ask.
    fn module(&self, cx: &mut Context<'_>) {
        let found =
            llm::served(cx).into_iter().find(|&(call, model)| llm::has_instructions(cx, call, model) == Some(false));
        if let Some((call, model)) = found {
            let place = model.instructions.first().map_or_else(
                || " as a message with the role `system`".to_owned(),
                |keyword| format!(" with `{keyword}`"),
            );
            cx.report(cx.candidate(call, MESSAGE.replace("{where}", &place)));
        }
    }
}
