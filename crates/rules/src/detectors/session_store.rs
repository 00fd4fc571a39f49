//! PV210: what is written to a visitor's session.

use secrets::words;
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
                let known = cx.facts().known_start(cx.file, index);
                if known.is_empty() && !cx.file.is_constant(index) {
                    // Whoever names the key decides about everything in the session.
                    report(cx, target, vec![index], false);
                    report(cx, value, vec![value], true);
                } else {
                    report(cx, target, vec![value, index], !known.is_empty() && !is_believed(&known));
                }
            }
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, ref args } = cx.tree().expr(call).kind else { return };
        let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else { return };
        let stores = matches!(cx.tree().text(attr.span), "update" | "setdefault" | "__setitem__");
        if stores && !args.is_empty() && is_session(cx, object) {
            report(cx, call, args.iter().map(syntax::ast::Argument::value).collect(), false);
        }
    }
}

/// Words of keys on whose values decisions rest: who somebody is, what they may do, what they pay.
const BELIEVED: [&str; 44] = [
    "user",
    "users",
    "username",
    "userid",
    "uid",
    "id",
    "name",
    "account",
    "login",
    "logged",
    "auth",
    "authenticated",
    "role",
    "roles",
    "admin",
    "superuser",
    "staff",
    "group",
    "groups",
    "perm",
    "permission",
    "permissions",
    "level",
    "tier",
    "plan",
    "owner",
    "member",
    "customer",
    "tenant",
    "org",
    "organization",
    "company",
    "scope",
    "verified",
    "price",
    "total",
    "amount",
    "discount",
    "balance",
    "credit",
    "quota",
    "is",
    "can",
    "has",
];

/// Less harm: what is stored is a matter of the visitor's own, such as a language or a page to go back to.
const OWN: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

fn is_believed(key: &str) -> bool {
    words(key).iter().any(|word| BELIEVED.contains(&&**word))
}

fn report(cx: &mut Context<'_>, place: ExprId, focus: Vec<ExprId>, is_own: bool) {
    let mut candidate = cx.candidate(place, MESSAGE);
    candidate.focus = focus;
    candidate.cvss = is_own.then_some(OWN);
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
