//! PV415: records that are fetched by their number alone, where other code asks whose they are.

use std::collections::{BTreeMap, HashSet};

use model::Confidence;
use secrets::words;
use syntax::ast::{Argument, CompareOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, function_of, last_word, local_function};
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::web::fetched::{fetched_model, model_of};
use crate::web::neighbours;
use crate::web::rights::{PEOPLE, SAYS_WHO, is_for_staff, is_who_asks};
use crate::web::routes::{decides, guards_of, routes};
use crate::web::shared_records;

pub(crate) struct ForeignObject;

/// Fields that say whose a record is.
const OWNERS: [&str; 20] = [
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
    "member_id",
    "buyer",
    "buyer_id",
    "student_id",
    "lender_id",
    "guest_id",
];

/// Those of them that say so by themselves; an author may have written for all to read.
const PERSONAL: [&str; 14] = [
    "user",
    "user_id",
    "owner",
    "owner_id",
    "customer",
    "customer_id",
    "account_id",
    "owner_email",
    "patient_id",
    "member_id",
    "buyer",
    "buyer_id",
    "student_id",
    "guest_id",
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
        let mut seen = HashSet::new();
        for &call in cx.file.calls() {
            let Some(function) = cx.file.enclosing_function(call) else { continue };
            let is_fetched = fetched_model(cx, call)
                .is_some_and(|model| is_owned(cx, model, &owned) || is_person(cx, model) && changes(cx, function));
            if is_fetched && seen.insert(function) && !asks_who(cx, function) {
                report(
                    cx,
                    call,
                    "The record is fetched by a number that the request names, and nothing asks whose it is, while other code \
                     here does: whoever counts the numbers up gets the records of others. Fetch it among those of the user.",
                );
            }
        }
        let mut left_out = shared_records::unchecked(cx);
        left_out.extend(neighbours::leaves_out_who(cx));
        left_out.extend(neighbours::asks_for_others(cx));
        left_out.dedup();
        for place in left_out {
            report(
                cx,
                place,
                "The function knows who sends the request, and takes any record that the request names, where others ask for those \
                 of that person: whoever counts the numbers up gets those of others. Ask for it among those of the user.",
            );
        }
        for call in neighbours::forgets_owner(cx) {
            report(
                cx,
                call,
                "The function is told whose the record has to be, and asks for it by its number alone, while another one here asks \
                 for both: whoever counts the numbers up gets the records of others. Make the owner a part of the question.",
            );
        }
        for call in asked_without(cx) {
            report(
                cx,
                call,
                "Another function here asks for the same record together with who asks; this one leaves that out, so whoever \
                 counts the numbers up gets the records of others. Ask for it in the same way.",
            );
        }
        for &id in cx.file.classes() {
            let is_some_ones = |&model: &ExprId| is_owned(cx, model, &owned) || keeps_owner(cx, id);
            if let Some(model) = shown_to_all(cx, id).filter(is_some_ones) {
                report(
                    cx,
                    model,
                    "The view fetches any record by the number in the address, for everybody who is logged in, and a record \
                     belongs to somebody: whoever counts the numbers up gets those of others. Let `get_queryset` give the user's own.",
                );
            }
        }
    }
}

fn report(cx: &mut Context<'_>, place: ExprId, message: &'static str) {
    let mut candidate = cx.candidate(place, message);
    candidate.confidence = Some(Confidence::Medium);
    cx.report(candidate);
}

/// Views of Django and REST framework that show one record of a model by its number.
const SINGLE: [&str; 14] = [
    "RetrieveModelMixin",
    "UpdateModelMixin",
    "DestroyModelMixin",
    "DetailView",
    "UpdateView",
    "DeleteView",
    "ModelViewSet",
    "ReadOnlyModelViewSet",
    "RetrieveAPIView",
    "UpdateAPIView",
    "DestroyAPIView",
    "RetrieveUpdateAPIView",
    "RetrieveDestroyAPIView",
    "RetrieveUpdateDestroyAPIView",
];

/// Bases that such views have beside.
const BESIDE: [&str; 5] =
    ["LoginRequiredMixin", "ListModelMixin", "CreateModelMixin", "GenericViewSet", "GenericAPIView"];

