//! S108: paths in folders that everyone on the machine can write to.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind, FPart};

use crate::detector::{Context, Detector};

pub(crate) struct TempFile;

const MESSAGE: &str = "This path lies in a folder that every user of the machine can write to, so another user can put \
                       a file or a link there first and read or redirect what is written. Let `tempfile` choose the name.";

impl Detector for TempFile {
    fn expression(&self, cx: &mut Context<'_>, expr: ExprId) {
        let start = match &cx.tree().expr(expr).kind {
            ExprKind::Str(_) => cx.file.constant(expr).and_then(|value| value.as_str().map(str::to_owned)),
            ExprKind::FString(parts) => match parts.first() {
                Some(FPart::Literal { .. }) => Some(cx.facts().known_start(cx.file, expr).to_string()),
                _ => None,
            },
            _ => None,
        };
        let Some(start) = start else { return };
        if !cx.settings.temp_directories.iter().any(|folder| {
            start.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }) {
            return;
        }
        if start.contains(['\n', ' ']) {
            return;
        }
        let mut candidate = cx.candidate(expr, MESSAGE);
        if let Node::Expr(parent) = cx.file.parent(expr) {
            match used_by(cx, parent, expr) {
                Use::Tempfile => return,
                Use::Compared => candidate.dismissed = Some("the path is only compared with".to_owned()),
                Use::Other => {}
            }
        }
        cx.report(candidate);
    }
}

enum Use {
    /// `tempfile` makes a name inside the folder that nobody can foresee.
    Tempfile,
    /// A comparison or a test of a beginning.
    Compared,
    Other,
}

fn used_by(cx: &Context<'_>, parent: ExprId, path: ExprId) -> Use {
    match cx.tree().expr(parent).kind {
        ExprKind::Compare { .. } => Use::Compared,
        // `startswith(("/tmp/", "/var/tmp/"))`
        ExprKind::Tuple(_) => match cx.file.parent(parent) {
            Node::Expr(call) if matches!(cx.tree().expr(call).kind, ExprKind::Call { .. }) => used_by(cx, call, parent),
            _ => Use::Other,
        },
        ExprKind::Call { func, .. } if func != path => {
            if cx.file.qualified_names(func).any(|name| name.starts_with("tempfile.")) {
                return Use::Tempfile;
            }
            match cx.tree().expr(func).kind {
                ExprKind::Attribute { attr, .. }
                    if matches!(
                        cx.tree().text(attr.span),
                        "startswith" | "endswith" | "is_relative_to" | "removeprefix" | "relative_to"
                    ) =>
                {
                    Use::Compared
                }
                _ => Use::Other,
            }
        }
        _ => Use::Other,
    }
}
