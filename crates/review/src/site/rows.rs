//! Loops that register a route for each entry of a table that is written down: what the loops' names stand for, entry by entry.

use semantic::{Const, FileModel, Node};
use syntax::ast::{ExprId, ExprKind, StmtKind};

/// What names of loops stand for in one turn.
pub(super) type Row = Vec<(String, ExprId)>;

/// Loops around one call, steps up to them, and turns of all of them together.
const MAX_LOOPS: usize = 4;
const MAX_STEPS: usize = 24;
const MAX_ROWS: usize = 400;

/// The turns of the loops around a call; one in which no name is known where there is no loop, or none over a table.
pub(super) fn rows(file: &FileModel, call: ExprId) -> Vec<Row> {
    let mut rows = vec![Row::new()];
    for (target, iter) in around(file, call).into_iter().rev() {
        let mut next = Vec::new();
        for row in &rows {
            let turns = turns(file, target, in_row(file, row, iter));
            next.extend(turns.into_iter().map(|turn| row.iter().cloned().chain(turn).collect::<Row>()));
        }
        // Nothing is known of this loop: its names stand for themselves.
        if !next.is_empty() {
            rows = next;
        }
        rows.truncate(MAX_ROWS);
    }
    rows
}

/// What an expression stands for in a turn.
pub(super) fn in_row(file: &FileModel, row: &Row, e: ExprId) -> ExprId {
    // `entry[0]`: the part at that place, where the turn's entry is written down.
    if let ExprKind::Subscript { value, index } = file.module().expr(e).kind
        && !row.is_empty()
    {
        return part(file, named(file, row, value), index).unwrap_or(e);
    }
    named(file, row, e)
}

fn named(file: &FileModel, row: &Row, e: ExprId) -> ExprId {
    let mut at = e;
    for _ in 0..MAX_LOOPS {
        if row.is_empty() || !matches!(file.module().expr(at).kind, ExprKind::Name) {
            return at;
        }
        let name = file.module().text(file.module().expr(at).span);
        match row.iter().rev().find(|(known, _)| known == name) {
            Some((_, value)) if *value != at => at = *value,
            _ => return at,
        }
    }
    at
}

fn part(file: &FileModel, entry: ExprId, index: ExprId) -> Option<ExprId> {
    let (ExprKind::Tuple(parts) | ExprKind::List(parts)) = &file.module().expr(entry).kind else { return None };
    match file.constant(index) {
        Some(Const::Int(at)) => parts.get(usize::try_from(at).ok()?).copied(),
        _ => None,
    }
}

/// Targets and tables of the loops and comprehensions around a call, the inner ones first.
fn around(file: &FileModel, call: ExprId) -> Vec<(ExprId, ExprId)> {
    let module = file.module();
    let mut found = Vec::new();
    let mut at = call;
    for _ in 0..MAX_STEPS {
        let Node::Expr(parent) = file.parent(at) else { break };
        if let ExprKind::Comprehension { clauses, .. } = &module.expr(parent).kind {
            found.extend(clauses.iter().rev().map(|clause| (clause.target, clause.iter)));
        }
        at = parent;
    }
    let mut stmt = file.enclosing_stmt(call);
    for _ in 0..MAX_STEPS {
        let Some(id) = stmt else { break };
        match module.stmt(id).kind {
            StmtKind::For { target, iter, .. } => found.push((target, iter)),
            _ if file.function(id).is_some() || file.class(id).is_some() => break,
            _ => {}
        }
        stmt = file.stmt_parent(id);
    }
    found.truncate(MAX_LOOPS);
    found
}

/// The names of a loop's target.
fn names(file: &FileModel, target: ExprId) -> Option<Vec<String>> {
    let module = file.module();
    let name =
        |e: ExprId| matches!(module.expr(e).kind, ExprKind::Name).then(|| module.text(module.expr(e).span).to_owned());
    match &module.expr(target).kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) => parts.iter().map(|&part| name(part)).collect(),
        _ => name(target).map(|name| vec![name]),
    }
}

/// What the target's names stand for, turn by turn; nothing if that is not written down.
fn turns(file: &FileModel, target: ExprId, iter: ExprId) -> Vec<Row> {
    let module = file.module();
    let Some(names) = names(file, target) else { return Vec::new() };
    let list = |e: ExprId| file.display(e).unwrap_or(e);
    let turn = |parts: &[ExprId]| -> Option<Row> {
        (parts.len() == names.len()).then(|| names.iter().cloned().zip(parts.iter().copied()).collect())
    };
    match &module.expr(list(iter)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
            let of = |&item: &ExprId| match &module.expr(item).kind {
                ExprKind::Tuple(parts) | ExprKind::List(parts) if names.len() > 1 => turn(parts),
                _ => turn(&[item]),
            };
            items.iter().take(MAX_ROWS).filter_map(of).collect()
        }
        // `for path, view in ROUTES.items():`
        ExprKind::Call { func, args } if args.is_empty() => match module.expr(*func).kind {
            ExprKind::Attribute { value, attr } if module.text(attr.span) == "items" => {
                let ExprKind::Dict(entries) = &module.expr(list(value)).kind else { return Vec::new() };
                entries.iter().take(MAX_ROWS).filter_map(|&(key, value)| turn(&[key?, value])).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