/// The model of a class whose view shows any record to everybody who is logged in: nothing but the library's own classes is above
/// it (one of the project's may choose the records, or ask whose they are), its permissions ask for no more than a login, and it
/// does not choose the records itself.
fn shown_to_all(cx: &Context<'_>, id: StmtId) -> Option<ExprId> {
    let class = cx.file.class(id)?;
    let mut has_login = false;
    let mut shows_one = false;
    for base in &class.args {
        let Argument::Positional(base) = *base else { continue };
        let of_library = |name: &&str| name.starts_with("django.") || name.starts_with("rest_framework.");
        let name = cx.file.qualified_names(base).find(of_library)?;
        let last = name.rsplit('.').next().unwrap_or(name);
        has_login |= last == "LoginRequiredMixin";
        shows_one |= SINGLE.contains(&last);
        if !BESIDE.contains(&last) && !SINGLE.contains(&last) {
            return None;
        }
    }
    let mut model = None;
    for &stmt in &class.body {
        if let Some(function) = cx.file.function(stmt) {
            let name = cx.file.definition_name(stmt);
            // It may as well have been written as `queryset = …`.
            if name == "get_queryset"
                && let [only] = *function.body
                && let StmtKind::Return(Some(given)) = cx.tree().stmt(only).kind
            {
                model = Some(all_of(cx, given)?);
                continue;
            }
            if matches!(
                name,
                "get_queryset"
                    | "get_object"
                    | "dispatch"
                    | "initial"
                    | "get_permissions"
                    | "check_object_permissions"
                    | "get"
                    | "retrieve"
                    | "filter_queryset"
                    | "test_func"
            ) {
                return None;
            }
            continue;
        }
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { continue };
        let [target] = **targets else { continue };
        match cx.text(target) {
            "model" => model = Some(*value),
            "queryset" => model = all_of(cx, *value),
            "permission_classes" => {
                has_login = is_login_alone(cx, *value);
                if !has_login {
                    return None;
                }
            }
            "filter_backends" | "permission_required" => return None,
            _ => {}
        }
    }
    model.filter(|_| has_login && shows_one)
}

/// `Order` of `Order.objects.all()`.
fn all_of(cx: &Context<'_>, value: ExprId) -> Option<ExprId> {
    if last_word(cx.file, value) != Some("all") {
        return None;
    }
    let ExprKind::Attribute { value: objects, .. } = cx.tree().expr(function_of(cx.file, value)?).kind else {
        return None;
    };
    match cx.tree().expr(objects).kind {
        ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "objects" => Some(value),
        _ => None,
    }
}

/// Whether a list of permissions asks for a login and nothing else.
fn is_login_alone(cx: &Context<'_>, list: ExprId) -> bool {
    let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(list).kind else { return false };
    let is_login =
        |&item: &ExprId| cx.file.qualified_names(item).any(|name| name == "rest_framework.permissions.IsAuthenticated");
    !items.is_empty() && items.iter().all(is_login)
}

/// Whether a model is of the people who log in.
fn is_person(cx: &Context<'_>, model: ExprId) -> bool {
    matches!(written::last_word(cx.file, model), Some("User" | "Account" | "Profile" | "Customer" | "Member"))
}

/// Whether a function stores or removes something: `db.session.commit()`, `user.save()`.
fn changes(cx: &Context<'_>, function: StmtId) -> bool {
    calls_in(cx.file, cx.tree().stmt(function).span)
        .any(|call| matches!(last_word(cx.file, call), Some("commit" | "save" | "asave" | "delete" | "adelete")))
}

