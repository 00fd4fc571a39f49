//! PV216: what an exception says of the program, in an answer.

use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_in, function_of};
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

impl Detector for ErrorDetails {
    /// The page lists what makes answers; whatever it is given is looked at.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        candidate.focus = cx
            .file
            .call_args(call)
            .all()
            .iter()
            .map(Argument::value)
            .filter(|&value| !cx.file.is_constant(value))
            .collect();
        // The trace says more than the words of the exception beside it.
        candidate.focus.sort_by_key(|&value| !shows_trace(cx, value));
        (!candidate.focus.is_empty()).then_some(candidate)
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
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let [target] = **targets else { return };
        let ExprKind::Attribute { value: object, attr } = cx.tree().expr(target).kind else { return };
        let is_answer = matches!(cx.text(object), "resp" | "response" | "res");
        if is_answer && BODIES.contains(&cx.tree().text(attr.span)) && !cx.file.is_constant(*value) {
            report(cx, target, *value);
        }
    }
}

/// Whether a stack trace is part of a value: `traceback.format_exc()`.
fn shows_trace(cx: &Context<'_>, value: ExprId) -> bool {
    calls_in(cx.file, cx.tree().expr(value).span).any(|call| {
        function_of(cx.file, call)
            .is_some_and(|func| cx.file.qualified_names(func).any(|name| name.starts_with("traceback.")))
    })
}

fn report(cx: &mut Context<'_>, place: ExprId, value: ExprId) {
    let mut candidate = cx.candidate(place, MESSAGE);
    candidate.focus = vec![value];
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
