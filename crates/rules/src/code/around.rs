//! What stands around a place and inside of a definition: calls of a function, decorators, bases of a class.

use semantic::{BindingKind, FileModel, Node};
use syntax::Span;
use syntax::ast::{Argument, Class, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::matcher::{is_named, plain};

/// How many calls of one definition are looked at: more than any person writes into one.
const MAX_CALLS: usize = 400;

/// The calls that stand within the bytes of a definition, in source order.
pub fn calls_in(file: &FileModel, span: Span) -> impl Iterator<Item = ExprId> {
    let calls = file.calls();
    let tree = file.module();
    let first = calls.partition_point(|&call| tree.expr(call).span.start < span.start);
    calls.iter().copied().skip(first).take_while(move |&call| tree.expr(call).span.start < span.end).take(MAX_CALLS)
}

/// Whether the file imports the module, something in it, or a module below it.
pub fn imports(file: &FileModel, module: &str) -> bool {
    let tree = file.module();
    let is_below = |name: &str| name.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    tree.stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Import(names) => names.iter().any(|alias| is_below(tree.text(alias.name))),
        StmtKind::ImportFrom { module: Some(from), level: 0, names } => {
            let from = tree.text(*from);
            let inside = module.strip_prefix(from).and_then(|rest| rest.strip_prefix('.'));
            is_below(from) || inside.is_some_and(|last| names.iter().any(|alias| tree.text(alias.name) == last))
        }
        _ => false,
    })
}

/// The function of a call; `None` for everything else.
pub(crate) fn function_of(file: &FileModel, call: ExprId) -> Option<ExprId> {
    match file.module().expr(call).kind {
        ExprKind::Call { func, .. } => Some(func),
        _ => file.handed_as(call).map(|handed| handed.func),
    }
}

/// The last part of what a call calls: `get` of `session.get(…)`.
pub(crate) fn last_word(file: &FileModel, call: ExprId) -> Option<&str> {
    crate::code::written::last_word(file, function_of(file, call)?)
}

/// Whether the call is one of the functions.
pub(crate) fn calls_one_of(file: &FileModel, call: ExprId, names: &[&str]) -> bool {
    function_of(file, call).is_some_and(|func| is_named(file, func, names))
}

/// A decorator without its arguments: `app.route` of `@app.route("/")`.
pub(crate) fn decorator_name(file: &FileModel, decorator: ExprId) -> ExprId {
    function_of(file, decorator).unwrap_or(decorator)
}

/// Whether the function has one of these decorators, with or without arguments.
pub(crate) fn decorated_with(file: &FileModel, function: &Function, names: &[&str]) -> bool {
    function.decorators.iter().any(|&decorator| is_named(file, decorator_name(file, decorator), names))
}

/// The qualified names of a class's bases.
pub(crate) fn bases<'a>(file: &'a FileModel, class: &'a Class) -> impl Iterator<Item = std::borrow::Cow<'a, str>> {
    class
        .args
        .iter()
        .filter_map(|argument| match argument {
            Argument::Positional(base) => Some(*base),
            _ => None,
        })
        .flat_map(|base| file.qualified_names(base).map(plain))
}

/// The value that a class body gives to a name.
pub(crate) fn class_value(file: &FileModel, class: &Class, name: &str) -> Option<ExprId> {
    let tree = file.module();
    class.body.iter().rev().find_map(|&stmt| match &tree.stmt(stmt).kind {
        StmtKind::Assign { targets, value } => {
            targets.iter().any(|&target| tree.text(tree.expr(target).span) == name).then_some(*value)
        }
        StmtKind::AnnAssign { target, value: Some(value), .. } => {
            (tree.text(tree.expr(*target).span) == name).then_some(*value)
        }
        _ => None,
    })
}

/// The names of the methods that stand in a class body.
pub(crate) fn methods<'a>(file: &'a FileModel, class: &'a Class) -> impl Iterator<Item = &'a str> {
    class.body.iter().filter(|&&stmt| file.function(stmt).is_some()).map(|&stmt| file.definition_name(stmt))
}

/// The definition around an expression, the class of a method in place of the method.
pub(crate) fn definition_around(file: &FileModel, e: ExprId) -> Option<StmtId> {
    let function = file.enclosing_function(e)?;
    Some(file.enclosing_class_of(function).unwrap_or(function))
}

/// The default of the parameter that the expression names.
pub(crate) fn parameter_default(file: &FileModel, e: ExprId) -> Option<ExprId> {
    if !matches!(file.module().expr(e).kind, ExprKind::Name) {
        return None;
    }
    let BindingKind::Param { function, index } = file.binding_info(file.binding(e)?).kind else { return None };
    file.function(function)?.params.params.get(index)?.default
}

/// What the one assignment of a name gave it, whatever is done with the value later; other expressions are themselves.
pub(crate) fn given(file: &FileModel, e: ExprId) -> ExprId {
    if !matches!(file.module().expr(e).kind, ExprKind::Name) {
        return e;
    }
    match file.reaching(e)[..] {
        [binding] => match file.binding_info(binding).kind {
            BindingKind::Assign { value: Some(value), .. } => value,
            _ => e,
        },
        _ => e,
    }
}

/// The function of this file that an expression names, where it names just one.
pub(crate) fn local_function(file: &FileModel, name: ExprId) -> Option<StmtId> {
    if !matches!(file.module().expr(name).kind, ExprKind::Name) {
        return None;
    }
    match file.reaching(name)[..] {
        [binding] => match file.binding_info(binding).kind {
            BindingKind::Function(function) => Some(function),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the expression is part of a lambda's body: it runs wherever the lambda is called.
pub(crate) fn is_in_lambda(file: &FileModel, e: ExprId) -> bool {
    const MAX_STEPS: usize = 48;
    let mut at = e;
    for _ in 0..MAX_STEPS {
        let Node::Expr(parent) = file.parent(at) else { return false };
        if matches!(file.module().expr(parent).kind, ExprKind::Lambda { body, .. } if body == at) {
            return true;
        }
        at = parent;
    }
    false
}
