//! S608: a statement that grows by `+=` gets its values beside it, in a list that grows with it.

use semantic::BindingKind;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::sql::{self, Style};
use crate::strings;
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
        let (func, args) = fix.parts(call)?;
        let style = match args.first()? {
            Argument::Positional(given) if *given != statement => Style::Named,
            _ => sql::style(fix, func).filter(|style| matches!(style, Style::Question | Style::Percent))?,
        };
        let pieces = pieces(fix, statement)?;
        if !pieces.iter().any(|piece| !piece.is_first) {
            return None;
        }
        let params = fix.free_name("params");
        let mut names = Named::new();
        for piece in pieces {
            let (values, own) = bound(fix, &piece, style, &names)?;
            let line = match (style, piece.is_first, &*values) {
                (Style::Named, true, _) => Some(format!("{params} = {{{}}}", entries(fix, &own))),
                (_, true, _) => Some(format!("{params} = [{}]", values.join(", "))),
                (_, false, []) => None,
                (Style::Named, false, _) => Some(format!("{params}.update({{{}}})", entries(fix, &own))),
                (_, false, [value]) if !value.starts_with('*') => Some(format!("{params}.append({value})")),
                (_, false, _) => Some(format!("{params}.extend([{}])", values.join(", "))),
            };
            if let Some(line) = line {
                fix.before(piece.stmt, &[line])?;
            }
            names.extend(own);
        }
        fix.add_argument(call, &params)
    }
}

/// `"name": value` for each.
fn entries(fix: &Fix<'_>, named: &[(String, String)]) -> String {
    let quote = strings::quote(fix);
    let entries: Vec<String> = named.iter().map(|(name, value)| format!("{quote}{name}{quote}: {value}")).collect();
    entries.join(", ")
}

/// Names for values, with them.
type Named = Vec<(String, String)>;

/// Takes the values out of a piece: as elements of a list, and by names beside the `others`.
fn bound(fix: &mut Fix<'_>, piece: &Piece, style: Style, others: &Named) -> Option<(Vec<String>, Named)> {
    // With values beside it every percent sign of the text counts, and in a text of SQLAlchemy every colon.
    let is_plain = |text: &str| match style {
        Style::Percent => !text.contains('%'),
        Style::Named => !text.contains(':'),
        Style::Question | Style::Dollar => true,
    };
    if fix.file.constant(piece.value).is_some() || matches!(fix.kind(piece.value), ExprKind::Str(_)) {
        return is_plain(fix.text(piece.value)).then(Default::default);
    }
    let template = template::of(fix, piece.value)?;
    let bound = sql::bound_beside(fix, &template.parts, others)?;
    if !bound.texts.iter().all(|text| is_plain(text)) || (style == Style::Named && bound.has_list()) {
        return None;
    }
    sql::rewrite(fix, &template, &bound, style, false)?;
    Some((bound.elements(), bound.names))
}

/// The call that runs the statement, and the name that it is given.
fn execution(fix: &Fix<'_>) -> Option<(ExprId, ExprId)> {
    let given = |call: ExprId| {
        let (func, args) = fix.parts(call)?;
        let [Argument::Positional(given)] = *args else { return None };
        let statement = match fix.parts(given) {
            Some((text, &[Argument::Positional(statement)])) if fix.is_named(text, &sql::TEXT) => statement,
            _ => given,
        };
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
