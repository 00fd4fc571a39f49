//! PV414: rights that a request gives itself.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, given, last_word};
use crate::code::conditions::is_asked_before;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::web::routes::guards_of;

pub(crate) struct PrivilegeFromRequest;

/// Fields that say what somebody may do.
const RIGHTS: [&str; 11] = [
    "is_admin",
    "is_staff",
    "is_superuser",
    "admin",
    "superuser",
    "role",
    "roles",
    "user_role",
    "permissions",
    "is_moderator",
    "access_level",
];

impl Detector for PrivilegeFromRequest {
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        for &target in targets {
            let ExprKind::Attribute { value: object, attr } = cx.tree().expr(target).kind else { continue };
            let name = cx.tree().text(attr.span);
            if RIGHTS.contains(&name) && !is_said(written::last_word(cx.file, object).unwrap_or_default()) {
                report(cx, target, *value, name);
            }
        }
    }

    /// `{"name": …, "password": …, "role": body["role"]}`: the record of a person, before it is stored.
    fn display(&self, cx: &mut Context<'_>, expr: ExprId) {
        let ExprKind::Dict(entries) = &cx.tree().expr(expr).kind else { return };
        let keyed = |entry: &(Option<ExprId>, ExprId)| {
            let key = cx.file.constant(entry.0?)?;
            Some((key.as_str()?.to_owned(), entry.1))
        };
        let entries: Vec<(String, ExprId)> = entries.iter().filter_map(keyed).collect();
        let is_password =
            |key: &str| words(key).iter().any(|word| matches!(&**word, "password" | "passwd" | "pwd" | "pw" | "pass"));
        if !entries.iter().any(|(key, _)| is_password(key)) {
            return;
        }
        for (key, value) in entries.iter().filter(|(key, _)| RIGHTS.contains(&&**key)) {
            report(cx, *value, *value, key);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let gives_right = |argument: &Argument| matches!(*argument, Argument::Keyword { name, .. } if RIGHTS.contains(&cx.tree().text(name.span)));
        if !cx.file.call_args(call).all().iter().any(gives_right) {
            return;
        }
        // Objects and records that are made: `User(role=…)`, `create_user(role=…)`, `update(is_admin=…)`.
        let Some(name) = last_word(cx.file, call) else { return };
        // A token has no more rights than who it is made for.
        if is_said(name) || words(name).iter().any(|word| word == "token") {
            return;
        }
        let makes = name.starts_with(|first: char| first.is_ascii_uppercase())
            || words(name)
                .iter()
                .any(|word| matches!(&**word, "create" | "update" | "insert" | "register" | "add" | "new"));
        if !makes || name.ends_with("Form") || name.ends_with("Field") {
            return;
        }
        for argument in cx.file.call_args(call).all() {
            if let Argument::Keyword { name, value } = *argument
                && RIGHTS.contains(&cx.tree().text(name.span))
            {
                report(cx, value, value, cx.tree().text(name.span));
            }
        }
    }
}

/// Whether the file registers a function that asks for rights before every request: `app.before_request(check_permission)`.
fn asks_before_all(cx: &Context<'_>) -> bool {
    cx.file.calls().iter().filter(|&&call| last_word(cx.file, call) == Some("before_request")).any(|&call| {
        let given = cx.file.call_args(call).positional(0);
        let asks = |function: StmtId| {
            calls_in(cx.file, cx.tree().stmt(function).span).filter_map(|call| last_word(cx.file, call)).any(|name| {
                words(name).iter().any(|word| matches!(&**word, "admin" | "permission" | "permissions" | "authorized"))
            })
        };
        given.into_iter().flat_map(|given| cx.file.reaching(given)).any(
            |binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Function(function) if asks(function)),
        )
    })
}

/// Whether the name is one of what somebody says in a conversation: who speaks has no rights by it.
fn is_said(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| matches!(&**word, "message" | "msg" | "chat" | "prompt" | "response" | "completion" | "delta"))
}

/// Whether it is a field of what a function found: the record says it, not the request.
fn is_of_record(cx: &Context<'_>, value: ExprId) -> bool {
    let ExprKind::Attribute { value: object, .. } = cx.tree().expr(value).kind else { return false };
    matches!(cx.tree().expr(given(cx.file, object)).kind, ExprKind::Call { .. } | ExprKind::Await(_))
}

/// Words of what is asked before somebody may give rights.
fn asks_for_rights(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            &**word,
            "admin" | "staff" | "superuser" | "permission" | "permissions" | "role" | "roles" | "scope" | "scopes"
        )
    })
}

/// Whether the function asks for the rights of somebody else than the data speaks of before it comes to `place`: it leaves where
/// `not user.is_admin`, or the place stands below `if user.is_admin`.
fn asks_before(cx: &Context<'_>, place: ExprId, value: ExprId) -> bool {
    let tree = cx.tree();
    let own = match tree.expr(value).kind {
        ExprKind::Attribute { value: object, .. } | ExprKind::Subscript { value: object, .. } => cx.text(object),
        _ => "",
    };
    // `user.is_admin`, `user.has_permission("…")`, not `data.is_admin`.
    is_asked_before(cx, place, |e| match tree.expr(e).kind {
        ExprKind::Attribute { value: object, attr } => asks_for_rights(tree.text(attr.span)) && cx.text(object) != own,
        _ => false,
    })
}

fn report(cx: &mut Context<'_>, place: ExprId, value: ExprId, name: &str) {
    // Who may give rights is asked by the route's guard.
    let guarded = cx
        .file
        .enclosing_function(place)
        .and_then(|function| cx.file.function(function))
        .is_some_and(|function| guards_of(cx.file, function).iter().any(|guard| asks_for_rights(guard)));
    if guarded || asks_before(cx, place, value) || asks_before_all(cx) || is_of_record(cx, value) {
        return;
    }
    let message = format!(
        "`{name}` says what somebody may do, and here the request says it: whoever sends the field gives themselves the right. \
         Set it in the code, or in a route for administrators."
    );
    let mut candidate = cx.candidate(place, message);
    // `request.POST.get("staff") == "on"`: who sends that text has the right.
    candidate.focus = match cx.tree().expr(value).kind {
        ExprKind::Compare { left, .. } => vec![left],
        _ => vec![value],
    };
    candidate.callers_decide = Some("nothing shows that the caller's value comes from a request".to_owned());
    cx.report(candidate);
}
