//! Functions of one file that know who asks: those that ask for records together with that person, and those that leave it out.

use std::collections::{BTreeMap, BTreeSet};

use secrets::words;
use semantic::{BindingId, BindingKind, Node};
use syntax::ast::{CompareOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, class_value, function_of, given, last_word};
use crate::detector::Context;
use crate::web::fetched::fetched_model;
use crate::web::rights::{PEOPLE, RIGHTS, SAYS_WHO, is_who_asks};
use crate::web::routes::{guards_of, routes};
use crate::web::shared_records::{is_in_path, people};

/// Places of a file that are told.
const MAX_REPORTED: usize = 8;

/// Who asks, by function: the names that hold that person there. A function that only makes sure that there is one has no names.
type Known<'c> = BTreeMap<StmtId, Vec<&'c str>>;

/// Calls that fetch a record by what the request names, in functions that found out who asks and do not use it, where another
/// function asks the same object for such records together with the person: `db.invoice(number)` beside `db.invoices_of(user)`.
pub(crate) fn leaves_out_who(cx: &Context<'_>) -> Vec<ExprId> {
    let known = who_asks(cx);
    if known.len() < 2 {
        return Vec::new();
    }
    let mut asked: Vec<(&str, BTreeSet<String>)> = Vec::new();
    for (&function, names) in &known {
        for call in calls_in(cx.file, cx.tree().stmt(function).span) {
            let is_by = |e: ExprId| is_who_asks(cx, e) || names.iter().any(|name| root(cx, e) == Some(*name));
            if cx.file.call_args(call).all().iter().any(|argument| is_by(argument.value()))
                && let (Some(object), Some(method)) = (object(cx, call), last_word(cx.file, call))
                && reads(method)
            {
                asked.push((object, nouns(method)));
            }
        }
    }
    if asked.is_empty() {
        return Vec::new();
    }
    let uses = uses(cx, &known);
    let routes = routes(cx.file);
    let mut found = Vec::new();
    for (&function, names) in &known {
        let body = cx.tree().text(cx.tree().stmt(function).span);
        if names.iter().any(|name| uses.contains(&(function, *name))) || SAYS_WHO.iter().any(|who| body.contains(who)) {
            continue;
        }
        let route = routes.iter().find(|route| route.function == function);
        if route.is_some_and(|route| route.guards.iter().any(|guard| asks_for_right(guard))) {
            continue;
        }
        let path = route.and_then(|route| route.path.as_deref());
        let leaves_out = |&call: &ExprId| {
            let (Some(object), Some(method)) = (object(cx, call), last_word(cx.file, call)) else { return false };
            let is_same = |(other, of): &(&str, BTreeSet<String>)| {
                *other == object && (is_class(object) || !of.is_disjoint(&nouns(method)))
            };
            cx.file.enclosing_function(call) == Some(function)
                && reads(method)
                && asked.iter().any(is_same)
                && cx.file.call_args(call).all().iter().any(|argument| is_key(cx, function, path, argument.value()))
        };
        found.extend(calls_in(cx.file, cx.tree().stmt(function).span).find(leaves_out));
    }
    found.truncate(MAX_REPORTED);
    found
}