/// Whether a model belongs to somebody, as this file shows, or the file that defines it.
fn is_owned(cx: &Context<'_>, model: ExprId, owned: &HashSet<&str>) -> bool {
    // A record of a record that belongs to somebody: `application` of a review, where applications have owners.
    let is_part = |column: &str| owned.iter().any(|name| name.eq_ignore_ascii_case(&column.replace('_', "")));
    let is_personal = |column: &str| PERSONAL.contains(&column) || is_part(column);
    written::last_word(cx.file, model).is_some_and(|name| owned.contains(name))
        || cx.file.class_columns(model).iter().any(|column| is_personal(column))
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
    // `check_access(request, record)`, `record.can_be_read_by(…)`
    let is_check = |call: ExprId| {
        let words = last_word(cx.file, call).map(secrets::words).unwrap_or_default();
        words.iter().any(|word| {
            matches!(
                &**word,
                "check" | "authorize" | "ensure" | "require" | "permission" | "permissions" | "allowed" | "can" | "may"
            )
        })
    };
    // Also in a function of the file that is given the record.
    let is_asked_by = |call: ExprId| {
        function_of(cx.file, call).and_then(|func| local_function(cx.file, func)).is_some_and(|helper| {
            let span = cx.tree().stmt(helper).span;
            let text = cx.tree().text(span);
            helper != function
                && (IDENTITIES.iter().any(|identity| text.contains(identity)) || calls_in(cx.file, span).any(is_check))
        })
    };
    let asks = || calls_in(cx.file, cx.tree().stmt(function).span).any(|call| is_check(call) || is_asked_by(call));
    // In Django Ninja the whole interface may have the guard, in another file.
    let is_guarded_elsewhere =
        cx.facts().imports("ninja") && !definition.decorators.iter().any(|&decorator| decides(cx.file, decorator));
    guards.is_empty() && !is_guarded_elsewhere
        || guards.iter().any(for_all)
        || is_for_staff(cx)
        || person
        || IDENTITIES.iter().any(|identity| names_one(identity))
        || asks()
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
    // `select(Order).where(Order.owner_id == user.id)`
    for (_, expr) in cx.tree().exprs() {
        if let ExprKind::Compare { left, rest } = &expr.kind
            && let [(CompareOp::Eq, _)] = **rest
            && let ExprKind::Attribute { value: model, attr } = cx.tree().expr(*left).kind
            && PERSONAL.contains(&cx.tree().text(attr.span))
            && let ExprKind::Name = cx.tree().expr(model).kind
            && cx.text(model).starts_with(|first: char| first.is_ascii_uppercase())
        {
            owned.insert(cx.text(model));
        }
    }
    for &call in cx.file.calls() {
        // `filter(owner=…)`, `filter(reader__user=request.user)`
        let by_owner = cx.file.call_args(call).all().iter().any(|argument| match *argument {
            Argument::Keyword { name, value } => {
                cx.tree().text(name.span).split("__").any(|part| OWNERS.contains(&part)) || is_who_asks(cx, value)
            }
            // `Application.objects.of(request.user)`
            Argument::Positional(value) => is_who_asks(cx, value) && !last_word(cx.file, call).is_some_and(notes_who),
            _ => false,
        });
        if by_owner && let Some(model) = model_of(cx, call) {
            owned.extend(written::last_word(cx.file, model));
        }
    }
    owned
}

/// Calls that are asked for the same things as another one of the same object, `store.device(db, name)` beside
/// `store.device_of(db, name, request["user"])`, and leave out who asks; in functions that do not ask it otherwise.
fn asked_without(cx: &Context<'_>) -> Vec<ExprId> {
    /// Calls of a file that are compared.
    const MAX_CALLS: usize = 400;
    let texts = |call: ExprId| -> Vec<&str> {
        cx.file.call_args(call).all().iter().map(|argument| cx.text(argument.value())).collect()
    };
    let asked = |&call: &ExprId| Some((call, receiver(cx, call)?, texts(call)));
    let calls: Vec<(ExprId, &str, Vec<&str>)> = cx.file.calls().iter().take(MAX_CALLS).filter_map(asked).collect();
    let of_somebody: Vec<&(ExprId, &str, Vec<&str>)> = calls
        .iter()
        .filter(|(call, _, texts)| {
            texts.len() > 1
                && !last_word(cx.file, *call).is_some_and(notes_who)
                && cx.file.call_args(*call).all().last().is_some_and(|last| is_somebody(cx, last.value()))
        })
        .collect();
    let login = if of_somebody.is_empty() { None } else { usual_guard(cx) };
    let leaves_out = |(call, object, texts): &(ExprId, &str, Vec<&str>)| {
        let Some(function) = cx.file.enclosing_function(*call) else { return false };
        let body = cx.tree().text(cx.tree().stmt(function).span);
        !texts.is_empty()
            && last_word(cx.file, *call).is_some_and(|name| !name.starts_with(['_']))
            && of_somebody.iter().any(|(_, other, more)| other == object && more[..more.len() - 1] == texts[..])
            && !login.as_deref().is_some_and(|login| is_for_others_too(cx, function, login))
            && !SAYS_WHO.iter().any(|identity| body.contains(identity))
    };
    calls.iter().filter(|asked| leaves_out(asked)).map(|(call, ..)| *call).take(MAX_REPORTED).collect()
}

