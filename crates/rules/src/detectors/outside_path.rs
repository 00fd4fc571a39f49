//! PV101: paths into which data is inserted.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::parameter::callers_choice;

pub(crate) struct OutsidePath;

impl Detector for OutsidePath {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        candidate.focus.retain(|&path: &ExprId| !cx.file.is_constant(path) && !is_uploaded_file(cx, path));
        let &path = candidate.focus.first()?;
        if let Some(function) = callers_choice(cx.file, path) {
            candidate.callers_decide = Some(format!(
                "the caller of `{function}` gives the whole path, nothing is added to a folder here; each caller is \
                 judged where it makes the path"
            ));
        } else if candidate.expr.is_some_and(|call| saves(cx, call)) {
            candidate.callers_decide = Some(
                "what `save` takes depends on the object; nothing shows that it is a path from a request".to_owned(),
            );
        }
        Some(candidate)
    }
}

/// Whether a call is one of a method `save`, which uploaded files have, and much else.
fn saves(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "save")
}

/// `request.files["name"]`: the content of an uploaded file, not the path of one.
fn is_uploaded_file(cx: &Context<'_>, e: ExprId) -> bool {
    let ExprKind::Subscript { value, .. } = cx.tree().expr(cx.file.display(e).unwrap_or(e)).kind else { return false };
    cx.file.qualified_names(value).any(|name| matches!(name, "flask.request.files" | "quart.request.files"))
}
