//! PV204: queries of document databases. A value from a JSON body may be an operator, a text may not.

use semantic::{BindingKind, Const, SinkKind};
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::parameter::given;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct DocumentQuery;

/// Modules of document databases.
const DRIVERS: [&str; 12] = [
    "pymongo",
    "motor",
    "mongoengine",
    "flask_pymongo",
    "bson",
    "beanie",
    "odmantic",
    "redis",
    "elasticsearch",
    "opensearchpy",
    "neo4j",
    "py2neo",
];
/// Operators whose text the database evaluates as code.
const CODE: [&str; 3] = ["$where", "$function", "$accumulator"];
/// Keys of a search whose text is the source of a script.
const SCRIPTS: [&str; 3] = ["source", "inline", "script"];
/// Modules whose clients are given scripts and statements, and those whose clients are given searches.
const SCRIPTED: [&str; 3] = ["redis", "neo4j", "py2neo"];
const SEARCHED: [&str; 2] = ["elasticsearch", "opensearchpy"];
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
        let func = candidate.expr.and_then(|call| match cx.tree().expr(call).kind {
            ExprKind::Call { func, .. } => Some(func),
            _ => None,
        })?;
        let takes = |words: &[&str]| {
            cx.file.qualified_names(func).any(|name| words.iter().any(|word| name.split('.').next() == Some(word)))
        };
        let is_where = matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "where");
        // A script or a statement is code as a whole.
        if takes(&SCRIPTED) || is_where {
            candidate.focus.retain(|&query| !cx.file.is_constant(query));
            candidate.context = Some(SinkKind::Code);
            return (!candidate.focus.is_empty()).then_some(candidate);
        }
        let code: &[&str] = if takes(&SEARCHED) { &SCRIPTS } else { &CODE };
        let mut found = Vec::new();
        for &query in &candidate.focus {
            values(cx, query, code, &mut found);
        }
        // A text is no query, and still code: where both stand, the code is what is asked for.
        let has_code = found.iter().any(|&(e, is_code)| is_code && !cx.file.is_constant(e));
        candidate.context = has_code.then_some(SinkKind::Code);
        candidate.focus = found.into_iter().filter(|&(_, is_code)| is_code || !has_code).map(|(e, _)| e).collect();
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

/// The values of a query that may bring operators or code: objects, and the texts of `$where`, which are told apart.
fn values(cx: &Context<'_>, query: ExprId, scripts: &[&str], found: &mut Vec<(ExprId, bool)>) {
    let mut pending = vec![(query, false)];
    for _ in 0..MAX_PARTS {
        let Some((e, code)) = pending.pop() else { return };
        let given_back = returned(cx, e);
        if !given_back.is_empty() {
            pending.extend(given_back.into_iter().map(|value| (value, code)));
            continue;
        }
        match &cx.tree().expr(given(cx.file, e).unwrap_or(e)).kind {
            ExprKind::Dict(entries) => {
                if matches!(cx.tree().expr(e).kind, ExprKind::Name)
                    && let Some(binding) = cx.file.binding(e)
                {
                    pending.extend(cx.facts().updates(cx.file, binding).iter().map(|&value| (value, false)));
                }
                for (key, value) in entries {
                    let operator = key.and_then(|key| cx.file.constant(key));
                    let is_code = matches!(&operator, Some(Const::Str(name)) if scripts.contains(&&**name));
                    pending.push((*value, is_code));
                    pending.extend(key.filter(|_| operator.is_none()).map(|key| (key, true)));
                }
            }
            // `{"active": True} | request.get_json()`, `dict(request.get_json(), active=True)`
            ExprKind::Binary { left, op: BinaryOp::BitOr, right } => pending.extend([(*left, code), (*right, code)]),
            ExprKind::Call { func, args } if is_named(cx.file, *func, &["builtins.dict"]) => {
                pending.extend(args.iter().map(|arg| (arg.value(), code)));
            }
            ExprKind::List(items) | ExprKind::Tuple(items) => pending.extend(items.iter().map(|&item| (item, code))),
            _ if code || may_be_object(cx, e, 0) => found.push((e, code)),
            _ => {}
        }
    }
}

/// What a function of this file gives back, where `e` is a call of it, or a name for what it gave.
fn returned(cx: &Context<'_>, e: ExprId) -> Vec<ExprId> {
    let made = given(cx.file, e).unwrap_or(e);
    let ExprKind::Call { func, .. } = cx.tree().expr(made).kind else { return Vec::new() };
    let function = match cx.tree().expr(func).kind {
        ExprKind::Name => cx.file.binding(func).map(|binding| cx.file.binding_info(binding).kind),
        _ => cx.file.attribute_bindings(func).and_then(|(kinds, _)| match kinds[..] {
            [only] => Some(only),
            _ => None,
        }),
    };
    match function {
        Some(BindingKind::Function(function)) => cx.file.returned_values(function).collect(),
        _ => Vec::new(),
    }
}

/// Whether a value may be more than a text: it comes out of JSON, or nothing says that it does not.
fn may_be_object(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    match &cx.tree().expr(e).kind {
        ExprKind::Name => match given(cx.file, e) {
            Some(made) if made != e => may_be_object(cx, made, depth + 1),
            _ => true,
        },
        ExprKind::Subscript { value, .. } => may_be_object(cx, *value, depth + 1),
        ExprKind::Await(inner) => may_be_object(cx, *inner, depth + 1),
        ExprKind::Attribute { attr, .. } => OBJECTS.contains(&cx.tree().text(attr.span)),
        ExprKind::Call { func, .. } => match cx.tree().expr(*func).kind {
            // `body.get("name")` is what `body` is.
            ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "get" => {
                may_be_object(cx, value, depth + 1)
            }
            ExprKind::Attribute { attr, .. } if OBJECTS.contains(&cx.tree().text(attr.span)) => true,
            _ => returned(cx, e).into_iter().any(|value| may_be_object(cx, value, depth + 1)),
        },
        _ => false,
    }
}