/// Whether a route is meant for more people than the one whose record it is, in a file whose routes mostly have the guard `login`: a
/// page that everybody may read, or what a further guard opens: a right, a subscription.
fn is_for_others_too(cx: &Context<'_>, function: StmtId, login: &str) -> bool {
    let guards = cx.file.function(function).map(|function| guards_of(cx.file, function)).unwrap_or_default();
    let changes = |method: &String| !matches!(&**method, "GET" | "HEAD");
    let is_page = || {
        let routes = routes(cx.file);
        routes.iter().any(|route| route.function == function && !route.methods.iter().any(changes))
    };
    guards.iter().any(|guard| guard != login) || guards.is_empty() && is_page()
}

/// The guard that stands before most functions of the file.
fn usual_guard(cx: &Context<'_>) -> Option<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for function in cx.file.functions().iter().filter_map(|&id| cx.file.function(id)) {
        for guard in guards_of(cx.file, function) {
            *count.entry(guard).or_default() += 1;
        }
    }
    count.into_iter().max_by_key(|(_, count)| *count).map(|(guard, _)| guard)
}

/// Whether a method writes down who did something: `add_label(label, user=current_user)` does not ask whose the object is.
fn notes_who(method: &str) -> bool {
    words(method).first().is_some_and(|first| {
        matches!(
            &**first,
            "add" | "append" | "create" | "insert" | "log" | "mark" | "note" | "notify" | "record" | "register" | "set"
        )
    })
}

/// How many calls of a file are told to leave out who asks.
const MAX_REPORTED: usize = 8;

/// The name of the object or class whose method is called: `store` of `store.get(…)`, `Repository` of `Repository().get(…)`. What a view
/// calls of its own gives no records.
fn receiver<'a>(cx: &Context<'a>, call: ExprId) -> Option<&'a str> {
    let ExprKind::Attribute { value, .. } = cx.tree().expr(function_of(cx.file, call)?).kind else { return None };
    let object = function_of(cx.file, value).unwrap_or(value);
    (matches!(cx.tree().expr(object).kind, ExprKind::Name) && cx.text(object) != "self").then(|| cx.text(object))
}

/// Whether an argument is whoever sends the request: `current_user.id`, `request.user`, `request["user"]`.
fn is_somebody(cx: &Context<'_>, value: ExprId) -> bool {
    is_who_asks(cx, value)
        || is_kept_person(cx, value)
        || match cx.tree().expr(value).kind {
            ExprKind::Subscript { value, index } => {
                cx.text(value) == "request"
                    && cx.file.constant(index).is_some_and(|key| key.as_str().is_some_and(|key| OWNERS.contains(&key)))
            }
            _ => false,
        }
}

/// `g.pupil`, `g.customer["id"]`: who a decorator found to ask, and put where Flask keeps things for one request.
fn is_kept_person(cx: &Context<'_>, value: ExprId) -> bool {
    let kept = match cx.tree().expr(value).kind {
        ExprKind::Subscript { value, .. } => value,
        ExprKind::Attribute { value: inner, .. }
            if matches!(cx.tree().expr(inner).kind, ExprKind::Attribute { .. }) =>
        {
            inner
        }
        _ => value,
    };
    match cx.tree().expr(kept).kind {
        ExprKind::Attribute { value, attr } => {
            cx.file.qualified_names(value).any(|name| matches!(name, "flask.g" | "quart.g"))
                && secrets::words(cx.tree().text(attr.span)).iter().any(|word| PEOPLE.contains(&&**word))
        }
        _ => false,
    }
}

/// Whether a view notes in each record that it makes who sent the request: `serializer.save(driver=self.request.user.driver)`.
fn keeps_owner(cx: &Context<'_>, class: StmtId) -> bool {
    let keeps = |call: ExprId| {
        last_word(cx.file, call) == Some("save")
            && cx
                .file
                .call_args(call)
                .all()
                .iter()
                .any(|argument| matches!(*argument, Argument::Keyword { value, .. } if is_who_asks(cx, value)))
    };
    calls_in(cx.file, cx.tree().stmt(class).span).any(keeps)
}
