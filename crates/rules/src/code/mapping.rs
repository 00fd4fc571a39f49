//! What mappings hold under their names: displays, calls of `dict`, and what is stored into them afterwards.

use semantic::{FileModel, Filling};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::code::around::calls_in;

/// Names with what they are given, in the order of the code.
pub(crate) type Named = Vec<(String, ExprId)>;

/// Statements of a file that are looked at for one mapping: more than people write into a file.
const MAX_STATEMENTS: usize = 5_000;

/// Mappings inside of each other that are looked into.
const MAX_MAPPINGS: u32 = 8;

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

/// The entries of a mapping where `mapping` stands: those that it was made with, and what its function put into it before, also where a condition decides.
/// `None` where something else may have changed it.
pub(crate) fn entries(file: &FileModel, mapping: ExprId) -> Option<Named> {
    if let Some(made) = file.display(mapping) {
        return spelled(file, made);
    }
    let tree = file.module();
    let filled = file.filled(mapping)?;
    let function = file.enclosing_function(mapping);
    if file.enclosing_function(filled.made) != function {
        return None;
    }
    let (name, before) = (tree.text(tree.expr(mapping).span), tree.expr(mapping).span.start);
    let is_it = |e: ExprId| matches!(tree.expr(e).kind, ExprKind::Name) && tree.text(tree.expr(e).span) == name;
    // `add_claims(claims)`: what it puts into it is not seen.
    let around = function.map_or(Span::new(0, before), |function| tree.stmt(function).span);
    let is_handed = calls_in(file, around).any(|call| {
        let ExprKind::Call { args, .. } = &tree.expr(call).kind else { return false };
        let handed = || args.iter().any(|arg| matches!(arg, Argument::Positional(value) | Argument::Keyword { value, .. } if is_it(*value) && *value != mapping));
        tree.expr(call).span.end <= before && file.enclosing_function(call) == function && handed()
    });
    if is_handed {
        return None;
    }
    let mut named = spelled(file, filled.made)?;
    for fill in filled.fills {
        match fill.what {
            Filling::Entry { key, value } => named.push((file.constant(key)?.as_str()?.to_owned(), value)),
            Filling::Keyword { name, value } => named.push((tree.text(name).to_owned(), value)),
            Filling::All(other) => named.extend(spelled(file, file.display(other)?)?),
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
