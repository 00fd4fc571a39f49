//! PV210: what is written to a visitor's session.

use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::detector::{Context, Detector};

pub(crate) struct SessionStore;

const MESSAGE: &str = "Data of a request is stored in the session, which the rest of the program believes. Check it against \
                       a list or a type first, and keep the keys fixed.";

impl Detector for SessionStore {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let (targets, value) = match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => (targets.to_vec(), *value),
            StmtKind::AugAssign { target, value, .. } => (vec![*target], *value),
            _ => return,
        };
        for target in targets {
            let ExprKind::Subscript { value: object, index } = cx.tree().expr(target).kind else { continue };
            if is_session(cx, object) {
                report(cx, target, vec![value, index]);
            }
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, ref args } = cx.tree().expr(call).kind else { return };
        let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else { return };
        let stores = matches!(cx.tree().text(attr.span), "update" | "setdefault" | "__setitem__");
        if stores && !args.is_empty() && is_session(cx, object) {
            report(cx, call, args.iter().map(syntax::ast::Argument::value).collect());
        }
    }
}

fn report(cx: &mut Context<'_>, place: ExprId, focus: Vec<ExprId>) {
    let mut candidate = cx.candidate(place, MESSAGE);
    candidate.focus = focus;
    cx.report(candidate);
}

/// `flask.session`, or the `session` of something that is called a request.
fn is_session(cx: &Context<'_>, object: ExprId) -> bool {
    if cx.file.qualified_names(object).any(|name| matches!(name, "flask.session" | "quart.session")) {
        return true;
    }
    let ExprKind::Attribute { value, attr } = cx.tree().expr(object).kind else { return false };
    let holder = match cx.tree().expr(value).kind {
        ExprKind::Name => cx.text(value),
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
        _ => return false,
    };
    cx.tree().text(attr.span) == "session" && matches!(holder, "request" | "req")
}
