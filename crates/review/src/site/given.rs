//! What a name stands for where its function is handed it: parameters by the calls of the file, parts of what functions return.

use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use super::view::last_word;

/// Values of one parameter that are looked at.
const MOST: usize = 4;

/// What an expression may be: itself, or what the calls of this file pass for the parameter that it names, also through
/// `functools.partial`; the parameter's default, if none does.
pub(super) fn passed(file: &FileModel, e: ExprId) -> Vec<ExprId> {
    let param = file.binding(e).and_then(|binding| match file.binding_info(binding).kind {
        BindingKind::Param { function, index } => Some((function, index)),
        _ => None,
    });
    let Some((function, index)) = param else { return vec![e] };
    let is_static = file.function(function).is_some_and(|own| {
        own.decorators.iter().any(|&decorator| file.qualified_name(decorator) == Some("builtins.staticmethod"))
    });
    let is_method = usize::from(file.enclosing_class_of(function).is_some() && !is_static);
    let name = file.module().text(file.module().expr(e).span);
    let of_call = |&call: &ExprId| {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
        let args = file.call_args(call);
        let (at, first) = if called(file, func) == Some(function) {
            (Some(index), is_method)
        } else {
            let partial = last_word(file, func) == Some("partial")
                && args.positional(0).and_then(|f| called(file, f)) == Some(function);
            (partial.then_some(index + 1), is_method)
        };
        let at = at?;
        args.keyword(name).or_else(|| args.positional(at.checked_sub(first)?))
    };
    let mut found: Vec<ExprId> = file.calls().iter().filter_map(of_call).take(MOST).collect();
    if found.is_empty() {
        let default = file.function(function).and_then(|function| function.params.params.get(index)?.default);
        found.push(default.unwrap_or(e));
    }
    found
}

/// What a name is given of a value that is taken apart: of `router, prefix = made()` what `made` returns at that place.
pub(super) fn unpacked(file: &FileModel, e: ExprId) -> Option<ExprId> {
    let module = file.module();
    let BindingKind::Unpack { stmt, value } = file.binding_info(file.binding(e)?).kind else { return None };
    let StmtKind::Assign { targets, .. } = &module.stmt(stmt).kind else { return None };
    let name = module.text(module.expr(e).span);
    let (at, count) = targets.iter().find_map(|&target| match &module.expr(target).kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) => {
            let at = parts.iter().position(|&part| module.text(module.expr(part).span) == name)?;
            Some((at, parts.len()))
        }
        _ => None,
    })?;
    let part = |e: ExprId| match &module.expr(e).kind {
        ExprKind::Tuple(parts) if parts.len() == count => parts.get(at).copied(),
        _ => None,
    };
    if let ExprKind::Call { func, .. } = module.expr(value).kind {
        return file.returned_values(called(file, func)?).find_map(part);
    }
    part(value)
}

/// The function of the file that a name stands for: a function by its name, a method by `self`.
pub(super) fn called(file: &FileModel, func: ExprId) -> Option<StmtId> {
    let module = file.module();
    match module.expr(func).kind {
        ExprKind::Name => match file.binding_info(file.binding(func)?).kind {
            BindingKind::Function(id) => Some(id),
            _ => None,
        },
        ExprKind::Attribute { value, attr } if module.text(module.expr(value).span) == "self" => {
            let class = file.enclosing_class_of(file.enclosing_function(func)?)?;
            let name = module.text(attr.span);
            let body = &file.class(class)?.body;
            body.iter().copied().find(|&stmt| file.function(stmt).is_some() && file.definition_name(stmt) == name)
        }
        _ => None,
    }
}
