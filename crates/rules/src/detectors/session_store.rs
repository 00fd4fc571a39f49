//! PV210: what is written to a visitor's session.

use secrets::words;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::function_of;
use crate::detector::{Context, Detector};

pub(crate) struct SessionStore;

const MESSAGE: &str = "Data of a request is stored in the session, which the rest of the program believes. Check it against \
                       a list or a type first, and keep the keys fixed.";

impl Detector for SessionStore {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let (targets, value) = match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, value } => (targets.to_vec(), *value),
            StmtKind::AugAssign { target, value, .. } => (vec![*target], *value),
            _ => return,
        };
        for target in targets {
            let ExprKind::Subscript { value: object, index } = cx.tree().expr(target).kind else { continue };
            if is_session(cx, object) {
                let known = beginning(cx, index);
                if known.is_empty() {
                    // Whoever names the key decides about everything in the session.
                    if !cx.file.is_constant(index) {
                        report(cx, target, vec![index], false);
                    }
                    report(cx, value, vec![value], true);
                } else {
                    report(cx, target, vec![value, index], !is_believed(&known));
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
const BELIEVED: [&str; 37] = [
    "user",
    "users",
    "username",
    "userid",
    "uid",
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
    "tenant",
    "org",
    "organization",
    "scope",
    "verified",
    "price",
    "total",
    "amount",
    "discount",
    "balance",
    "credit",
    "quota",
];

/// Less harm: what is stored is a matter of the visitor's own, such as a language or a page to go back to.
const OWN: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

fn is_believed(key: &str) -> bool {
    words(key).iter().any(|word| BELIEVED.contains(&&**word))
}

/// How a key begins, as far as the code says: also where a name got it first and more was added, or `"cart_{}".format(…)`.
fn beginning(cx: &Context<'_>, index: ExprId) -> String {
    let of = |e: ExprId| {
        let start = cx.facts().known_start(cx.file, e);
        if !start.is_empty() {
            return start.to_string();
        }
        match function_of(cx.file, e).map(|func| &cx.tree().expr(func).kind) {
            Some(ExprKind::Attribute { value, attr }) if cx.tree().text(attr.span) == "format" => {
                let text = cx.file.constant(*value);
                let text = text.as_ref().and_then(|text| text.as_str()).unwrap_or_default();
                text.split('{').next().unwrap_or_default().to_owned()
            }
            _ => String::new(),
        }
    };
    let own = of(index);
    if !own.is_empty() || !matches!(cx.tree().expr(index).kind, ExprKind::Name) {
        return own;
    }
    let Some(function) = cx.file.enclosing_function(index) else { return own };
    let span = cx.tree().stmt(function).span;
    let given =
        cx.tree().stmts().filter(|(_, stmt)| span.contains(stmt.span)).filter_map(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { targets, value } if targets.iter().any(|&target| cx.text(target) == cx.text(index)) => {
                Some(of(*value))
            }
            _ => None,
        });
    given.into_iter().find(|start| !start.is_empty()).unwrap_or(own)
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
