//! PV701: what stands in the instructions of a language model.

use semantic::{BindingKind, Node};
use syntax::ast::{ExprId, ExprKind};

use crate::around::{given, last_word as last_word_of_call};
use crate::detector::{Context, Detector};
use crate::llm::{instructs, message};
use crate::written::last_word;

pub(crate) struct LlmInstructions;

const MESSAGE: &str = "The instructions of the model are built from this value. If a user or a foreign text decides it, they tell the \
                       model what to do with the program's own authority. Keep the instructions fixed, and pass the value as a \
                       message of the user.";

/// Less harm: the program gives no instructions of its own that other words could turn round.
const OWN_WORDS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

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
            if is_whole(cx, content) {
                candidate.cvss = Some(OWN_WORDS);
            }
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

/// Whether the instructions are what came in and nothing else: the value is not put into a text of the program's.
fn is_whole(cx: &Context<'_>, content: ExprId) -> bool {
    let value = given(cx.file, content);
    match &cx.tree().expr(value).kind {
        ExprKind::Name => cx.file.reaching(value).iter().all(|&binding| {
            matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. } | BindingKind::LoopTarget { .. })
        }),
        ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => true,
        ExprKind::Call { .. } => last_word_of_call(cx.file, value) == Some("get"),
        _ => false,
    }
}