/// Queries by a parameter, in functions that are told whose the record has to be and never say it, where another function of the
/// file asks for the same: `def statement(self, number, customer)` beside `def statements(self, customer)`.
pub(crate) fn forgets_owner(cx: &Context<'_>) -> Vec<ExprId> {
    let told = |&id: &StmtId| {
        // What a dependency of a route gives says who asks, and not whose the record has to be.
        let function = cx.file.function(id).filter(|function| people(cx, function).is_empty())?;
        let params = &function.params.params;
        let names: Vec<&str> = params.iter().map(|param| cx.tree().text(param.name.span)).collect();
        names.iter().any(|name| is_owner(name)).then_some((id, names))
    };
    let told: Vec<(StmtId, Vec<&str>)> = cx.file.functions().iter().filter_map(told).collect();
    if told.len() < 2 {
        return Vec::new();
    }
    let owners = told.iter().map(|(id, names)| (*id, names.iter().copied().filter(|name| is_owner(name)).collect()));
    let owners: Known<'_> = owners.collect();
    let uses = uses(cx, &owners);
    let mut found = Vec::new();
    for (id, names) in &told {
        let forgotten = |name: &&&str| is_owner(name) && !uses.contains(&(*id, **name));
        let Some(owner) = names.iter().find(forgotten) else { continue };
        if !told.iter().any(|(other, _)| other != id && uses.contains(&(*other, *owner))) {
            continue;
        }
        let asks = |&call: &ExprId| {
            let args = cx.file.call_args(call);
            let is_statement = args.positional(0).and_then(|first| cx.file.constant(first)).is_some_and(|text| {
                let verb = text.as_str().and_then(|text| text.split_whitespace().next()).unwrap_or_default();
                ["select", "update", "delete"].iter().any(|known| verb.eq_ignore_ascii_case(known))
            });
            let names_one = |e: ExprId| names.iter().any(|name| name != owner && *name != "self" && holds(cx, e, name));
            cx.file.enclosing_function(call) == Some(*id)
                && (is_statement && args.all().iter().skip(1).any(|argument| names_one(argument.value()))
                    || fetched_model(cx, call).is_some())
        };
        found.extend(calls_in(cx.file, cx.tree().stmt(*id).span).find(asks));
    }
    found.truncate(MAX_REPORTED);
    found
}

/// Conditions that ask for the records of whomever the request names, `Order.owner_id == user_id`, in routes that found out who
/// sends it and do not use that.
pub(crate) fn asks_for_others(cx: &Context<'_>) -> Vec<ExprId> {
    let known: Known<'_> = routes(cx.file)
        .iter()
        .filter(|route| !route.guards.iter().any(|guard| asks_for_right(guard)))
        .filter_map(|route| Some((route.function, people(cx, cx.file.function(route.function)?))))
        .filter(|(_, people)| !people.is_empty())
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let uses = uses(cx, &known);
    let mut found = Vec::new();
    for (e, expr) in cx.tree().exprs() {
        let ExprKind::Compare { left, rest } = &expr.kind else { continue };
        let ([(CompareOp::Eq, right)], ExprKind::Attribute { attr, .. }) = (&**rest, &cx.tree().expr(*left).kind)
        else {
            continue;
        };
        let Some(function) = cx.file.enclosing_function(e) else { continue };
        let is_unused =
            known.get(&function).is_some_and(|names| !names.iter().any(|name| uses.contains(&(function, *name))));
        let column = cx.tree().text(attr.span);
        if is_unused && column.ends_with("_id") && is_owner(column) && fills(cx, function, *right) {
            found.push(e);
        }
    }
    found.truncate(MAX_REPORTED);
    found
}

/// Whether a name is a parameter of the function that the request fills: a number or text.
fn fills(cx: &Context<'_>, function: StmtId, name: ExprId) -> bool {
    let Some(binding) = cx.file.binding(name) else { return false };
    let BindingKind::Param { function: of, index } = cx.file.binding_info(binding).kind else { return false };
    let param = cx.file.function(of).and_then(|definition| definition.params.params.get(index));
    of == function
        && param
            .and_then(|param| param.annotation)
            .is_some_and(|annotation| matches!(cx.text(annotation), "int" | "str" | "UUID" | "uuid.UUID"))
}

/// Whether a parameter says whose a record is.
fn is_owner(name: &str) -> bool {
    PEOPLE.contains(&name.strip_suffix("_id").unwrap_or(name))
}

/// Whether an expression is a name, or a tuple or list with it.
fn holds(cx: &Context<'_>, e: ExprId, name: &str) -> bool {
    match &cx.tree().expr(e).kind {
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().any(|&item| cx.text(item) == name),
        _ => cx.text(e) == name,
    }
}

