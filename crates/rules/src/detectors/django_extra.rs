//! S610: pieces of SQL that `QuerySet.extra` is given.

use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::written::{is_text, keyword};
use crate::detector::{Context, Detector};

pub(crate) struct DjangoExtra;

/// The parameters that hold SQL, and their positions.
const PIECES: [(&str, usize); 4] = [("select", 0), ("where", 1), ("tables", 3), ("order_by", 4)];

/// How many elements of one argument are looked at.
const MAX_ELEMENTS: usize = 200;

impl Detector for DjangoExtra {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        candidate.beyond = true;
        for (name, position) in PIECES {
            let Some(argument) = args.argument(Some(position), Some(name)) else { continue };
            let (open, seen) = open_pieces(cx, argument, name == "select");
            candidate.focus.extend(open);
            candidate.beyond &= !(seen && name != "order_by");
        }
        if candidate.focus.is_empty() {
            return None;
        }
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        if let ExprKind::Attribute { attr, .. } = cx.tree().expr(func).kind {
            candidate.span = Span::new(attr.span.start, candidate.span.end);
        }
        let by_name = PIECES.iter().any(|(name, _)| keyword(cx.file, call, name).is_some());
        let is_query = by_name
            || cx.facts().imports("django")
            || cx.file.qualified_names(func).any(|name| name.starts_with("django."))
            || cx.text(func).contains(".objects");
        if !is_query {
            candidate.dismissed =
                Some("nothing here shows a query of Django: the method only has the same name".to_owned());
        }
        Some(candidate)
    }
}

/// The parts of an argument that are not written out as texts, and whether that is so at its place, too.
fn open_pieces(cx: &Context<'_>, argument: ExprId, is_dict: bool) -> (Vec<ExprId>, bool) {
    let open = |e: ExprId| !is_text(cx.file, e);
    let at = cx.file.display(argument).unwrap_or(argument);
    let (parts, kind_fits): (Vec<ExprId>, bool) = match &cx.tree().expr(at).kind {
        ExprKind::Dict(entries) => {
            let parts = entries.iter().take(MAX_ELEMENTS).flat_map(|&(key, value)| key.into_iter().chain([value]));
            (parts.filter(|&e| open(e)).collect(), is_dict)
        }
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            let listed = matches!(cx.tree().expr(at).kind, ExprKind::List(_));
            (items.iter().copied().take(MAX_ELEMENTS).filter(|&e| open(e)).collect(), listed && !is_dict)
        }
        ExprKind::None => return (Vec::new(), false),
        _ => (vec![at], false),
    };
    // Behind a name, or in another kind of collection, Ruff sees no texts.
    let seen = at != argument || !kind_fits || !parts.is_empty();
    let parts = if parts.is_empty() && seen { vec![argument] } else { parts };
    (parts, seen)
}
