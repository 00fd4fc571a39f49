//! Records behind a repository or service that belong to whoever asks, and routes that leave out who that is.

use std::collections::BTreeSet;

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, Function, Param, StmtId};

use crate::code::around::{calls_in, function_of, last_word};
use crate::detector::Context;
use crate::web::routes::{Route, dependencies, routes};

/// Places of a file that are told.
const MAX_REPORTED: usize = 8;

/// In routes that know who sends the request, and do not use it: the call that fetches a record by a part of the path, where other
/// routes ask the same object for what belongs to that person; or the part of the path itself, where other routes have it checked.
pub(crate) fn unchecked(cx: &Context<'_>) -> Vec<ExprId> {
    let routes = routes(cx.file);
    let of_people = asked_for_people(cx, &routes);
    let checked = checked_parts(cx, &routes);
    let mut found = Vec::new();
    for route in &routes {
        let Some(function) = cx.file.function(route.function) else { continue };
        let (who, parts) = (people(cx, function), path_parts(cx, route, function));
        if who.is_empty() || who.iter().any(|name| is_used(cx, route.function, function, name)) {
            continue;
        }
        let span = cx.tree().stmt(route.function).span;
        let fetches = |&call: &ExprId| {
            let args = cx.file.call_args(call);
            let is_part = |argument: &Argument| {
                parts.iter().any(|part| cx.text(argument.value()) == cx.tree().text(part.name.span))
            };
            let is_shared = || receiver(cx, call).is_some_and(|object| of_people.contains(object));
            let is_checked = |argument: &Argument| checked.contains(cx.text(argument.value()));
            let all = args.all();
            let reads = last_word(cx.file, call).is_some_and(|name| !matches!(name, "add" | "create" | "append"));
            reads
                && (all.iter().any(is_part) && is_shared()
                    || all.iter().any(|argument| is_part(argument) && is_checked(argument)))
        };
        found.extend(calls_in(cx.file, span).find(fetches));
    }
    found.truncate(MAX_REPORTED);
    found
}

/// The parameters of a route that are whoever sends the request: what a dependency of that kind gives.
pub(crate) fn people<'c>(cx: &Context<'c>, function: &Function) -> Vec<&'c str> {
    let is_who = |param: &&Param| {
        let name = cx.tree().text(param.name.span);
        let is_named = words(name).iter().any(|word| {
            matches!(
                &**word,
                "user"
                    | "account"
                    | "customer"
                    | "principal"
                    | "member"
                    | "owner"
                    | "who"
                    | "me"
                    | "student"
                    | "tenant"
            )
        });
        is_named
            && param.annotation.into_iter().chain(param.default).any(|place| !dependencies(cx.file, place).is_empty())
    };
    function.params.params.iter().filter(is_who).map(|param| cx.tree().text(param.name.span)).collect()
}

/// The parameters of a route that parts of its path fill, without a dependency that looks at them.
fn path_parts<'c>(cx: &Context<'c>, route: &Route, function: &'c Function) -> Vec<&'c Param> {
    let Some(path) = route.path.as_deref() else { return Vec::new() };
    let is_part = |param: &&Param| is_in_path(path, cx.tree().text(param.name.span));
    let is_plain = |param: &&Param| param.annotation.into_iter().all(|place| dependencies(cx.file, place).is_empty());
    function.params.params.iter().filter(is_part).filter(is_plain).collect()
}

pub(crate) fn is_in_path(path: &str, name: &str) -> bool {
    // `{name}`, `{name:int}`, `<name>`, `<int:name>`
    let parts = path.split(['{', '<']).skip(1);
    parts.filter_map(|rest| rest.split(['}', '>']).next()).any(|part| part.split(':').any(|word| word == name))
}

/// Whether the body of a function says a name.
fn is_used(cx: &Context<'_>, id: StmtId, function: &Function, name: &str) -> bool {
    let start = function.body.first().map_or(0, |&first| cx.tree().stmt(first).span.start);
    let span = cx.tree().stmt(id).span;
    cx.tree().exprs().any(|(_, expr)| {
        matches!(expr.kind, ExprKind::Name)
            && span.contains(expr.span)
            && expr.span.start >= start
            && cx.tree().text(expr.span) == name
    })
}

/// The objects that some route asks for what belongs to whoever sends the request: `orders` of `orders.of_user(user.id)`.
fn asked_for_people<'c>(cx: &Context<'c>, routes: &[Route]) -> BTreeSet<&'c str> {
    let mut objects = BTreeSet::new();
    for route in routes {
        let Some(function) = cx.file.function(route.function) else { continue };
        let who = people(cx, function);
        for call in calls_in(cx.file, cx.tree().stmt(route.function).span) {
            let begins = |argument: &Argument| {
                who.iter().any(|name| cx.text(argument.value()).split('.').next().is_some_and(|first| first == *name))
            };
            if cx.file.call_args(call).all().iter().any(begins) {
                objects.extend(receiver(cx, call));
            }
        }
    }
    objects
}

/// The parts of paths that some route has checked by a dependency: `thread: OwnThread`.
fn checked_parts<'c>(cx: &Context<'c>, routes: &[Route]) -> BTreeSet<&'c str> {
    let mut parts = BTreeSet::new();
    for route in routes {
        let (Some(function), Some(path)) = (cx.file.function(route.function), route.path.as_deref()) else { continue };
        for param in &function.params.params {
            let name = cx.tree().text(param.name.span);
            let is_checked = || param.annotation.is_some_and(|place| !dependencies(cx.file, place).is_empty());
            if is_in_path(path, name) && is_checked() {
                parts.insert(name);
            }
        }
    }
    parts
}

/// The name of the object whose method is called, if it is a parameter.
fn receiver<'c>(cx: &Context<'c>, call: ExprId) -> Option<&'c str> {
    let ExprKind::Attribute { value, .. } = cx.tree().expr(function_of(cx.file, call)?).kind else { return None };
    let is_parameter = matches!(cx.file.binding_info(cx.file.binding(value)?).kind, BindingKind::Param { .. });
    is_parameter.then(|| cx.text(value))
}
