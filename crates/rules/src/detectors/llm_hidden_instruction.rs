//! PV717: descriptions of tools that tell the model more than what the tool does.

use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::calls_one_of;
use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmHiddenInstruction;

/// Phrases of an order that goes past the user. Lower case, words parted by one space.
const PHRASES: [&str; 22] = [
    "ignore previous",
    "ignore all previous",
    "ignore the previous",
    "ignore any previous",
    "ignore prior",
    "disregard previous",
    "disregard all previous",
    "disregard prior",
    "forget previous instructions",
    "do not tell the user",
    "don't tell the user",
    "do not mention this",
    "don't mention this",
    "do not inform the user",
    "without telling the user",
    "without informing the user",
    "keep this secret from",
    "hide this from the user",
    "do not reveal this",
    "<important>",
    "before using any other tool",
    "before calling any other tool",
];

/// Calls that take the description of a tool.
const TOOLS: &[&str] = &[
    "mcp.types.Tool",
    "fastmcp.tools.Tool",
    "langchain_core.tools.Tool",
    "langchain.tools.Tool",
    "langchain.agents.Tool",
    "langchain_core.tools.StructuredTool.from_function",
    "langchain.tools.StructuredTool.from_function",
    "llama_index.core.tools.FunctionTool.from_defaults",
];

const ORDER: &str = "The description of this tool says \u{201c}{phrase}\u{201d}. The model reads it as an order, and the user does not see \
                     it. Describe what the tool does, and nothing else.";
const INVISIBLE: &str = "The description of this tool holds characters that nobody sees and the model reads. Hidden orders are written \
                         that way. Remove them.";

impl Detector for LlmHiddenInstruction {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let Some(definition) = llm::tool(cx, function) else { return };
        let docstring = definition.body.first().and_then(|&first| match cx.tree().stmt(first).kind {
            StmtKind::Expr(text) if matches!(cx.tree().expr(text).kind, ExprKind::Str(_)) => Some(text),
            _ => None,
        });
        let said: Vec<ExprId> = definition
            .decorators
            .iter()
            .filter_map(|&decorator| cx.file.call_args(decorator).keyword("description"))
            .chain(docstring)
            .collect();
        for text in said {
            look(cx, text);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if let Some(text) = cx.file.call_args(call).keyword("description")
            && calls_one_of(cx.file, call, TOOLS)
        {
            look(cx, text);
        }
    }
}

fn look(cx: &mut Context<'_>, text: ExprId) {
    let Some(value) = cx.file.constant(text) else { return };
    let Some(value) = value.as_str() else { return };
    let message = if value.chars().any(is_invisible) {
        INVISIBLE.to_owned()
    } else {
        let plain = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let Some(phrase) = PHRASES.into_iter().find(|phrase| plain.contains(phrase)) else { return };
        ORDER.replace("{phrase}", phrase)
    };
    let mut candidate = cx.candidate(text, message);
    // Of a long description the first line is enough to find it.
    let whole = cx.tree().text(candidate.span);
    let end = whole.find('\n').unwrap_or(whole.len());
    candidate.span = Span::new(candidate.span.start, candidate.span.start + u32::try_from(end).unwrap_or(0));
    cx.report(candidate);
}

/// Characters that take no place: of the block of tags, of no width, and those that turn the direction of writing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
