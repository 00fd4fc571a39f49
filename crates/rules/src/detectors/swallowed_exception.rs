//! PV905: every exception becomes an ordinary value, and nobody learns of it.

use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::handler::{self, Catches};
use crate::code::loops::any_part;
use crate::detector::{Context, Detector};

pub(crate) struct SwallowedException;

const MESSAGE: &str = "Every exception becomes an ordinary value here, and neither a log nor a caller learns of it: a fault looks like \
                       a result. Catch the exceptions that are expected, and log the others.";

/// How many statements of the handler are looked at: one that does more does something about it.
const MAX_STATEMENTS: usize = 4;

impl Detector for SwallowedException {
    fn attempt(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Try { body, handlers, .. } = &cx.tree().stmt(stmt).kind else { return };
        for handler in handlers {
            if handler::catches(cx, handler) == Catches::Named
                || handler.types.is_none()
                || handler.body.len() > MAX_STATEMENTS
                || !handler.body.iter().all(|&inner| only_gives_a_value(cx, inner))
                || matches!(*handler.body, [only] if handler::does_nothing(cx, only))
            {
                continue;
            }
            let head = handler.types.map_or(handler.span.end, |types| cx.tree().expr(types).span.end);
            let mut candidate = Candidate::new(cx.rule, Span::new(handler.span.start, head), MESSAGE.to_owned());
            candidate.dismissed = handler::harmless(cx, stmt, body).map(str::to_owned);
            cx.report(candidate);
        }
    }
}

/// Whether the statement does nothing but give or return a value that nothing has to compute.
fn only_gives_a_value(cx: &Context<'_>, stmt: StmtId) -> bool {
    let is_plain = |e: ExprId| {
        !any_part(cx.file, e, |part| {
            matches!(
                cx.tree().expr(part).kind,
                ExprKind::Call { .. }
                    | ExprKind::Await(_)
                    | ExprKind::Yield(_)
                    | ExprKind::YieldFrom(_)
                    | ExprKind::FString(_)
            ) || is_exception(cx, part)
        })
    };
    match &cx.tree().stmt(stmt).kind {
        StmtKind::Return(value) => value.is_none_or(is_plain),
        StmtKind::Assign { value, .. } | StmtKind::AnnAssign { value: Some(value), .. } => is_plain(*value),
        StmtKind::Pass | StmtKind::Continue | StmtKind::Break => true,
        _ => false,
    }
}

/// Whether the name is what `except … as` gave: then somebody is told of it.
fn is_exception(cx: &Context<'_>, e: ExprId) -> bool {
    matches!(cx.tree().expr(e).kind, ExprKind::Name)
        && cx
            .file
            .binding(e)
            .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, semantic::BindingKind::Except(_)))
}
