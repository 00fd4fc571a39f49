//! Attributes that are set by name, and functions that walk from object to object as names from outside say.

use rustc_hash::FxHashSet;
use semantic::{FileModel, Node};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::matcher::is_named;

/// Expressions around a look-up that are looked at.
const MAX_STEPS: usize = 16;

/// The name that `setattr(object, name, value)` sets, if `call` is one and the name is not fixed.
pub(crate) fn set_name(file: &FileModel, call: ExprId) -> Option<ExprId> {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    // Few calls have a second argument that is passed by its place: that is asked first.
    let name = file.call_args(call).positional(1)?;
    let sets = is_named(file, func, &["builtins.setattr", "builtins.object.__setattr__"]);
    (sets && !file.is_constant(name)).then_some(name)
}

/// The functions that go into attributes which are named by variables: `merge(value, getattr(object, key))`, or
/// `object = getattr(object, part)`. Their names lead from object to object.
pub(crate) fn walkers(file: &FileModel) -> FxHashSet<StmtId> {
    // Names that a function passes to itself.
    let passed: FxHashSet<(StmtId, &str)> = file
        .calls()
        .iter()
        .filter_map(|&call| Some((own_function(file, call)?, call)))
        .flat_map(|(function, call)| file.call_args(call).all().iter().map(move |arg| (function, arg.value())))
        .filter_map(|(function, arg)| Some((function, name_of(file, arg)?)))
        .collect();
    let walks = |&call: &ExprId| {
        let function = file.enclosing_function(call)?;
        (is_lookup(file, call) && goes_on(file, call, function, &passed)).then_some(function)
    };
    file.calls().iter().filter_map(walks).collect()
}

/// The function that a call is in, if it is a call of the same function.
fn own_function(file: &FileModel, call: ExprId) -> Option<StmtId> {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    let called = match file.module().expr(func).kind {
        ExprKind::Attribute { attr, .. } => file.module().text(attr.span),
        _ => name_of(file, func)?,
    };
    file.enclosing_function(call).filter(|&function| file.definition_name(function) == called)
}

fn name_of(file: &FileModel, e: ExprId) -> Option<&str> {
    match file.module().expr(e).kind {
        ExprKind::Name => Some(file.module().text(file.module().expr(e).span)),
        _ => None,
    }
}

/// `getattr(object, name)` with a name that is not fixed, or `functools.reduce(getattr, names, object)`.
fn is_lookup(file: &FileModel, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    let args = file.call_args(call);
    let first_is_getattr = || args.positional(0).is_some_and(|first| is_named(file, first, &["builtins.getattr"]));
    is_named(file, func, &["functools.reduce"]) && first_is_getattr()
        || is_named(file, func, &["builtins.getattr"]) && args.positional(1).is_some_and(|name| !file.is_constant(name))
}

/// Whether what a look-up gives is where the function goes on: it is passed to the function itself, or takes the place of
/// the object that it was read from.
fn goes_on(file: &FileModel, lookup: ExprId, function: StmtId, passed: &FxHashSet<(StmtId, &str)>) -> bool {
    let args = file.call_args(lookup);
    let mut at = lookup;
    for _ in 0..MAX_STEPS {
        match file.parent(at) {
            Node::Expr(parent) => {
                if own_function(file, parent).is_some() {
                    return true;
                }
                at = parent;
            }
            Node::Stmt(stmt) => {
                let StmtKind::Assign { targets, .. } = &file.module().stmt(stmt).kind else { return false };
                return targets.iter().filter_map(|&target| name_of(file, target)).any(|name| {
                    passed.contains(&(function, name))
                        || args.positional(0).is_some_and(|first| is_named(file, first, &["builtins.getattr"]))
                        || args.positional(0).and_then(|object| name_of(file, object)) == Some(name)
                });
            }
            _ => return false,
        }
    }
    false
}
