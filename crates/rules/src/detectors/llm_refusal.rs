//! PV721: answers that are used as if the model had always finished, and never refused.

use syntax::ast::{ExprId, ExprKind};

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmRefusal;

const MESSAGE: &str = "The answer is used as it comes, and nothing here asks whether the model refused, was cut off at its limit, or was \
                       stopped by a filter. Look at {what} first.";

/// How many calls are looked at.
const MAX_CALLS: usize = 50;

impl Detector for LlmRefusal {
    /// Once a file: where one answer is looked at, the author knows of it.
    fn module(&self, cx: &mut Context<'_>) {
        let calls = cx.facts().model_calls(cx.file);
        let asked: Vec<(ExprId, &str)> =
            calls.iter().take(MAX_CALLS).filter_map(|&(call, model)| Some((call, told_by(model.provider)?))).collect();
        let Some(&(call, what)) = asked.first() else { return };
        let looks = cx.tree().exprs().any(|(_, expr)| match expr.kind {
            ExprKind::Attribute { attr, .. } => is_outcome(cx.tree().text(attr.span)),
            ExprKind::Subscript { index, .. } => {
                cx.file.constant(index).is_some_and(|key| key.as_str().is_some_and(is_outcome))
            }
            _ => false,
        });
        if !looks && is_structured(cx, call) {
            cx.report(cx.candidate(call, MESSAGE.replace("{what}", what)));
        }
    }
}

/// Where a provider says how an answer ended.
fn told_by(provider: &str) -> Option<&'static str> {
    match provider {
        "OpenAI" => Some("`refusal` and `finish_reason`"),
        "Anthropic" => Some("`stop_reason`, which is `refusal` or `max_tokens` then"),
        _ => None,
    }
}

fn is_outcome(name: &str) -> bool {
    matches!(name, "refusal" | "finish_reason" | "stop_reason" | "incomplete_details" | "status")
}

/// Whether a program, and no person, reads the answer: a schema or tools are asked for, or the text is taken apart.
fn is_structured(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    let asks = ["response_format", "text_format", "output_format", "tools", "functions"];
    let reads = ["json.loads", "json.load"];
    llm::function_name(cx, call) == Some("parse")
        || asks.iter().any(|keyword| args.keyword(keyword).is_some())
        || cx.file.calls().iter().any(|&other| crate::code::around::calls_one_of(cx.file, other, &reads))
}