/// The functions that find out who asks.
fn who_asks<'c>(cx: &Context<'c>) -> Known<'c> {
    let mut known = Known::new();
    for &id in cx.file.functions() {
        let people = cx.file.function(id).map(|function| people(cx, function)).unwrap_or_default();
        if !people.is_empty() {
            known.insert(id, people);
        }
    }
    // Guards of Litestar's controllers.
    let guarded =
        |&&class: &&StmtId| cx.file.class(class).is_some_and(|class| class_value(cx.file, class, "guards").is_some());
    for class in cx.file.classes().iter().filter(guarded).filter_map(|&class| cx.file.class(class)) {
        for &method in class.body.iter().filter(|&&stmt| cx.file.function(stmt).is_some()) {
            known.entry(method).or_default();
        }
    }
    for binding in cx.file.bindings() {
        if let BindingKind::Assign { stmt, value: Some(value) } = binding.kind
            && finds_person(cx, value)
            && let Some(function) = cx.file.enclosing_function_of(stmt)
        {
            known.entry(function).or_default().push(cx.tree().text(binding.span));
        }
    }
    for &call in cx.file.calls() {
        let is_statement = match cx.file.parent(call) {
            Node::Stmt(stmt) => matches!(cx.tree().stmt(stmt).kind, StmtKind::Expr(_)),
            _ => false,
        };
        if is_statement
            && !cx.file.call_args(call).all().is_empty()
            && finds_person(cx, call)
            && let Some(function) = cx.file.enclosing_function(call)
        {
            known.entry(function).or_default();
        }
    }
    known.retain(|&function, _| !is_for_the_privileged(cx, function));
    known
}

/// Whether only those get to a function who may see everything: `user=Depends(get_admin_user)`.
fn is_for_the_privileged(cx: &Context<'_>, function: StmtId) -> bool {
    let guards = cx.file.function(function).map(|function| guards_of(cx.file, function)).unwrap_or_default();
    guards.iter().any(|guard| asks_for_right(guard))
}

fn asks_for_right(guard: &str) -> bool {
    words(guard).iter().any(|word| RIGHTS.contains(&&**word))
}

/// Whether a value is whoever sends the request, as a function of that name finds out of nothing but the request: `require_user(event)`.
fn finds_person(cx: &Context<'_>, value: ExprId) -> bool {
    const OF_THE_REQUEST: [&str; 9] =
        ["request", "req", "event", "self", "self.request", "context", "ctx", "info", "websocket"];
    let call = match cx.tree().expr(value).kind {
        ExprKind::Await(waited) => waited,
        _ => value,
    };
    if !matches!(cx.tree().expr(call).kind, ExprKind::Call { .. }) {
        return false;
    }
    let says_so = |name: &str| {
        let words = words(name);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
        let is_person = has(&PEOPLE) || has(&["identity", "signed", "caller", "person", "login"]);
        is_person
            && has(&[
                "require",
                "required",
                "current",
                "signed",
                "get",
                "authenticate",
                "authenticated",
                "identity",
                "of",
                "caller",
            ])
            && !has(&["by", "create", "new", "all", "list"])
    };
    last_word(cx.file, call).is_some_and(says_so)
        && cx.file.call_args(call).all().iter().all(|argument| OF_THE_REQUEST.contains(&cx.text(argument.value())))
}

/// The names among `known` that their function uses for more than a line of the log.
fn uses<'c>(cx: &Context<'c>, known: &Known<'c>) -> BTreeSet<(StmtId, &'c str)> {
    let mut uses = BTreeSet::new();
    for (e, expr) in cx.tree().exprs() {
        let is_target = |binding: BindingId| cx.file.binding_info(binding).span == expr.span;
        if !matches!(expr.kind, ExprKind::Name) || cx.file.binding(e).is_none_or(is_target) {
            continue;
        }
        let name = cx.tree().text(expr.span);
        let mut function = cx.file.enclosing_function(e);
        // Also in functions and lambdas inside.
        while let Some(id) = function {
            if known.get(&id).is_some_and(|names| names.contains(&name)) && !is_logged(cx, e) {
                uses.insert((id, name));
            }
            function = cx.file.enclosing_function_of(id);
        }
    }
    uses
}

