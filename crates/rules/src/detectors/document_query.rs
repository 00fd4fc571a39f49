//! PV204: queries of document databases. A value from a JSON body may be an operator, a text may not.

use semantic::Const;
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct DocumentQuery;

/// Modules of document databases.
const DRIVERS: [&str; 5] = ["pymongo", "motor", "mongoengine", "flask_pymongo", "bson"];
/// Operators whose text the database evaluates as code.
const CODE: [&str; 3] = ["$where", "$function", "$accumulator"];
/// Where objects and not only texts come from.
const OBJECTS: [&str; 6] = ["get_json", "json", "loads", "from_json", "data", "model_dump"];
/// How many expressions of one query are looked at.
const MAX_PARTS: usize = 400;
/// How many names are followed to see where a value comes from.
const MAX_DEPTH: usize = 6;

impl Detector for DocumentQuery {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        if !uses_driver(cx) {
            return None;
        }
        let mut focus = Vec::new();
        for &query in &candidate.focus {
            values(cx, query, &mut focus);
        }
        candidate.focus = focus;
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}

fn uses_driver(cx: &Context<'_>) -> bool {
    let is_driver = |dotted: &str| DRIVERS.contains(&dotted.split('.').next().unwrap_or(dotted));
    cx.tree().stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Import(names) => names.iter().any(|alias| is_driver(cx.tree().text(alias.name))),
        StmtKind::ImportFrom { module: Some(module), .. } => is_driver(cx.tree().text(*module)),
        _ => false,
    })
}

/// The values of a query that may bring operators or code: objects, and the texts of `$where`.
fn values(cx: &Context<'_>, query: ExprId, found: &mut Vec<ExprId>) {
    let mut pending = vec![(query, false)];
    for _ in 0..MAX_PARTS {
        let Some((e, code)) = pending.pop() else { return };
        match &cx.tree().expr(cx.file.display(e).unwrap_or(e)).kind {
            ExprKind::Dict(entries) => {
                for (key, value) in entries {
                    let operator = key.and_then(|key| cx.file.constant(key));
                    let is_code = matches!(&operator, Some(Const::Str(name)) if CODE.contains(&&**name));
                    pending.push((*value, is_code));
                    pending.extend(key.filter(|_| operator.is_none()).map(|key| (key, true)));
                }
            }
            ExprKind::List(items) | ExprKind::Tuple(items) => pending.extend(items.iter().map(|&item| (item, code))),
            _ if code || may_be_object(cx, e, 0) => found.push(e),
            _ => {}
        }
    }
}

/// Whether a value may be more than a text: it comes out of JSON, or nothing says that it does not.
fn may_be_object(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    match &cx.tree().expr(e).kind {
        ExprKind::Name => match cx.file.display(e) {
            Some(made) if made != e => may_be_object(cx, made, depth + 1),
            _ => true,
        },
        ExprKind::Subscript { value, .. } => may_be_object(cx, *value, depth + 1),
        ExprKind::Attribute { attr, .. } => OBJECTS.contains(&cx.tree().text(attr.span)),
        ExprKind::Call { func, .. } => match cx.tree().expr(*func).kind {
            // `body.get("name")` is what `body` is.
            ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "get" => {
                may_be_object(cx, value, depth + 1)
            }
            ExprKind::Attribute { attr, .. } => OBJECTS.contains(&cx.tree().text(attr.span)),
            _ => false,
        },
        _ => false,
    }
}
