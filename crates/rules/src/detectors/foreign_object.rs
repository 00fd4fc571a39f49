//! PV415: records that are fetched by their number alone, where other code asks whose they are.

use std::collections::HashSet;

use model::Confidence;
use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, function_of, last_word};
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::web::routes::guards_of;

pub(crate) struct ForeignObject;

/// Fields that say whose a record is.
const OWNERS: [&str; 14] = [
    "user",
    "user_id",
    "owner",
    "owner_id",
    "author",
    "author_id",
    "customer",
    "customer_id",
    "account_id",
    "created_by",
    "created_by_id",
    "tenant",
    "tenant_id",
    "owner_email",
];

/// What a body names that says who asks.
const IDENTITIES: [&str; 11] = [
    "current_user",
    "request.user",
    "g.user",
    "session[",
    "session.get(\"",
    "session.get('",
    "get_jwt_identity",
    "has_permission",
    "is_staff",
    "request.state",
    "check_owner",
];

impl Detector for ForeignObject {
    fn module(&self, cx: &mut Context<'_>) {
        let owned = owned_models(cx);
        if owned.is_empty() {
            return;
        }
        for &function in cx.file.functions() {
            if asks_who(cx, function) {
                continue;
            }
            let fetched = calls_in(cx.file, cx.tree().stmt(function).span)
                .filter(|&call| cx.file.enclosing_function(call) == Some(function))
                .find(|&call| fetched_model(cx, call).is_some_and(|model| owned.contains(model)));
            if let Some(call) = fetched {
                let mut candidate = cx.candidate(
                    call,
                    "The record is fetched by a number that the request names, and nothing asks whose it is, while other code \
                     here does: whoever counts the numbers up gets the records of others. Fetch it among those of the user.",
                );
                candidate.confidence = Some(Confidence::Medium);
                cx.report(candidate);
            }
        }
    }
}

/// Whether the function is no route for one person's records: nobody has to log in, or its body says who asks, or its guard
/// lets in only those who may see everything.
fn asks_who(cx: &Context<'_>, function: StmtId) -> bool {
    let Some(definition) = cx.file.function(function) else { return true };
    let guards = guards_of(cx.file, definition);
    let for_all = |guard: &String| {
        let words = secrets::words(guard);
        words
            .iter()
            .any(|word| matches!(&**word, "admin" | "staff" | "superuser" | "permission" | "role" | "roles" | "owner"))
    };
    let body: Vec<&str> = definition.body.iter().map(|&stmt| cx.tree().text(cx.tree().stmt(stmt).span)).collect();
    let names_one = |name: &str| body.iter().any(|text| text.contains(name));
    // A user that a dependency gives is asked about if the body names it.
    let person = definition.params.params.iter().map(|param| cx.tree().text(param.name.span)).any(|name| {
        secrets::words(name).iter().any(|word| matches!(&**word, "user" | "account" | "customer" | "principal"))
            && !name.ends_with("_id")
            && names_one(name)
    });
    guards.is_empty() || guards.iter().any(for_all) || person || IDENTITIES.iter().any(|identity| names_one(identity))
}

/// Models that belong to somebody: classes of the file with such a field, and models that some call asks for by owner.
fn owned_models<'a>(cx: &Context<'a>) -> HashSet<&'a str> {
    let mut owned = HashSet::new();
    for &class in cx.file.classes() {
        let Some(definition) = cx.file.class(class) else { continue };
        let has_owner = definition.body.iter().any(|&stmt| match &cx.tree().stmt(stmt).kind {
            StmtKind::Assign { targets, .. } => targets.iter().any(|&target| OWNERS.contains(&cx.text(target))),
            StmtKind::AnnAssign { target, .. } => OWNERS.contains(&cx.text(*target)),
            _ => false,
        });
        if has_owner {
            owned.insert(cx.file.definition_name(class));
        }
    }
    for &call in cx.file.calls() {
        let by_owner = cx.file.call_args(call).all().iter().any(|argument| match argument {
            Argument::Keyword { name, .. } => OWNERS.contains(&cx.tree().text(name.span)),
            _ => false,
        });
        if by_owner && let Some(model) = model_of(cx, call) {
            owned.insert(model);
        }
    }
    owned
}

/// The model of a call that fetches one record by a parameter of the function.
fn fetched_model<'a>(cx: &Context<'a>, call: ExprId) -> Option<&'a str> {
    if !matches!(last_word(cx.file, call)?, "get" | "get_or_404" | "get_object_or_404" | "first_or_404" | "aget") {
        return None;
    }
    let args = cx.file.call_args(call).all();
    let only_number = args.iter().all(|argument| match argument {
        Argument::Keyword { name, .. } => matches!(cx.tree().text(name.span), "pk" | "id" | "ident" | "description"),
        _ => true,
    });
    let from_request = args.iter().map(Argument::value).any(|value| is_parameter(cx, value));
    if only_number && from_request { model_of(cx, call) } else { None }
}

fn is_parameter(cx: &Context<'_>, value: ExprId) -> bool {
    matches!(cx.tree().expr(value).kind, ExprKind::Name)
        && cx
            .file
            .binding(value)
            .is_some_and(|binding| matches!(cx.file.binding_info(binding).kind, BindingKind::Param { .. }))
}

/// `Order` of `Order.query.get(…)`, `Order.objects.get(…)`, `session.get(Order, …)`, `get_object_or_404(Order, …)`.
fn model_of<'a>(cx: &Context<'a>, call: ExprId) -> Option<&'a str> {
    let is_class = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
    let first = cx.file.call_args(call).positional(0).and_then(|first| written::last_word(cx.file, first));
    if let Some(model) = first.filter(|name| is_class(name)) {
        return Some(model);
    }
    let func = function_of(cx.file, call)?;
    if let ExprKind::Name = cx.tree().expr(func).kind {
        return Some(cx.text(func)).filter(|name| is_class(name));
    }
    let mut at = func;
    for _ in 0..6 {
        let ExprKind::Attribute { value, .. } = cx.tree().expr(at).kind else { return None };
        at = match cx.tree().expr(value).kind {
            ExprKind::Name => return Some(cx.text(value)).filter(|name| is_class(name)),
            ExprKind::Call { func, .. } => func,
            _ => value,
        };
    }
    None
}
