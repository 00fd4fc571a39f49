//! PV216: what an exception says of the program, in an answer.

use semantic::Node;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct ErrorDetails;

const MESSAGE: &str = "The answer holds the text of an exception or a stack trace, which tells a visitor of paths, statements and \
                       libraries of this program. Write it to the log, and answer with a text of your own.";
/// Last names of decorators that make a function answer requests, or errors.
const ANSWERS: [&str; 15] = [
    "route",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "expose",
    "api_view",
    "action",
    "view_config",
    "view",
    "api_route",
    "websocket",
    "http",
];
/// Last names of decorators that make a function answer where another one failed.
const ON_ERRORS: [&str; 4] = ["errorhandler", "app_errorhandler", "exception_handler", "exception"];
/// Ends of the names of classes whose methods answer requests.
const VIEWS: [&str; 6] = ["View", "Resource", "Endpoint", "Controller", "ViewSet", "Handler"];
const VIEW_METHODS: [&str; 9] =
    ["get", "post", "put", "patch", "delete", "dispatch_request", "list", "create", "retrieve"];
/// Fields of an answer that hold its text.
const BODIES: [&str; 5] = ["text", "body", "media", "data", "content"];
/// Statements around a place that are looked at.
const MAX_STEPS: usize = 24;

impl Detector for ErrorDetails {
    /// The page lists what makes answers; whatever it is given is looked at.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        candidate.focus = cx
            .file
            .call_args(call)
            .all()
            .iter()
            .map(|arg| outside_of_debugging(cx, arg.value()))
            .filter(|&value| !cx.file.is_constant(value))
            .collect();
        if candidate.focus.is_empty() {
            return None;
        }
        candidate.dismissed = debugging(cx, call);
        Some(candidate)
    }

    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let fails = cx.facts().catches || cx.facts().imports("traceback") || has_decorator(cx, function, &ON_ERRORS);
        if !fails || !answers(cx, function) {
            return;
        }
        let values: Vec<ExprId> = cx.file.returned_values(function).filter(|&e| !cx.file.is_constant(e)).collect();
        for value in values {
            let content = match &cx.tree().expr(value).kind {
                // `return body, 500`
                ExprKind::Tuple(items) => items.first().copied().unwrap_or(value),
                _ => value,
            };
            let made =
                cx.file.display(content).filter(|&made| matches!(cx.tree().expr(made).kind, ExprKind::Call { .. }));
            report(cx, made.unwrap_or(content), content);
        }
    }

    /// `resp.text = str(error)`
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let [target] = **targets else { return };
        let ExprKind::Attribute { value: object, attr } = cx.tree().expr(target).kind else { return };
        let is_answer = matches!(cx.text(object), "resp" | "response" | "res");
        if is_answer && BODIES.contains(&cx.tree().text(attr.span)) && !cx.file.is_constant(*value) {
            report(cx, target, *value);
        }
    }
}

fn report(cx: &mut Context<'_>, place: ExprId, value: ExprId) {
    let mut candidate = cx.candidate(place, MESSAGE);
    candidate.focus = vec![outside_of_debugging(cx, value)];
    candidate.dismissed = debugging(cx, value);
    cx.report(candidate);
}

/// Whether a decorator's last name is one of `names`.
fn has_decorator(cx: &Context<'_>, function: StmtId, names: &[&str]) -> bool {
    let Some(definition) = cx.file.function(function) else { return false };
    definition.decorators.iter().any(|&decorator| {
        let func = match cx.tree().expr(decorator).kind {
            ExprKind::Call { func, .. } => func,
            _ => decorator,
        };
        cx.text(func).rsplit('.').next().is_some_and(|name| names.contains(&name))
    })
}

/// Whether what the function returns goes to a visitor.
fn answers(cx: &Context<'_>, function: StmtId) -> bool {
    let Some(definition) = cx.file.function(function) else { return false };
    let by_decorator = has_decorator(cx, function, &ANSWERS) || has_decorator(cx, function, &ON_ERRORS);
    let names: Vec<&str> =
        definition.params.params.iter().map(|param| cx.tree().text(param.name.span)).take(3).collect();
    let by_shape = matches!(names[..], ["event" | "request" | "req", ..] | ["environ", "start_response"])
        || names.contains(&"start_response");
    if by_decorator || by_shape {
        return true;
    }
    let name = cx.file.definition_name(function);
    let Some(class) = cx.file.enclosing_class_of(function).filter(|_| VIEW_METHODS.contains(&name)) else {
        return false;
    };
    cx.file
        .class(class)
        .is_some_and(|class| class.args.iter().any(|base| VIEWS.iter().any(|end| cx.text(base.value()).ends_with(end))))
}

/// `"failed"` of `format_exc() if settings.DEBUG else "failed"`.
fn outside_of_debugging(cx: &Context<'_>, e: ExprId) -> ExprId {
    match cx.tree().expr(e).kind {
        ExprKind::Conditional { test, orelse, .. } if asks_for_debugging(cx, test) => orelse,
        _ => e,
    }
}

/// Why the place is harmless: it runs only where debugging is switched on.
fn debugging(cx: &Context<'_>, e: ExprId) -> Option<String> {
    let mut at = cx.file.enclosing_stmt(e);
    let place = cx.tree().expr(e).span;
    for _ in 0..MAX_STEPS {
        let stmt = at?;
        if let StmtKind::If { arms, .. } = &cx.tree().stmt(stmt).kind {
            let arm = arms.iter().find(|arm| arm.body.iter().any(|&inner| cx.tree().stmt(inner).span.contains(place)));
            if arm.is_some_and(|arm| asks_for_debugging(cx, arm.test)) {
                return Some("it is shown only where debugging is switched on".to_owned());
            }
        }
        at = cx.file.stmt_parent(stmt);
    }
    None
}

fn asks_for_debugging(cx: &Context<'_>, test: ExprId) -> bool {
    let name = match cx.tree().expr(test).kind {
        ExprKind::Name => cx.text(test),
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
        ExprKind::Subscript { index, .. } => cx.text(index).trim_matches(['"', '\'']),
        ExprKind::Call { .. } => match cx.file.call_args(test).positional(0) {
            Some(first) if matches!(cx.file.parent(first), Node::Expr(_)) => cx.text(first).trim_matches(['"', '\'']),
            _ => return false,
        },
        _ => return false,
    };
    name.to_ascii_lowercase().contains("debug")
}
