//! Answers that are written down field by field: what a route tells, and under which names.

use syntax::ast::{ComprehensionKind, ExprId, ExprKind};

use crate::code::around::{given, last_word};
use crate::detector::Context;

/// Calls that make an answer out of what they are given.
const ANSWERS: [&str; 7] =
    ["jsonify", "JsonResponse", "JSONResponse", "ORJSONResponse", "UJSONResponse", "json_response", "Response"];
/// How deep an answer is looked into.
const MAX_DEPTH: u32 = 4;

/// Whether a call makes an answer to a request.
pub(crate) fn makes_answer(cx: &Context<'_>, call: ExprId) -> bool {
    last_word(cx.file, call).is_some_and(|name| ANSWERS.contains(&name))
}

/// The fields of an answer, each with its name: `{"id": user.id}`, also as an item of a list, or under a name of its own.
pub(crate) fn fields(cx: &Context<'_>, answer: ExprId) -> Vec<(String, ExprId)> {
    let mut found = Vec::new();
    collect(cx, answer, 0, &mut found);
    found
}

fn collect(cx: &Context<'_>, e: ExprId, depth: u32, found: &mut Vec<(String, ExprId)>) {
    if depth > MAX_DEPTH {
        return;
    }
    match &cx.tree().expr(given(cx.file, e)).kind {
        ExprKind::Dict(entries) => {
            for &(key, value) in entries {
                let key = key.and_then(|key| cx.file.constant(key));
                if let Some(key) = key.as_ref().and_then(|key| key.as_str()) {
                    found.push((key.to_owned(), value));
                }
                collect(cx, value, depth + 1, found);
            }
        }
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            items.iter().for_each(|&item| collect(cx, item, depth + 1, found));
        }
        ExprKind::Comprehension { kind: ComprehensionKind::List { element }, .. } => {
            collect(cx, *element, depth + 1, found);
        }
        _ => {}
    }
}
