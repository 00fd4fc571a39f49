//! What names stand for: parameters of functions that the program's own code calls, and values.

use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind};

/// The name of the function whose parameter the expression is, as a whole. A function that is decorated or
/// takes a request may be called by a framework with what the request brings: its parameters do not count.
pub(crate) fn callers_choice(file: &FileModel, e: ExprId) -> Option<&str> {
    if !matches!(file.module().expr(e).kind, ExprKind::Name) {
        return None;
    }
    let BindingKind::Param { function, .. } = file.binding_info(file.binding(e)?).kind else { return None };
    let definition = file.function(function)?;
    let takes_request = definition
        .params
        .params
        .iter()
        .any(|param| matches!(file.module().text(param.name.span), "request" | "req" | "environ" | "event"));
    (definition.decorators.is_empty() && !takes_request).then(|| file.definition_name(function))
}

/// How many names are followed to what they were given.
const MAX_NAMES: usize = 6;

/// What a name was given, if that is one thing, whatever happens to it later; any other expression is itself.
pub(crate) fn given(file: &FileModel, e: ExprId) -> Option<ExprId> {
    let mut at = e;
    for _ in 0..MAX_NAMES {
        if !matches!(file.module().expr(at).kind, ExprKind::Name) {
            return Some(at);
        }
        let [binding] = file.reaching(at)[..] else { return None };
        match file.binding_info(binding).kind {
            BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => at = value,
            _ => return None,
        }
    }
    None
}
