//! Lists of arguments for a program: what they may hold, as far as the file writes it down.

use std::collections::HashSet;

use semantic::{BindingKind, FileModel};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{decorated_with, local_function};

/// How many elements are looked at.
const MAX_ELEMENTS: usize = 200;

/// The elements of a list or tuple that is written in the file, as far as they are known from its start:
/// itself, through a name, as what a function of the file returns, or the left side of `["git"] + rest`.
pub(crate) fn elements(file: &FileModel, argv: ExprId) -> Option<Vec<ExprId>> {
    /// How many `+` are followed.
    const MAX_SUMS: usize = 100;
    let mut rest = Vec::new();
    let mut at = argv;
    for _ in 0..MAX_SUMS {
        at = file.display(at).unwrap_or(at);
        match &file.module().expr(at).kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                let mut all: Vec<ExprId> = items.iter().copied().take(MAX_ELEMENTS).collect();
                rest.reverse();
                all.append(&mut rest);
                return Some(all);
            }
            ExprKind::Binary { left, op: BinaryOp::Add, right } => {
                match &file.module().expr(*right).kind {
                    ExprKind::List(items) | ExprKind::Tuple(items) => {
                        rest.extend(items.iter().take(MAX_ELEMENTS).rev());
                    }
                    _ => rest.push(*right),
                }
                at = *left;
            }
            ExprKind::Call { func, .. } => at = only_returned(file, *func)?,
            ExprKind::Attribute { .. } => at = kept(file, at)?,
            _ => return None,
        }
    }
    None
}

