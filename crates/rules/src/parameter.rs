//! Parameters of functions that the program's own code calls.

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
