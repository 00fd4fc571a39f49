//! PV413: a route without the guard that its neighbours have.

use model::Confidence;
use secrets::words;
use syntax::Span;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_in, function_of};
use crate::detector::{Context, Detector};
use crate::detectors::flask_csrf::has_key_in_path;
use crate::web::actions::open_decisions;
use crate::web::class_views::class_views;
use crate::web::guard_names::is_public;
use crate::web::handlers::{handlers, written_bases};
use crate::web::rights::{RIGHTS, is_for_staff};
use crate::web::routes::{Route, decides, routes};
use crate::web::tabled::tabled;

pub(crate) struct UnguardedRoute;

/// What a body names that finds out who asks, in some other way than a guard.
const IDENTITIES: [&str; 23] = [
    "current_user",
    "request.user",
    "request.state.user",
    "g.user",
    "session[",
    "session.get(\"",
    "session.get('",
    "in session",
    "get_jwt",
    "verify_jwt",
    "Authorization",
    "is_authenticated",
    "compare_digest",
    "401",
    "403",
    "api_key",
    "authenticate",
    "login_user",
    "check_password",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "PermissionDenied",
    "challenge_token",
];

/// What a comment or the text of the documentation says of a route that is meant for everybody.
const SAID: [&str; 5] =
    ["public", "no authentication", "without authentication", "unauthenticated", "not authenticated"];

/// Words of a function that only computes, whatever the method.
const COMPUTES: [&str; 9] =
    ["decode", "parse", "preview", "convert", "format", "calculate", "search", "estimate", "translate"];

/// So many guarded routes of a file make the one that is left of its handlers a forgotten one.
const MANY: usize = 5;

/// The score of a page that changes nothing and is nobody's own.
const A_LIST: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N";

/// Who may decide is not written here, but somebody with an account may not.
const A_DECISION: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:H/A:N";

impl Detector for UnguardedRoute {
    /// `@action(methods=["post"])` above `approve`, beside another action with `permission_classes=[IsOfficer]`.
    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Class(class) = &cx.tree().stmt(stmt).kind else { return };
        for open in open_decisions(cx.file, class) {
            let body = cx.tree().text(cx.tree().stmt(open.function).span);
            if IDENTITIES.iter().any(|identity| body.contains(identity)) || body.contains("has_perm") {
                continue;
            }
            let StmtKind::Function(function) = &cx.tree().stmt(open.function).kind else { continue };
            let message = format!(
                "`{}` decides about a record and asks for no right, while `{}` beside it asks for `{}`: whoever sees the record can \
                 decide. Give the action the same `permission_classes`, or ask in its body who may.",
                full_name(cx, open.function),
                cx.file.definition_name(open.beside),
                open.right
            );
            let mut candidate = Candidate::new(cx.rule, function.name.span, message);
            candidate.cvss = Some(A_DECISION);
            candidate.confidence = Some(Confidence::Medium);
            cx.report(candidate);
        }
    }

    fn module(&self, cx: &mut Context<'_>) {
        let mut routes = routes(cx.file);
        routes.extend(handlers(cx.file));
        routes.extend(class_views(cx.file));
        routes.extend(tabled(cx.file));
        // Who knows the path knows the key in it.
        if routes.is_empty() || has_key_in_path(cx) {
            return;
        }
        leave_to_the_whole(cx, &mut routes);
        report_weaker(cx, &routes);
        let (guarded, open): (Vec<&Route>, Vec<&Route>) = routes.iter().partition(|route| !route.guards.is_empty());
        let open: Vec<&Route> = open.into_iter().filter(|route| !is_meant_open(cx, route)).collect();
        // One habit of the file: most routes that are no entrance are guarded.
        let is_most = |guarded: usize, open: usize| guarded >= 2 && guarded >= 2 * open;
        let changing = |routes: &[&Route]| routes.iter().filter(|route| !changed_by(route).is_empty()).count();
        let is_habit = is_most(guarded.len(), open.len());
        let is_habit_of_changes = is_most(changing(&guarded), changing(&open));
        let open_count = open.len();
        for route in open {
            // Or of one address: changing what lies there is for some, removing it for everybody.
            let is_habit = is_habit || is_habit_of_changes && !changed_by(route).is_empty();
            if !is_habit && !is_guarded_otherwise(route, &guarded, open_count) {
                continue;
            }
            let computes =
                words(cx.file.definition_name(route.function)).iter().any(|word| COMPUTES.contains(&&**word));
            let changes = !computes && !changed_by(route).is_empty();
            let neighbour =
                guarded.iter().find(|other| shares_beginning(route, other) || stand_together(cx, route, other));
            let is_forgotten = open_count == 1 && guarded.len() >= MANY && neighbour.is_none();
            let alike = guarded.iter().find(|other| is_forgotten && are_alike(cx, route, other));
            let neighbour = neighbour.or(alike);
            if !changes && (computes || neighbour.is_none()) {
                continue;
            }
            let like = neighbour.or(guarded.first()).map_or_else(String::new, |other| full_name(cx, other.function));
            let guard = guarded.iter().find_map(|other| other.guards.first()).map_or("", String::as_str);
            let name = full_name(cx, route.function);
            let message = format!(
                "`{name}` has no guard, while its neighbours such as `{like}` ask for `{guard}`: anybody can call it. Add the \
                 guard, or say in its name or a comment that it is public."
            );
            let stmt = cx.tree().stmt(route.function).span;
            let name_of = |stmt: StmtId| match &cx.tree().stmt(stmt).kind {
                StmtKind::Function(function) => Some(function.name.span),
                StmtKind::Class(class) => Some(class.name.span),
                _ => None,
            };
            let end = name_of(route.function).map_or(stmt.end, |name| name.end);
            let mut candidate = Candidate::new(cx.rule, Span::new(stmt.start, end), message);
            // What everybody may list is often meant to be listed; one record of somebody's is not.
            let of_one = route.path.as_deref().is_some_and(|path| path.contains(['<', '{']));
            if !changes && !of_one && (route.path.is_some() || alike.is_some()) {
                candidate.cvss = Some(A_LIST);
            }
            let hands_on = hands_request_on(cx, route);
            candidate.confidence = Some(if hands_on { Confidence::Low } else { Confidence::Medium });
            cx.report(candidate);
        }
    }
}