/// What an object of the file keeps under a name, where that is one thing and nothing is added to it, or what its property gives.
fn kept(file: &FileModel, e: ExprId) -> Option<ExprId> {
    let tree = file.module();
    let name_of = |e: ExprId| match tree.expr(e).kind {
        ExprKind::Attribute { attr, .. } => Some(tree.text(attr.span)),
        _ => None,
    };
    match file.attribute_bindings(e)? {
        (kinds, true) => match kinds[..] {
            [BindingKind::Assign { value: Some(value), .. }] => {
                // `self.command.append(name)`
                let is_changed = file.calls().iter().any(|&call| match tree.expr(call).kind {
                    ExprKind::Call { func, .. } => match tree.expr(func).kind {
                        ExprKind::Attribute { value: object, .. } => name_of(object) == name_of(e),
                        _ => false,
                    },
                    _ => false,
                });
                (!is_changed).then_some(value)
            }
            [BindingKind::Function(function)]
                if decorated_with(
                    file,
                    file.function(function)?,
                    &["builtins.property", "functools.cached_property"],
                ) =>
            {
                one_returned(file, function)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What a call is given by place, one by one: `*command` is its elements where they are known, and itself where they are not.
/// More than one where branches make several lists.
pub(crate) fn spread(file: &FileModel, args: &[Argument]) -> Vec<Vec<ExprId>> {
    let mut all = vec![Vec::new()];
    for arg in args {
        let given = match *arg {
            Argument::Positional(value) => vec![vec![value]],
            Argument::Star(list) => lists(file, list).unwrap_or_else(|| vec![vec![list]]),
            Argument::Keyword { .. } | Argument::DoubleStar(_) => continue,
        };
        let with = |before: &Vec<ExprId>| given.iter().map(|next| [&before[..], next].concat()).collect::<Vec<_>>();
        all = all.iter().flat_map(with).take(MAX_LISTS).collect();
    }
    all
}

/// How many lists are told apart.
const MAX_LISTS: usize = 16;

/// All that a list of arguments may be: the one that is written down, or those of several branches, functions and additions:
/// `cmd = ["git", "log"] if all else ["git", "show", name]`, `cmd.append(url)`, `cmd += ["-v"]`. What is added on one branch
/// alone counts. `None` where one of them is not known from its start.
pub(crate) fn lists(file: &FileModel, argv: ExprId) -> Option<Vec<Vec<ExprId>>> {
    /// How many expressions are looked at.
    const MAX_STEPS: usize = 40;
    let tree = file.module();
    let mut open = vec![argv];
    let mut seen = HashSet::new();
    let mut found: Vec<(ExprId, Vec<ExprId>)> = Vec::new();
    for _ in 0..MAX_STEPS {
        let Some(e) = open.pop() else { break };
        if !seen.insert(e) {
            continue;
        }
        if let Some(list) = elements(file, e) {
            found.push((e, list));
            continue;
        }
        match tree.expr(e).kind {
            ExprKind::Name => {
                for &binding in &file.reaching(e) {
                    open.push(match file.binding_info(binding).kind {
                        BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => value,
                        // What it held before is in its target.
                        BindingKind::AugAssign(stmt) => match tree.stmt(stmt).kind {
                            StmtKind::AugAssign { target, .. } => target,
                            _ => return None,
                        },
                        _ => return None,
                    });
                }
            }
            ExprKind::Conditional { body, orelse, .. } => open.extend([body, orelse]),
            ExprKind::Call { func, .. } => open.extend(file.returned_values(called_here(file, func)?)),
            _ => return None,
        }
    }
    if !open.is_empty() || found.len() > MAX_LISTS {
        return None;
    }
    let added = added(file, argv)?;
    found.sort_by_key(|&(e, _)| tree.expr(e).span.start);
    let whole = |(e, mut list): (ExprId, Vec<ExprId>)| {
        let end = tree.expr(e).span.end;
        list.extend(added.iter().filter(|&&item| tree.expr(item).span.start >= end));
        (list.len() <= MAX_ELEMENTS).then_some(list)
    };
    found.into_iter().map(whole).collect::<Option<Vec<_>>>().filter(|lists| !lists.is_empty())
}

/// What the function adds to the end of a list under a name, before it is used there. `None` if it does something else to it.
fn added(file: &FileModel, argv: ExprId) -> Option<Vec<ExprId>> {
    let tree = file.module();
    if !matches!(tree.expr(argv).kind, ExprKind::Name) {
        return Some(Vec::new());
    }
    let name = tree.text(tree.expr(argv).span);
    let end = tree.expr(argv).span.start;
    let around = file.enclosing_function(argv);
    let is_it = |e: ExprId| matches!(tree.expr(e).kind, ExprKind::Name) && tree.text(tree.expr(e).span) == name;
    let listed = |e: ExprId| match &tree.expr(e).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.to_vec(),
        _ => vec![e],
    };
    let mut all = Vec::new();
    for (id, stmt) in tree.stmts().filter(|(_, stmt)| stmt.span.start < end) {
        match &stmt.kind {
            StmtKind::AugAssign { target, value, .. } if is_it(*target) && file.enclosing_function_of(id) == around => {
                all.extend(listed(*value));
            }
            StmtKind::Expr(call) => {
                let ExprKind::Call { func, .. } = tree.expr(*call).kind else { continue };
                let ExprKind::Attribute { value, attr } = tree.expr(func).kind else { continue };
                if !is_it(value) || file.enclosing_function_of(id) != around {
                    continue;
                }
                let Some(given) = file.call_args(*call).positional(0) else { continue };
                match tree.text(attr.span) {
                    "append" => all.push(given),
                    "extend" => all.extend(listed(given)),
                    _ => return None,
                }
            }
            _ => {}
        }
    }
    Some(all)
}

/// What a function of this file returns, where it returns one thing: `def command(name): return ["lp", name]`.
fn only_returned(file: &FileModel, func: ExprId) -> Option<ExprId> {
    one_returned(file, called_here(file, func)?)
}

/// The function or method of this file that is called.
fn called_here(file: &FileModel, func: ExprId) -> Option<StmtId> {
    let method = || match file.attribute_bindings(func)? {
        (kinds, true) => match kinds[..] {
            [BindingKind::Function(method)] => Some(method),
            _ => None,
        },
        _ => None,
    };
    local_function(file, func).or_else(method)
}

fn one_returned(file: &FileModel, function: StmtId) -> Option<ExprId> {
    let mut returned = file.returned_values(function);
    returned.next().filter(|_| returned.next().is_none())
}
