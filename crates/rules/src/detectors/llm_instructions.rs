//! PV701: what stands in the instructions of a language model.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind};

use crate::detector::{Context, Detector};
use crate::llm::{instructs, message};
use crate::written::last_word;

pub(crate) struct LlmInstructions;

const MESSAGE: &str = "The instructions of the model are built from this value. If a user or a foreign text decides it, they tell the \
                       model what to do with the program's own authority. Keep the instructions fixed, and pass the value as a \
                       message of the user.";

impl Detector for LlmInstructions {
    /// `{"role": "system", "content": …}` and, in a prompt's list of messages, `("system", …)`.
    fn expression(&self, cx: &mut Context<'_>, e: ExprId) {
        let is_message = match cx.tree().expr(e).kind {
            ExprKind::Dict(_) => true,
            ExprKind::Tuple(_) => in_template(cx, e),
            _ => false,
        };
        if !is_message {
            return;
        }
        let Some((role, content)) = message(cx.file, e) else { return };
        if instructs(&role) && !cx.file.is_constant(content) {
            let mut candidate = cx.candidate(content, MESSAGE);
            candidate.focus = vec![content];
            cx.report(candidate);
        }
    }
}

/// Whether the pair stands in the list that `ChatPromptTemplate.from_messages` takes.
fn in_template(cx: &Context<'_>, pair: ExprId) -> bool {
    let Node::Expr(list) = cx.file.parent(pair) else { return false };
    let Node::Expr(call) = cx.file.parent(list) else { return false };
    matches!(cx.tree().expr(call).kind, ExprKind::Call { func, .. } if last_word(cx.file, func) == Some("from_messages"))
}
