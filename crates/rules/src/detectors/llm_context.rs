//! PV702: texts that a model is given to read, and nothing says where they begin and end.

use syntax::ast::ExprId;

use crate::code::built::{Piece, pieces};
use crate::code::parameter::given;
use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmContext;

const MESSAGE: &str = "Text that was fetched or looked up goes into the prompt as if the user had written it. Sentences in it that \
                       sound like orders are followed. Put it between marks, tell the model in the instructions that it is data, and \
                       let nothing happen on its word alone.";

impl Detector for LlmContext {
    fn module(&self, cx: &mut Context<'_>) {
        for &(call, model) in cx.facts().model_calls(cx.file).iter() {
            for prompt in llm::prompts(cx, call, model) {
                let made = given(cx.file, prompt).unwrap_or(prompt);
                match pieces(cx.file, made) {
                    Some(pieces) => unmarked(&pieces).into_iter().for_each(|value| report(cx, value)),
                    None => report(cx, prompt),
                }
            }
        }
    }
}

fn report(cx: &mut Context<'_>, value: ExprId) {
    if !cx.file.is_constant(value) {
        let mut candidate = cx.candidate(value, MESSAGE);
        candidate.focus = vec![value];
        cx.report(candidate);
    }
}

/// The values of a text that do not stand between marks: `<document>…</document>`, quotes, fences, rules.
fn unmarked(pieces: &[Piece]) -> Vec<ExprId> {
    let text = |at: Option<usize>| match at.and_then(|at| pieces.get(at)) {
        Some(Piece::Text(text)) => text.trim(),
        _ => "",
    };
    let opens = |text: &str| ends_with_mark(text) || text.ends_with('>');
    let closes = |text: &str| starts_with_mark(text) || text.starts_with('<');
    pieces
        .iter()
        .enumerate()
        .filter_map(|(at, piece)| match piece {
            Piece::Value(value) if !(opens(text(at.checked_sub(1))) && closes(text(Some(at + 1)))) => Some(*value),
            _ => None,
        })
        .collect()
}

/// Marks that stand before and after a text alike.
const MARKS: [&str; 6] = ["\"\"\"", "```", "'''", "---", "===", "###"];

fn ends_with_mark(text: &str) -> bool {
    MARKS.iter().any(|mark| text.ends_with(mark))
}

fn starts_with_mark(text: &str) -> bool {
    MARKS.iter().any(|mark| text.starts_with(mark))
}
