//! PV472: texts written where type hints are kept, which are run as code when somebody asks for them.

use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::detector::{Context, Detector};

pub(crate) struct AnnotationWrite;

const MESSAGE: &str = "A type hint that is a text is run as an expression by `typing.get_type_hints` and its like. If data from outside decides \
                       the text, it runs as code. Write a type, chosen from a table of types.";

impl Detector for AnnotationWrite {
    /// `cls.__annotations__[name] = value`, `cls.__annotations__ = hints`
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let is_hint = |target: &ExprId| match cx.tree().expr(*target).kind {
            ExprKind::Subscript { value, .. } => is_annotations(cx, value),
            _ => is_annotations(cx, *target),
        };
        if targets.iter().any(is_hint) && !cx.file.is_constant(*value) {
            let mut candidate = cx.candidate(*value, MESSAGE);
            candidate.focus = vec![*value];
            cx.report(candidate);
        }
    }
}

fn is_annotations(cx: &Context<'_>, e: ExprId) -> bool {
    matches!(cx.tree().expr(e).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "__annotations__")
}
