//! PV383: Tornado's check of forms, switched off by a handler.

use syntax::ast::{ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::around::bases;
use crate::detector::{Context, Detector};

pub(crate) struct TornadoXsrf;

impl Detector for TornadoXsrf {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        if cx.file.definition_name(function) != "check_xsrf_cookie" {
            return;
        }
        let class = cx.file.enclosing_class_of(function).and_then(|class| cx.file.class(class));
        let is_handler = class.is_some_and(|class| bases(cx.file, class).any(|base| base.ends_with("Handler")));
        let Some(definition) = cx.file.function(function).filter(|_| is_handler) else { return };
        let does_nothing = definition.body.iter().all(|&stmt| match cx.tree().stmt(stmt).kind {
            StmtKind::Pass => true,
            StmtKind::Return(value) => value.is_none_or(|value| cx.file.is_constant(value)),
            StmtKind::Expr(value) => matches!(cx.tree().expr(value).kind, ExprKind::Str(_) | ExprKind::Ellipsis),
            _ => false,
        });
        if does_nothing {
            let span = cx.tree().stmt(function).span;
            let message = "`check_xsrf_cookie` checks nothing, so this handler accepts what another site has a visitor's \
                           browser send. Remove the method, or check a signature in it.";
            let candidate = Candidate::new(cx.rule, span, message.to_owned());
            cx.report(candidate);
        }
    }
}