/// Reports routes for administrators, as their path or router says, that ask for a login alone, where most of the others ask for a
/// right.
fn report_weaker(cx: &mut Context<'_>, routes: &[Route]) {
    let asks_right = |route: &&Route| route.guards.iter().any(|guard| says_right(guard));
    let (strong, weak): (Vec<&Route>, Vec<&Route>) =
        routes.iter().filter(|route| !route.guards.is_empty()).partition(asks_right);
    if strong.len() < 2 || strong.len() < 2 * weak.len() {
        return;
    }
    for route in weak {
        let is_for_few = route.path.as_deref().is_some_and(says_right) || is_for_staff(cx);
        let body = cx.tree().text(cx.tree().stmt(route.function).span);
        let (Some(right), Some(login)) =
            (strong.iter().find_map(|other| other.guards.iter().find(|guard| says_right(guard))), route.guards.first())
        else {
            continue;
        };
        // Who has which right may be asked in the body.
        if !is_for_few || says_right(body) || body.contains("403") {
            continue;
        }
        let message = format!(
            "`{}` is among the routes for administrators and asks only for `{login}`, while `{}` beside it asks for `{right}`: whoever \
             has an account can call it. Ask for the same right.",
            full_name(cx, route.function),
            full_name(cx, strong[0].function),
        );
        let stmt = cx.tree().stmt(route.function);
        let end = match &stmt.kind {
            StmtKind::Function(function) => function.name.span.end,
            _ => stmt.span.end,
        };
        let mut candidate = Candidate::new(cx.rule, Span::new(stmt.span.start, end), message);
        candidate.cvss = Some(A_DECISION);
        candidate.confidence = Some(Confidence::Medium);
        cx.report(candidate);
    }
}

fn says_right(text: &str) -> bool {
    words(text).iter().any(|word| RIGHTS.contains(&&**word))
}

/// The methods of a route by which something is changed.
fn changed_by(route: &Route) -> Vec<&str> {
    let changes = |method: &&str| matches!(*method, "POST" | "PUT" | "PATCH" | "DELETE");
    route.methods.iter().map(String::as_str).filter(changes).collect()
}

/// The name of a function with its class's.
fn full_name(cx: &Context<'_>, function: StmtId) -> String {
    let name = cx.file.definition_name(function);
    match cx.file.enclosing_class_of(function) {
        Some(class) => format!("{}.{name}", cx.file.definition_name(class)),
        None => name.to_owned(),
    }
}

