//! What mappings hold under their names: displays, calls of `dict`, and what is stored into them afterwards.

use semantic::FileModel;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::code::around::calls_in;
use crate::code::parameter::given;

/// Names with what they are given, in the order of the code.
pub(crate) type Named = Vec<(String, ExprId)>;

/// Statements of a file that are looked at for one mapping: more than people write into a file.
const MAX_STATEMENTS: usize = 5_000;

/// Mappings inside of each other that are looked into.
const MAX_MAPPINGS: u32 = 8;

/// Methods that leave a mapping as it is.
const READING: [&str; 5] = ["get", "items", "keys", "values", "copy"];

/// What is given to a name in the end.
pub(crate) fn last(named: &Named, word: &str) -> Option<ExprId> {
    named.iter().rev().find(|(name, _)| name == word).map(|(_, value)| *value)
}

/// The entries that a display or a call of `dict` spells, those of mappings that it takes over among them. `None` for other expressions, and where a name
/// is not known.
pub(crate) fn spelled(file: &FileModel, made: ExprId) -> Option<Named> {
    let mut named = Named::new();
    spell(file, made, MAX_MAPPINGS, &mut named).then_some(named)
}

fn spell(file: &FileModel, made: ExprId, depth: u32, named: &mut Named) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let merge =
        |other: ExprId, named: &mut Named| file.display(other).is_some_and(|other| spell(file, other, depth, named));
    match &file.module().expr(made).kind {
        ExprKind::Dict(entries) => entries.iter().all(|&(key, value)| match key {
            Some(key) => file
                .constant(key)
                .is_some_and(|key| key.as_str().map(|key| named.push((key.to_owned(), value))).is_some()),
            None => merge(value, named),
        }),
        ExprKind::Call { func, args } if file.qualified_names(*func).any(|name| name == "builtins.dict") => {
            args.iter().all(|arg| match *arg {
                Argument::Keyword { name, value } => {
                    named.push((file.module().text(name.span).to_owned(), value));
                    true
                }
                Argument::DoubleStar(other) | Argument::Positional(other) => merge(other, named),
                Argument::Star(_) => false,
            })
        }
        _ => false,
    }
}

/// The entries of a mapping where `mapping` stands: those that it was made with, and what its function stored under constant names before. `None` where
/// something else may have changed it.
pub(crate) fn entries(file: &FileModel, mapping: ExprId) -> Option<Named> {
    if let Some(made) = file.display(mapping) {
        return spelled(file, made);
    }
    let made = given(file, mapping)?;
    let tree = file.module();
    if file.enclosing_function(made) != file.enclosing_function(mapping) {
        return None;
    }
    let mut named = spelled(file, made)?;
    let (name, before) = (tree.text(tree.expr(mapping).span), tree.expr(mapping).span.start);
    let function = file.enclosing_function(mapping);
    let is_it = |e: ExprId| matches!(tree.expr(e).kind, ExprKind::Name) && tree.text(tree.expr(e).span) == name;
    // `claims.update(other)`, `add_claims(claims)`: what they put into it is not seen.
    let around = function.map_or(Span::new(0, before), |function| tree.stmt(function).span);
    let is_changed = calls_in(file, around).any(|call| {
        let ExprKind::Call { func, ref args } = tree.expr(call).kind else { return false };
        let by_method = match tree.expr(func).kind {
            ExprKind::Attribute { value, attr } => is_it(value) && !READING.contains(&tree.text(attr.span)),
            _ => false,
        };
        let handed = || args.iter().any(|arg| is_it(arg.value()) && arg.value() != mapping);
        tree.expr(call).span.end <= before && file.enclosing_function(call) == function && (by_method || handed())
    });
    if is_changed {
        return None;
    }
    for (target, value) in stores(file, mapping) {
        let ExprKind::Subscript { value: object, index } = tree.expr(target).kind else { continue };
        if is_it(object) && tree.expr(target).span.start < before {
            named.push((file.constant(index)?.as_str()?.to_owned(), value));
        }
    }
    Some(named)
}

/// The assignments of the function that `e` stands in, with one target each.
pub(crate) fn stores(file: &FileModel, e: ExprId) -> impl Iterator<Item = (ExprId, ExprId)> + '_ {
    let function = file.enclosing_function(e);
    file.module().stmts().take(MAX_STATEMENTS).filter_map(move |(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, value } => match **targets {
            [target] if file.enclosing_function(target) == function => Some((target, *value)),
            _ => None,
        },
        _ => None,
    })
}
