//! What names stand for: parameters of functions that the program's own code calls, and values.

use semantic::{BindingKind, FileModel};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart};

/// Functions whose result begins with their first argument.
const JOINS: [&str; 12] = [
    "os.path.join",
    "os.path.abspath",
    "os.path.realpath",
    "os.path.normpath",
    "os.path.expanduser",
    "os.path.expandvars",
    "os.path.dirname",
    "os.fspath",
    "os.fsencode",
    "builtins.str",
    "pathlib.Path",
    "urllib.parse.urljoin",
];
/// Methods whose result begins with their receiver.
const PARTS: [&str; 8] =
    ["joinpath", "resolve", "absolute", "expanduser", "with_suffix", "as_posix", "rstrip", "strip"];
/// How many parts of a text or path are taken off.
const MAX_PARTS: usize = 12;

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

/// What the file's own calls pass for the parameter that `e` is: the arguments, and the default where one is left out or no
/// call is seen.
pub(crate) fn passed(file: &FileModel, e: ExprId) -> Vec<ExprId> {
    let Some(BindingKind::Param { function, index }) = file.binding(e).map(|binding| file.binding_info(binding).kind)
    else {
        return Vec::new();
    };
    let Some(param) = file.function(function).and_then(|definition| definition.params.params.get(index)) else {
        return Vec::new();
    };
    let name = file.module().text(param.name.span);
    let class = file.enclosing_class_of(function);
    let calls_it = |func: ExprId| match file.module().expr(func).kind {
        ExprKind::Name => file.binding(func).is_some_and(
            |binding| matches!(file.binding_info(binding).kind, BindingKind::Function(own) if own == function),
        ),
        // `self.run(…)` in the class itself
        ExprKind::Attribute { value, attr } => {
            let is_own =
                class.is_some() && matches!(file.module().text(file.module().expr(value).span), "self" | "cls");
            is_own
                && file.module().text(attr.span) == file.definition_name(function)
                && file.enclosing_function(func).and_then(|around| file.enclosing_class_of(around)) == class
        }
        _ => false,
    };
    // What a method is called on stands before its arguments.
    let at = index - usize::from(class.is_some() && index > 0);
    let calls = file.calls().iter().copied().filter(|&call| match file.module().expr(call).kind {
        ExprKind::Call { func, .. } => calls_it(func),
        _ => false,
    });
    let mut values: Vec<ExprId> =
        calls.filter_map(|call| file.call_args(call).argument(Some(at), Some(name)).or(param.default)).collect();
    if values.is_empty() {
        values.extend(param.default);
    }
    values
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

/// As [`callers_choice`], where the parameter is the beginning of a text or path, and constants follow: who gives the folder or the
/// host gives the place.
pub(crate) fn callers_beginning(file: &FileModel, e: ExprId) -> Option<&str> {
    let mut at = e;
    for _ in 0..MAX_PARTS {
        // A parameter that is given another value is one no more.
        at = given(file, at).unwrap_or(at);
        at = match &file.module().expr(at).kind {
            ExprKind::Name => return callers_choice(file, at),
            ExprKind::Binary { left, op: BinaryOp::Add | BinaryOp::Div, right } if file.is_constant(*right) => *left,
            ExprKind::Attribute { value, attr } if file.module().text(attr.span) == "parent" => *value,
            ExprKind::FString(parts) => {
                let mut values = parts.iter().filter_map(|part| match part {
                    FPart::Interpolation { value, .. } => Some(*value),
                    FPart::Literal { .. } => None,
                });
                match (parts.first()?, values.next()?) {
                    (FPart::Interpolation { .. }, first) if values.all(|value| file.is_constant(value)) => first,
                    _ => return None,
                }
            }
            ExprKind::Call { func, args } => {
                let mut values = args.iter().map(Argument::value);
                let method = match file.module().expr(*func).kind {
                    ExprKind::Attribute { value, attr } if PARTS.contains(&file.module().text(attr.span)) => {
                        Some(value)
                    }
                    _ => None,
                };
                let first = match method {
                    Some(receiver) => receiver,
                    None if file.qualified_names(*func).any(|name| JOINS.contains(&name)) => values.next()?,
                    None => return None,
                };
                if !values.all(|value| file.is_constant(value)) {
                    return None;
                }
                first
            }
            _ => return None,
        };
    }
    None
}
