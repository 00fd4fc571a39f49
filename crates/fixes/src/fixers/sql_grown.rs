//! S608: a statement that grows by `+=` gets its values beside it, in a list that grows with it.

use semantic::BindingKind;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::sql::{self, Style};
use crate::template;

pub(crate) struct SqlGrown;

/// A piece of the statement: the assignment, and its value.
struct Piece {
    stmt: StmtId,
    value: ExprId,
    is_first: bool,
}

impl Fixer for SqlGrown {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let (call, statement) = execution(fix)?;
        let (func, _) = fix.parts(call)?;
        let style = sql::style(fix, func).filter(|style| matches!(style, Style::Question | Style::Percent))?;
        let pieces = pieces(fix, statement)?;
        if !pieces.iter().any(|piece| !piece.is_first) {
            return None;
        }
        let params = fix.free_name("params");
        for piece in pieces {
            // With values beside it every percent sign of the text counts.
            if style == Style::Percent && fix.text(piece.value).contains("%%") {
                return None;
            }
            let mut values = Vec::new();
            if fix.file.constant(piece.value).is_none() && !matches!(fix.kind(piece.value), ExprKind::Str(_)) {
                let template = template::of(fix, piece.value)?;
                let bound = sql::bound(fix, &template.parts)?;
                if style == Style::Percent && bound.texts.iter().any(|text| text.contains('%')) {
                    return None;
                }
                sql::rewrite(fix, &template, &bound, style, false)?;
                values = bound.elements();
            } else if style == Style::Percent && fix.text(piece.value).contains('%') {
                return None;
            }
            match (piece.is_first, &*values) {
                (true, _) => fix.before(piece.stmt, &[format!("{params} = [{}]", values.join(", "))])?,
                (false, []) => {}
                (false, [value]) if !value.starts_with('*') => {
                    fix.before(piece.stmt, &[format!("{params}.append({value})")])?;
                }
                (false, _) => fix.before(piece.stmt, &[format!("{params}.extend([{}])", values.join(", "))])?,
            }
        }
        fix.add_argument(call, &params)
    }
}

/// The call that runs the statement, and the name that it is given.
fn execution(fix: &Fix<'_>) -> Option<(ExprId, ExprId)> {
    let given = |call: ExprId| {
        let (func, args) = fix.parts(call)?;
        let [Argument::Positional(statement)] = *args else { return None };
        let is_run =
            matches!(fix.kind(func), ExprKind::Attribute { attr, .. } if fix.tree().text(attr.span) == "execute");
        (is_run && matches!(fix.kind(statement), ExprKind::Name)).then_some((call, statement))
    };
    if let Some(found) = fix.site.sink.and_then(given) {
        return Some(found);
    }
    // A piece that is found by itself: what runs it is in the same function.
    let name = match fix.tree().stmt(fix.statement()?).kind {
        StmtKind::AugAssign { target, .. } => target,
        StmtKind::Assign { ref targets, .. } => *targets.first()?,
        _ => return None,
    };
    let function = fix.file.enclosing_function(name);
    let is_its = |&(_, statement): &(ExprId, ExprId)| {
        fix.text(statement) == fix.text(name) && fix.file.enclosing_function(statement) == function
    };
    let mut runs = fix.file.calls().iter().filter_map(|&call| given(call)).filter(is_its);
    runs.next().filter(|_| runs.next().is_none())
}

/// All assignments that make the statement, in source order; `None` if it is used or made in another way.
fn pieces(fix: &Fix<'_>, statement: ExprId) -> Option<Vec<Piece>> {
    let name = fix.text(statement);
    let reaching = fix.file.reaching(statement);
    let scope = fix.file.binding_info(*reaching.first()?).scope;
    let function = fix.file.enclosing_function(statement)?;
    let mut pieces = Vec::new();
    let mut targets = Vec::new();
    for info in fix.file.bindings() {
        if info.scope != scope || fix.tree().text(info.span) != name {
            continue;
        }
        let (stmt, value, is_first) = match info.kind {
            BindingKind::Assign { stmt, value: Some(value) } => (stmt, value, true),
            BindingKind::AugAssign(stmt) => match fix.tree().stmt(stmt).kind {
                StmtKind::AugAssign { op: BinaryOp::Add, value, .. } => (stmt, value, false),
                _ => return None,
            },
            _ => return None,
        };
        let is_whole = match &fix.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value: all } => *all == value && targets.len() == 1,
            _ => !is_first,
        };
        if !is_whole || fix.file.enclosing_function_of(stmt) != Some(function) {
            return None;
        }
        targets.push(info.span);
        pieces.push(Piece { stmt, value, is_first });
    }
    pieces.sort_by_key(|piece| fix.tree().stmt(piece.stmt).span);
    let one_first = pieces.iter().filter(|piece| piece.is_first).count() == 1;
    let is_other_use = |(e, expr): (ExprId, &syntax::ast::Expr)| {
        matches!(expr.kind, ExprKind::Name)
            && e != statement
            && fix.tree().text(expr.span) == name
            && !targets.contains(&expr.span)
            && fix.file.enclosing_function(e) == Some(function)
    };
    let is_right = one_first && pieces.first()?.is_first && !fix.tree().exprs().any(is_other_use);
    is_right.then_some(pieces)
}
