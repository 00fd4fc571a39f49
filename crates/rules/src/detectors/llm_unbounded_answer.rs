//! PV710: answers whose length nothing limits.

use syntax::ast::ExprId;

use crate::detector::{Context, Detector};

pub(crate) struct LlmUnboundedAnswer;

impl Detector for LlmUnboundedAnswer {
    /// Once a file: what is said of one call holds for the others.
    fn module(&self, cx: &mut Context<'_>) {
        let calls = cx.facts().model_calls(cx.file);
        let has_no_limit = |&&(call, model): &&(ExprId, &'static crate::languages::llm::Model)| {
            let args = cx.file.call_args(call);
            !model.limits.is_empty()
                && !args.has_double_star()
                && model.limits.iter().all(|keyword| args.keyword(keyword).is_none())
        };
        if let Some(&(call, model)) = calls.iter().find(has_no_limit) {
            let message = format!(
                "Nothing limits how much {} may answer here, and every token is paid for. Whoever can ask can make one question \
                 expensive and slow. Pass `{}`.",
                model.provider,
                model.limits.first().copied().unwrap_or("max_tokens")
            );
            cx.report(cx.candidate(call, message));
        }
    }
}
