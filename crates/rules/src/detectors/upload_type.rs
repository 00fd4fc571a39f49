//! PV221: uploads of any type, kept where the web server delivers them.

use semantic::{Const, Node};
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtId};

use crate::Candidate;
use crate::detector::{Context, Detector};
use secrets::words;

pub(crate) struct UploadType;

/// Words of folders, and of settings that name them, which a web server delivers to browsers.
const SERVED: [&str; 8] = ["static", "public", "htdocs", "wwwroot", "www", "html", "media", "webroot"];
/// Words of names that a check of the type goes by.
const TYPES: [&str; 9] =
    ["ext", "extension", "extensions", "suffix", "mimetype", "mime", "allowed", "filetype", "endswith"];
/// Expressions of one path that are looked at.
const MAX_PARTS: usize = 64;
/// Names that are followed.
const MAX_DEPTH: usize = 4;

impl Detector for UploadType {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let &path = candidate.focus.first()?;
        if cx.file.is_constant(path) || !keeps_client_name(cx, path) {
            return None;
        }
        let function = cx.file.enclosing_function(path)?;
        if !is_served(cx, path) || looks_at_type(cx, function) {
            return None;
        }
        candidate.callers_decide =
            Some("nothing shows that the name comes from an upload; each caller is judged where it is".to_owned());
        Some(candidate)
    }
}

/// Every expression that the path is made of, names followed.
fn parts(cx: &Context<'_>, path: ExprId) -> Vec<ExprId> {
    let mut pending = vec![(path, 0)];
    let mut found = Vec::new();
    while let Some((e, depth)) = pending.pop()
        && found.len() < MAX_PARTS
    {
        found.push(e);
        match cx.file.display(e).filter(|&made| made != e) {
            Some(made) if depth < MAX_DEPTH => pending.push((made, depth + 1)),
            _ => cx.tree().children(e, &mut |child| pending.push((child, depth))),
        }
    }
    found
}

/// Whether the name that the client gave is part of the path.
fn keeps_client_name(cx: &Context<'_>, path: ExprId) -> bool {
    parts(cx, path).into_iter().any(|e| match cx.tree().expr(e).kind {
        ExprKind::Attribute { attr, .. } => matches!(cx.tree().text(attr.span), "filename" | "name" | "raw_filename"),
        ExprKind::Subscript { index, .. } => {
            matches!(cx.file.constant(index), Some(Const::Str(key)) if &*key == "filename")
        }
        _ => false,
    })
}

/// Whether the path lies in a folder that a web server delivers.
fn is_served(cx: &Context<'_>, path: ExprId) -> bool {
    let served = |name: &str| words(name).iter().any(|word| SERVED.contains(&&**word));
    parts(cx, path).into_iter().any(|e| match &cx.tree().expr(e).kind {
        ExprKind::Attribute { attr, .. } => served(cx.tree().text(attr.span)),
        ExprKind::Name => served(cx.text(e)),
        _ => match cx.file.constant(e) {
            Some(Const::Str(text)) => text.split('/').any(|folder| SERVED.contains(&folder)),
            _ => false,
        },
    })
}

/// Whether the function asks for the type of the file: it compares an ending or a media type, or calls what says so.
fn looks_at_type(cx: &Context<'_>, function: StmtId) -> bool {
    let span = cx.tree().stmt(function).span;
    let speaks = |e: ExprId| {
        let name = match cx.tree().expr(e).kind {
            ExprKind::Name => cx.text(e),
            ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
            _ => return false,
        };
        name == "content_type" || words(name).iter().any(|word| TYPES.contains(&&**word))
    };
    cx.tree().exprs().filter(|(_, expr)| span.contains(expr.span)).any(|(id, expr)| match &expr.kind {
        ExprKind::Compare { left, rest } => {
            let is_check =
                |op: &CompareOp| matches!(op, CompareOp::In | CompareOp::NotIn | CompareOp::Eq | CompareOp::NotEq);
            rest.iter().any(|(op, right)| is_check(op) && (mentions(cx, *left, speaks) || speaks(*right)))
        }
        ExprKind::Call { func, .. } => speaks(*func) && !matches!(cx.file.parent(id), Node::Module),
        _ => false,
    })
}

/// Whether an expression, or one that it is made of, has a name of that sort.
fn mentions(cx: &Context<'_>, e: ExprId, speaks: impl Fn(ExprId) -> bool) -> bool {
    let mut pending = vec![e];
    for _ in 0..MAX_PARTS {
        let Some(e) = pending.pop() else { return false };
        if speaks(e) {
            return true;
        }
        cx.tree().children(e, &mut |child| pending.push(child));
    }
    false
}