/// Whether a name stands in a line of the log.
fn is_logged(cx: &Context<'_>, name: ExprId) -> bool {
    /// Expressions around it that are looked at.
    const MAX_STEPS: usize = 6;
    let mut at = name;
    for _ in 0..MAX_STEPS {
        let Node::Expr(around) = cx.file.parent(at) else { return false };
        let is_line = last_word(cx.file, around)
            .is_some_and(|word| matches!(word, "debug" | "info" | "warning" | "error" | "exception" | "log" | "audit"));
        if is_line {
            return true;
        }
        at = around;
    }
    false
}

/// The name that an argument begins with: `user` of `user["tenant"]` and of `user.id`.
fn root<'c>(cx: &Context<'c>, e: ExprId) -> Option<&'c str> {
    let mut at = e;
    for _ in 0..4 {
        at = match cx.tree().expr(at).kind {
            ExprKind::Name => return Some(cx.text(at)),
            ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => value,
            _ => return None,
        };
    }
    None
}

/// What a method is called of: `db`, `self.orders`, and `Parcels` of `Parcels(pool).one(…)`.
fn object<'c>(cx: &Context<'c>, call: ExprId) -> Option<&'c str> {
    let ExprKind::Attribute { value, .. } = cx.tree().expr(function_of(cx.file, call)?).kind else { return None };
    let object = function_of(cx.file, value).unwrap_or(value);
    let is_plain = matches!(cx.tree().expr(object).kind, ExprKind::Name | ExprKind::Attribute { .. });
    let is_log = |name: &str| words(name).last().is_some_and(|last| matches!(&**last, "log" | "logger" | "logging"));
    (is_plain && cx.text(object) != "self" && !is_log(cx.text(object))).then(|| cx.text(object))
}

/// Whether an object is named after what it keeps, as classes are.
fn is_class(object: &str) -> bool {
    object.rsplit('.').next().is_some_and(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// Whether a method fetches or changes what is there.
fn reads(method: &str) -> bool {
    !words(method).iter().any(|word| {
        matches!(
            &**word,
            "add" | "append" | "create" | "insert" | "new" | "log" | "notify" | "send" | "put" | "publish"
        )
    })
}

/// What a method is about: `invoice` of `invoices_of` and of `get_invoice`.
fn nouns(method: &str) -> BTreeSet<String> {
    let is_verb = |word: &str| {
        matches!(
            word,
            "all"
                | "by"
                | "change"
                | "count"
                | "delete"
                | "fetch"
                | "find"
                | "for"
                | "get"
                | "id"
                | "in"
                | "list"
                | "load"
                | "mine"
                | "my"
                | "of"
                | "one"
                | "open"
                | "own"
                | "read"
                | "remove"
                | "search"
                | "set"
                | "show"
                | "update"
        ) || PEOPLE.contains(&word)
    };
    words(method).iter().filter(|word| !is_verb(word)).map(|word| word.trim_end_matches('s').to_owned()).collect()
}

/// Whether an argument is what the request names a record by.
fn is_key(cx: &Context<'_>, function: StmtId, path: Option<&str>, argument: ExprId) -> bool {
    const PARTS: [&str; 9] = [
        "path_params",
        "pathParameters",
        "match_info",
        "matchdict",
        "view_args",
        "query_params",
        "queryStringParameters",
        "request.args",
        "request.GET",
    ];
    let value = given(cx.file, argument);
    if PARTS.iter().any(|part| cx.text(value).contains(part)) {
        return true;
    }
    let Some(binding) = cx.file.binding(argument) else { return false };
    match cx.file.binding_info(binding).kind {
        BindingKind::Param { function: of, .. } => {
            of == function && path.is_some_and(|path| is_in_path(path, cx.text(argument)))
        }
        _ => false,
    }
}
