//! What a function of AWS Lambda answers through an API gateway: a dictionary with a status, headers and a body.

use semantic::{BindingKind, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind};

use crate::code::mapping::{entries, last};
use crate::code::parameter::passed;

/// The parts of such an answer.
pub(crate) struct Answer {
    /// What stands under `headers`.
    pub(crate) headers: Option<ExprId>,
    /// What stands under `body`.
    pub(crate) body: Option<ExprId>,
}

/// The answer that a dictionary is, if it has a status.
pub(crate) fn answer(file: &FileModel, dict: ExprId) -> Option<Answer> {
    let under = |key: &str| entry(file, dict, |name| name == key);
    under("statusCode")?;
    Some(Answer { headers: under("headers"), body: under("body") })
}

/// Whether `answer["body"] = text` fills an answer that was made as HTML before.
pub(crate) fn fills_html(file: &FileModel, answer: ExprId, key: ExprId) -> bool {
    file.constant(key).is_some_and(|key| key.as_str() == Some("body"))
        && entries(file, answer).is_some_and(|parts| {
            last(&parts, "statusCode").is_some()
                && last(&parts, "headers").is_some_and(|headers| may_be_html(file, headers))
        })
}

/// Whether a header that says the type of the content may say HTML: as it stands there, or as the file's own calls pass it.
pub(crate) fn may_be_html(file: &FileModel, headers: ExprId) -> bool {
    let headers = file.display(headers).unwrap_or(headers);
    let Some(kind) = entry(file, headers, |name| name.eq_ignore_ascii_case("content-type")) else { return false };
    let is_html = |kind: ExprId| {
        file.constant(kind)
            .is_some_and(|kind| kind.as_str().is_some_and(|kind| kind.to_ascii_lowercase().contains("html")))
    };
    is_html(kind) || passed(file, kind).into_iter().any(is_html)
}

/// The value of an argument `name=value` that a function of the file puts among the headers of its answer:
/// `respond(302, Location=address)` with `"headers": headers` for `**headers`.
pub(crate) fn header_argument(file: &FileModel, call: ExprId, name: &str) -> Option<ExprId> {
    let module = file.module();
    let ExprKind::Call { func, args } = &module.expr(call).kind else { return None };
    let value = args.iter().find_map(|arg| match arg {
        Argument::Keyword { name: own, value } if module.text(own.span) == name => Some(*value),
        _ => None,
    })?;
    let BindingKind::Function(function) = file.binding_info(file.binding(*func)?).kind else { return None };
    let params = &file.function(function)?.params.params;
    let rest = params.iter().find(|param| param.kind == ParamKind::KwArgs)?.name.span;
    let span = module.stmt(function).span;
    let puts = |(id, expr): (ExprId, &syntax::ast::Expr)| {
        matches!(expr.kind, ExprKind::Dict(_))
            && span.contains(expr.span)
            && answer(file, id)
                .and_then(|answer| answer.headers)
                .is_some_and(|headers| module.text(module.expr(headers).span) == module.text(rest))
    };
    module.exprs().any(puts).then_some(value)
}

/// The value under the first key of a dictionary that is wanted.
fn entry(file: &FileModel, dict: ExprId, is_wanted: impl Fn(&str) -> bool) -> Option<ExprId> {
    let ExprKind::Dict(entries) = &file.module().expr(dict).kind else { return None };
    let wanted = |key: &ExprId| file.constant(*key).is_some_and(|key| key.as_str().is_some_and(&is_wanted));
    entries.iter().find(|(key, _)| key.as_ref().is_some_and(wanted)).map(|(_, value)| *value)
}
