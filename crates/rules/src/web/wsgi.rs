//! What an application of WSGI (PEP 3333) says of its answer: `start_response(status, headers)`.

use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtId};

use crate::code::around::calls_in;

/// More headers are not looked at.
const MAX_PAIRS: usize = 32;

/// Whether a call is that of the `start_response` that the function around it was given.
pub(crate) fn starts_response(file: &FileModel, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    matches!(file.module().expr(func).kind, ExprKind::Name)
        && file.module().text(file.module().expr(func).span) == "start_response"
        && file
            .binding(func)
            .is_some_and(|binding| matches!(file.binding_info(binding).kind, BindingKind::Param { .. }))
}

/// Whether an application says that what it gives is HTML.
pub(crate) fn answers_html(file: &FileModel, function: StmtId) -> bool {
    let text = |e: ExprId| file.constant(e).and_then(|text| text.as_str().map(str::to_ascii_lowercase));
    let is_html = |item: &ExprId| match &file.module().expr(*item).kind {
        ExprKind::Tuple(pair) => match pair[..] {
            [name, kind] => {
                text(name).is_some_and(|name| name == "content-type")
                    && text(kind).is_some_and(|kind| kind.contains("html"))
            }
            _ => false,
        },
        _ => false,
    };
    let definition = file.function(function);
    if !definition.is_some_and(|definition| {
        definition.params.params.iter().any(|param| file.module().text(param.name.span) == "start_response")
    }) {
        return false;
    }
    calls_in(file, file.module().stmt(function).span).any(|call| {
        starts_response(file, call)
            && file.call_args(call).positional(1).is_some_and(|headers| {
                let headers = file.display(headers).unwrap_or(headers);
                matches!(&file.module().expr(headers).kind, ExprKind::List(items) if items.iter().take(MAX_PAIRS).any(is_html))
            })
    })
}