/// Whether a route changes or removes what lies at its address, and another one that changes the same is guarded; or all that the
/// file serves is for people who come in by its other routes, but for these.
fn is_guarded_otherwise(route: &Route, guarded: &[&Route], open: usize) -> bool {
    let changes = |route: &Route| route.methods.iter().any(|method| matches!(&**method, "PUT" | "PATCH" | "DELETE"));
    changes(route)
        && route.path.as_deref().is_some_and(|path| {
            path.contains(['<', '{'])
                && (open <= guarded.len()
                    || guarded.iter().any(|other| changes(other) && other.path.as_deref() == Some(path)))
        })
}

/// In a file of Django Ninja that takes the guard of some route away, the others have the one that the whole interface was given,
/// in whatever file: they are neither open nor an example.
fn leave_to_the_whole(cx: &Context<'_>, routes: &mut Vec<Route>) {
    if !cx.facts().imports("ninja") {
        return;
    }
    let says = |route: &Route| {
        cx.file
            .function(route.function)
            .is_some_and(|function| function.decorators.iter().any(|&decorator| decides(cx.file, decorator)))
    };
    if routes.iter().any(|route| says(route) && route.guards.is_empty()) {
        routes.retain(|route| says(route) || !route.guards.is_empty());
    }
}

/// Whether both are views that one class of Pyramid holds together.
fn stand_together(cx: &Context<'_>, one: &Route, other: &Route) -> bool {
    let class = |route: &Route| cx.file.enclosing_class_of(route.function);
    cx.facts().imports("pyramid") && class(one).is_some() && class(one) == class(other)
}

/// Whether both are methods of the same name in handlers that are made of the same bases.
fn are_alike(cx: &Context<'_>, one: &Route, other: &Route) -> bool {
    let bases = |route: &Route| -> Option<Vec<&str>> {
        Some(written_bases(cx.file, cx.file.enclosing_class_of(route.function)?).collect())
    };
    one.path.is_none() && one.methods == other.methods && bases(one).is_some() && bases(one) == bases(other)
}

/// Whether the route is an entrance, or finds out by itself who asks.
fn is_meant_open(cx: &Context<'_>, route: &Route) -> bool {
    let body = cx.tree().text(cx.tree().stmt(route.function).span);
    let said = body.to_ascii_lowercase();
    is_public(&full_name(cx, route.function), route.path.as_deref())
        || IDENTITIES.iter().any(|identity| body.contains(identity))
        || SAID.iter().any(|words| said.contains(words))
        || does_nothing(cx, route)
}

/// Whether the route answers the same to everybody and does nothing else.
fn does_nothing(cx: &Context<'_>, route: &Route) -> bool {
    let Some(function) = cx.file.function(route.function) else { return false };
    function.body.iter().all(|&stmt| match cx.tree().stmt(stmt).kind {
        StmtKind::Pass => true,
        StmtKind::Expr(value) => matches!(cx.tree().expr(value).kind, ExprKind::Str(_) | ExprKind::Ellipsis),
        StmtKind::Return(answer) => answer.is_none_or(|answer| cx.file.is_constant(answer)),
        _ => false,
    })
}

/// Whether the whole request is given to another function, which may ask who sends it: `handle(request)`, but not
/// `messages.success(request, "…")` and other functions of the framework.
fn hands_request_on(cx: &Context<'_>, route: &Route) -> bool {
    let is_request = |e: ExprId| match cx.tree().expr(e).kind {
        ExprKind::Name => cx.text(e) == "request",
        // `request.scope`, as ASGI hands a request on.
        ExprKind::Attribute { value, attr } => {
            cx.text(value) == "request" && matches!(cx.tree().text(attr.span), "scope" | "receive")
        }
        _ => false,
    };
    let is_of_framework = |call: ExprId| {
        function_of(cx.file, call)
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| name.starts_with("django.")))
    };
    calls_in(cx.file, cx.tree().stmt(route.function).span)
        .filter(|&call| !is_of_framework(call))
        .any(|call| cx.file.call_args(call).all().iter().any(|argument| is_request(argument.value())))
}

/// Whether both paths begin with the same fixed segment: `/orders`, `/orders/<id>`.
fn shares_beginning(one: &Route, other: &Route) -> bool {
    let first = |route: &Route| {
        let path = route.path.as_deref()?;
        path.split('/').find(|segment| !segment.is_empty() && *segment != "api").map(str::to_owned)
    };
    first(one).is_some_and(|segment| !segment.starts_with(['<', '{']) && first(other).as_ref() == Some(&segment))
}
