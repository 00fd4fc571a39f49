//! PV383: Tornado's check of forms, switched off by a handler.

use secrets::words;
use syntax::ast::{Class, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::bases;
use crate::detector::{Context, Detector};

pub(crate) struct TornadoXsrf;

/// Less harm: browsers report by themselves, and other services call, and neither has a token.
const OF_MACHINES: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:L/A:N";

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
            let only_reads = class.is_some_and(|class| answers_reads_alone(cx, class));
            let span = cx.tree().stmt(function).span;
            let message = "`check_xsrf_cookie` checks nothing, so this handler accepts what another site has a visitor's \
                           browser send. Remove the method, or check a signature in it.";
            let mut candidate = Candidate::new(cx.rule, span, message.to_owned());
            let of_machines = cx.file.enclosing_class_of(function).is_some_and(|class| {
                words(cx.file.definition_name(class))
                    .iter()
                    .any(|word| matches!(&**word, "csp" | "report" | "webhook" | "hook" | "callback"))
            });
            if of_machines {
                candidate.cvss = Some(OF_MACHINES);
            }
            candidate.dismissed =
                only_reads.then(|| "the handler only answers requests that change nothing".to_owned());
            cx.report(candidate);
        }
    }
}

/// Whether a handler answers requests, and none that changes anything: its `post` and the like only refuse. A class without such
/// methods is there for others to build on.
fn answers_reads_alone(cx: &Context<'_>, class: &Class) -> bool {
    let mut answers = false;
    for &stmt in &class.body {
        let Some(method) = cx.file.function(stmt) else { continue };
        let refuses =
            matches!(method.body.last().map(|&last| &cx.tree().stmt(last).kind), Some(StmtKind::Raise { .. }));
        match cx.file.definition_name(stmt) {
            "get" | "head" | "options" => answers = true,
            // Whatever comes is sent away before a method is looked for.
            "prepare" if refuses => return true,
            "post" | "put" | "patch" | "delete" | "prepare" if !refuses => return false,
            _ => {}
        }
    }
    answers
}
