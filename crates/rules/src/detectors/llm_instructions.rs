//! PV701: what stands in the instructions of a language model.

use secrets::words;
use semantic::{BindingKind, Node};
use syntax::ast::{ExprId, ExprKind};

use crate::code::around::{given, last_word as last_word_of_call};
use crate::code::written::last_word;
use crate::detector::{Context, Detector};
use crate::languages::llm::{instructs, message};

pub(crate) struct LlmInstructions;

const MESSAGE: &str = "The instructions of the model are built from this value. If a user or a foreign text decides it, they tell the \
                       model what to do with the program's own authority. Keep the instructions fixed, and pass the value as a \
                       message of the user.";

/// Less harm: the program gives no instructions of its own that other words could turn round.
const OWN_WORDS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

impl Detector for LlmInstructions {
    /// `{"role": "system", "content": …}` and, in a prompt's list of messages, `("system", …)`.
    fn display(&self, cx: &mut Context<'_>, e: ExprId) {
        look(cx, e);
    }

    /// `dict(role="system", content=…)`
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        look(cx, call);
    }
}

fn look(cx: &mut Context<'_>, e: ExprId) {
    let is_message = match cx.tree().expr(e).kind {
        ExprKind::Dict(_) => true,
        ExprKind::Call { .. } => last_word_of_call(cx.file, e) == Some("dict"),
        ExprKind::Tuple(_) => in_template(cx, e),
        _ => false,
    };
    if !is_message {
        return;
    }
    let content = match message(cx.file, e) {
        Some((role, content)) => Some(content).filter(|_| instructs(&role)),
        None => in_configuration(cx, e),
    };
    let Some(content) = content else { return };
    if !cx.file.is_constant(content) {
        let mut candidate = cx.candidate(content, MESSAGE);
        candidate.focus = vec![content];
        if is_whole(cx, content) {
            candidate.cvss = Some(OWN_WORDS);
        }
        cx.report(candidate);
    }
}

/// The instructions in a configuration of Gemini that is a dictionary: `config={"system_instruction": text}`.
fn in_configuration(cx: &Context<'_>, e: ExprId) -> Option<ExprId> {
    let ExprKind::Dict(entries) = &cx.tree().expr(e).kind else { return None };
    let is_it = |key: ExprId| cx.file.constant(key).is_some_and(|key| key.as_str() == Some("system_instruction"));
    if !cx.facts().imports("google") {
        return None;
    }
    entries.iter().find(|(key, _)| key.is_some_and(is_it)).map(|(_, value)| *value)
}

/// Whether the pair stands in the list that `ChatPromptTemplate.from_messages` takes.
fn in_template(cx: &Context<'_>, pair: ExprId) -> bool {
    let Node::Expr(list) = cx.file.parent(pair) else { return false };
    let Node::Expr(call) = cx.file.parent(list) else { return false };
    matches!(cx.tree().expr(call).kind, ExprKind::Call { func, .. } if last_word(cx.file, func) == Some("from_messages"))
}

/// Whether the instructions are what came in under the name of instructions, and nothing else: the value is not put into a text of the
/// program's, and whoever gives it was asked for just that. A question of the user's that stands in their place is something else.
fn is_whole(cx: &Context<'_>, content: ExprId) -> bool {
    let value = given(cx.file, content);
    let key = |e: ExprId| cx.file.constant(e).and_then(|key| key.as_str().map(str::to_owned));
    let name = match &cx.tree().expr(value).kind {
        ExprKind::Name => {
            let is_passed = cx.file.reaching(value).iter().all(|&binding| {
                matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. } | BindingKind::LoopTarget { .. })
            });
            is_passed.then(|| cx.text(value).to_owned())
        }
        ExprKind::Attribute { attr, .. } => Some(cx.tree().text(attr.span).to_owned()),
        ExprKind::Subscript { index, .. } => key(*index),
        ExprKind::Call { .. } if last_word_of_call(cx.file, value) == Some("get") => {
            cx.file.call_args(value).positional(0).and_then(key)
        }
        _ => None,
    };
    name.is_some_and(|name| {
        words(&name).iter().any(|word| matches!(&**word, "system" | "instruction" | "instructions"))
    })
}
