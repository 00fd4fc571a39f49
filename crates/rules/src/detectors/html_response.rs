//! PV206: answers that a browser reads as HTML.

use semantic::{BindingId, BindingKind, Const};
use syntax::ast::{ComprehensionKind, ExprId, ExprKind, StmtId, StmtKind};

use crate::Candidate;
use crate::code::around::{calls_in, function_of, given, last_word, local_function};
use crate::code::built::pieces;
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named, plain};
use crate::web::{gateway, wsgi};

pub(crate) struct HtmlResponse;

const MESSAGE: &str = "The text that this route returns is sent as HTML, and data from outside is a part of it, so a script in \
                       the data runs in the reader's browser. Escape the data, or render a template.";

/// Frameworks that send a text which a route returns as HTML.
const HTML_BY_DEFAULT: [&str; 4] = ["flask", "quart", "bottle", "cherrypy"];
/// Last names of decorators that make a function a route.
const ROUTES: [&str; 9] =
    ["route", "get", "post", "put", "patch", "delete", "expose", "errorhandler", "app_errorhandler"];
/// Classes whose methods of these names are routes.
const VIEWS: [&str; 2] = ["flask.views.MethodView", "flask.views.View"];
const VIEW_METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "dispatch_request"];
/// Functions whose result is no HTML text, or one that another look-up judges.
const NO_TEXT: [&str; 20] = [
    "bottle.HTTPResponse",
    "bottle.redirect",
    "bottle.static_file",
    "flask.jsonify",
    "flask.json.jsonify",
    "flask.redirect",
    "flask.url_for",
    "flask.send_file",
    "flask.send_from_directory",
    "werkzeug.utils.redirect",
    "werkzeug.utils.send_file",
    "werkzeug.utils.send_from_directory",
    "flask.make_response",
    "flask.Response",
    "flask.render_template",
    "flask.render_template_string",
    "builtins.dict",
    "builtins.list",
    "builtins.int",
    "builtins.len",
];
/// Whether a function of that name gives no HTML text. Quart's are called as Flask's are.
fn is_no_text(name: &str) -> bool {
    let name = plain(name);
    NO_TEXT.contains(&&*name)
        || name
            .strip_prefix("quart.")
            .is_some_and(|own| NO_TEXT.iter().any(|known| known.strip_prefix("flask.") == Some(own)))
}

/// Methods that give objects, rows of a database or a number: no text that a browser reads as it stands.
const OBJECTS: [&str; 10] =
    ["get_json", "json", "to_dict", "model_dump", "dict", "fetchall", "fetchone", "fetchmany", "all", "first"];
/// How many names are followed to see what a value is.
const MAX_DEPTH: usize = 4;
/// How many values that a function returns are looked at.
const MAX_RETURNS: usize = 16;
/// How many statements of a function are looked at for the type of an answer.
const MAX_STATEMENTS: usize = 600;

impl Detector for HtmlResponse {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // `answer.write(text)`: what the answer was made with says what it is.
        let call = match candidate.expr.map(|call| (call, function_of(cx.file, call)))? {
            (call, Some(func)) => made_before(cx, func).unwrap_or(call),
            (call, None) => call,
        };
        if says_other_type(cx, call) || !says_html(cx, call) || is_given_type(cx, call) {
            return None;
        }
        // `answer.writelines([head, text])`
        candidate.focus = candidate.focus.iter().flat_map(|&content| parts(cx, content)).collect();
        candidate.focus.retain(|&content| is_text(cx, content, 0) && !is_event(cx, content));
        (!candidate.focus.is_empty()).then_some(candidate)
    }

    /// `resp.text = page`, where the same function says that the answer is HTML.
    fn assignment(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind else { return };
        let answers = |&target: &ExprId| match cx.tree().expr(target).kind {
            ExprKind::Attribute { attr, .. } => {
                let is_body = matches!(cx.tree().text(attr.span), "text" | "body" | "data");
                is_body && (sets_html(cx, stmt) || fills_own_answer(cx, target)) || fills_answer(cx, target)
            }
            ExprKind::Subscript { value: answer, index } => gateway::fills_html(cx.file, answer, index),
            _ => false,
        };
        let texts = || parts(cx, *value).into_iter().filter(|&part| is_text(cx, part, 0)).collect();
        let focus: Vec<ExprId> = if targets.iter().any(answers) { texts() } else { Vec::new() };
        if !focus.is_empty() {
            let mut candidate = cx.candidate(*value, MESSAGE);
            candidate.focus = focus;
            cx.report(candidate);
        }
    }

    /// `{"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": page}`
    fn display(&self, cx: &mut Context<'_>, expr: ExprId) {
        let Some(answer) = gateway::answer(cx.file, expr) else { return };
        let (Some(headers), Some(body)) = (answer.headers, answer.body) else { return };
        if gateway::may_be_html(cx.file, headers) && is_text(cx, body, 0) {
            let mut candidate = cx.candidate(body, MESSAGE);
            candidate.focus = vec![body];
            cx.report(candidate);
        }
    }

    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let is_application = wsgi::answers_html(cx.file, function);
        if !is_application && !is_html_route(cx, function) {
            return;
        }
        let values: Vec<ExprId> = cx.file.returned_values(function).collect();
        for value in values {
            answer(cx, value, is_application);
        }
    }

    /// `app.add_url_rule("/hello", view_func=hello)`: what another file's function gives, which mostly renders a template, is not looked at.
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        if last_word(cx.file, call) != Some("add_url_rule") || !imports_any(cx, &HTML_BY_DEFAULT) {
            return;
        }
        let view = cx.file.call_args(call).argument(Some(2), Some("view_func"));
        let Some(function) = view.and_then(|view| local_function(cx.file, view)) else { return };
        let is_built = |value: &ExprId| {
            let first = match &cx.tree().expr(*value).kind {
                ExprKind::Tuple(items) => items.first().copied().unwrap_or(*value),
                _ => *value,
            };
            pieces(cx.file, cx.file.display(first).unwrap_or(first)).is_some() && cx.facts().is_first_look(first)
        };
        let values: Vec<ExprId> = cx.file.returned_values(function).filter(is_built).collect();
        for value in values {
            answer(cx, value, false);
        }
    }
}

/// What a route returns.
fn answer(cx: &mut Context<'_>, value: ExprId, is_application: bool) {
    let content = match &cx.tree().expr(value).kind {
        // `return [page.encode()]`
        ExprKind::List(pieces) if is_application && pieces.len() == 1 => pieces[0],
        // `return body, 200, headers`
        ExprKind::Tuple(items) => match items.first() {
            Some(&first) if !items.iter().any(|&item| names_other_type(cx, item)) => first,
            _ => return,
        },
        _ => value,
    };
    if is_text(cx, content, 0) {
        let mut candidate = cx.candidate(content, MESSAGE);
        candidate.focus = vec![content];
        cx.report(candidate);
    }
}

/// The call that made the object whose method this is, if that is an answer of Flask or Django.
fn made_before(cx: &Context<'_>, func: ExprId) -> Option<ExprId> {
    const ANSWERS: [&str; 8] = [
        "flask.Response",
        "flask.wrappers.Response",
        "flask.make_response",
        "quart.Response",
        "quart.make_response",
        "werkzeug.wrappers.Response",
        "django.http.HttpResponse",
        "django.http.response.HttpResponse",
    ];
    let ExprKind::Attribute { value: object, .. } = cx.tree().expr(func).kind else { return None };
    let made = given(cx.file, object);
    called(cx.file, made).filter(|&func| made != object && is_named(cx.file, func, &ANSWERS)).map(|_| made)
}

/// The texts that an answer is made of where they stand in a list: `answer.response = [head, text]`.
fn parts(cx: &Context<'_>, content: ExprId) -> Vec<ExprId> {
    match &cx.tree().expr(content).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().copied().take(MAX_RETURNS).collect(),
        _ => vec![content],
    }
}

/// `request.response.text = page` of Pyramid, whose answers are HTML unless the function says otherwise.
fn fills_own_answer(cx: &Context<'_>, target: ExprId) -> bool {
    let ExprKind::Attribute { value: object, .. } = cx.tree().expr(target).kind else { return false };
    let answer = given(cx.file, object);
    let ExprKind::Attribute { value: request, attr } = cx.tree().expr(answer).kind else { return false };
    let Some(function) = cx.file.enclosing_function(target) else { return false };
    cx.facts().imports("pyramid")
        && cx.tree().text(attr.span) == "response"
        && matches!(cx.text(request), "request" | "self.request")
        && !gives_other_type(cx, function, &[cx.text(object), cx.text(answer)])
}

/// `answer.data = page`, `answer.content = page`, for an answer that was made as HTML before.
fn fills_answer(cx: &Context<'_>, target: ExprId) -> bool {
    let ExprKind::Attribute { attr, .. } = cx.tree().expr(target).kind else { return false };
    matches!(cx.tree().text(attr.span), "data" | "response" | "content")
        && made_before(cx, target)
            .is_some_and(|made| !says_other_type(cx, made) && says_html(cx, made) && !is_given_type(cx, made))
}

/// Whether the function around the call that makes an answer gives it another type, before or behind: `answer.headers["Content-Type"] =
/// "application/json"`, `self.set_header("Content-Type", "application/zip")`, `make_response((text, 200, headers))` with a type in `headers`.
fn is_given_type(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(function) = cx.file.enclosing_function(call) else { return false };
    let span = cx.tree().stmt(function).span;
    let is_other = |value: ExprId| !matches!(cx.file.constant(value), Some(Const::Str(kind)) if is_markup(&kind));
    let by_call = calls_in(cx.file, span).any(|other| {
        let args = cx.file.call_args(other);
        last_word(cx.file, other) == Some("set_header")
            && cx.tree().expr(other).span.start < cx.tree().expr(call).span.start
            && args.positional(0).is_some_and(|name| is_type_header(cx, name))
            && args.positional(1).is_some_and(is_other)
    });
    if by_call {
        return true;
    }
    // The answer's own name, or that of the headers that it is made with.
    let mut names: Vec<&str> = Vec::new();
    if let Some(StmtKind::Assign { targets, .. }) = cx.file.enclosing_stmt(call).map(|stmt| &cx.tree().stmt(stmt).kind)
    {
        names.extend(targets.iter().map(|&target| cx.text(target)));
    }
    if let Some(ExprKind::Tuple(items)) = cx.file.call_args(call).positional(0).map(|all| &cx.tree().expr(all).kind) {
        names.extend(items.iter().skip(1).map(|&item| cx.text(item)));
    }
    gives_other_type(cx, function, &names)
}

/// Whether a function gives what is called one of `names` a type that is no HTML.
fn gives_other_type(cx: &Context<'_>, function: StmtId, names: &[&str]) -> bool {
    let is_other = |value: ExprId| !matches!(cx.file.constant(value), Some(Const::Str(kind)) if is_markup(&kind));
    let mut pending = vec![function];
    let mut left = MAX_STATEMENTS;
    while let Some(stmt) = pending.pop() {
        if left == 0 {
            return false;
        }
        left -= 1;
        if let StmtKind::Assign { targets, value } = &cx.tree().stmt(stmt).kind
            && targets.iter().any(|&target| sets_type_of(cx, target, names))
            && is_other(*value)
        {
            return true;
        }
        cx.tree().stmt_children(stmt, &mut |child| pending.push(child));
    }
    false
}

/// `answer.headers["Content-Type"]`, `headers["Content-Type"]`, `answer.mimetype`, for an object that is called one of `names`.
fn sets_type_of(cx: &Context<'_>, target: ExprId, names: &[&str]) -> bool {
    match cx.tree().expr(target).kind {
        ExprKind::Subscript { value, index } => {
            let holder = match cx.tree().expr(value).kind {
                ExprKind::Attribute { value, attr } if cx.tree().text(attr.span) == "headers" => value,
                _ => value,
            };
            is_type_header(cx, index) && names.contains(&cx.text(holder))
        }
        ExprKind::Attribute { value, attr } => {
            matches!(cx.tree().text(attr.span), "mimetype" | "content_type" | "media_type")
                && names.contains(&cx.text(value))
        }
        _ => false,
    }
}

/// Whether the function around `stmt` gives an answer's `content_type` the type of HTML: in Falcon the answer is an argument.
fn sets_html(cx: &Context<'_>, stmt: StmtId) -> bool {
    let Some(function) = cx.file.enclosing_function_of(stmt) else { return false };
    let is_html = |value: ExprId| {
        cx.file.qualified_names(value).any(|name| name == "falcon.MEDIA_HTML")
            || matches!(cx.file.constant(value), Some(Const::Str(kind)) if is_markup(&kind))
    };
    cx.file.function(function).is_some_and(|definition| {
        definition.body.iter().any(|&other| match &cx.tree().stmt(other).kind {
            StmtKind::Assign { targets, value } => {
                let names = |target: &ExprId| match cx.tree().expr(*target).kind {
                    ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span) == "content_type",
                    _ => false,
                };
                targets.iter().any(names) && is_html(*value)
            }
            _ => false,
        })
    })
}

/// Whether the function answers requests for a framework that takes its text for HTML.
fn is_html_route(cx: &Context<'_>, function: StmtId) -> bool {
    let Some(definition) = cx.file.function(function) else { return false };
    let by_decorator = definition.decorators.iter().any(|&decorator| {
        let func = match cx.tree().expr(decorator).kind {
            ExprKind::Call { func, .. } => func,
            _ => decorator,
        };
        let name = match cx.tree().expr(func).kind {
            ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
            ExprKind::Name => cx.text(func),
            _ => return false,
        };
        ROUTES.contains(&name)
    });
    if by_decorator {
        return imports_any(cx, &HTML_BY_DEFAULT) || definition.decorators.iter().any(|&route| names_html(cx, route));
    }
    let name = cx.file.definition_name(function);
    let Some(class) = cx.file.enclosing_class_of(function).filter(|_| VIEW_METHODS.contains(&name)) else {
        return false;
    };
    cx.file.class(class).is_some_and(|class| {
        class.args.iter().any(|base| cx.file.qualified_names(base.value()).any(|name| VIEWS.contains(&name)))
    })
}

/// `@get("/", media_type=MediaType.HTML)`, `@app.get("/", response_class=HTMLResponse)`, or what the application says of all routes: `FastAPI(default_response_class=HTMLResponse)`.
fn names_html(cx: &Context<'_>, route: ExprId) -> bool {
    let is_html = |class: ExprId| cx.file.qualified_names(class).any(|name| name.ends_with(".HTMLResponse"));
    let args = cx.file.call_args(route);
    if let Some(class) = args.keyword("response_class") {
        return is_html(class);
    }
    if let Some(kind) = args.keyword("media_type") {
        return cx.file.qualified_names(kind).any(|name| name.ends_with(".MediaType.HTML"))
            || matches!(cx.file.constant(kind), Some(Const::Str(kind)) if is_markup(&kind));
    }
    let ExprKind::Call { func, .. } = cx.tree().expr(route).kind else { return false };
    let ExprKind::Attribute { value: app, .. } = cx.tree().expr(func).kind else { return false };
    cx.file.display(app).and_then(|made| cx.file.call_args(made).keyword("default_response_class")).is_some_and(is_html)
}

/// Calls that send HTML only if the headers beside them, or the calls before them, say so.
fn says_html(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    if is_named(cx.file, func, &["aiohttp.web.Response"]) {
        let args = cx.file.call_args(call);
        return args.keyword("content_type").is_some()
            || args.keyword("headers").and_then(|headers| type_in(cx, headers)).is_some_and(|kind| is_markup(&kind));
    }
    let is_stream = |value: ExprId| match cx.tree().expr(value).kind {
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span) == "wfile",
        _ => false,
    };
    if !matches!(cx.tree().expr(func).kind, ExprKind::Attribute { value, .. } if is_stream(value)) {
        return true;
    }
    // What a handler of `http.server` says of the type; where the file never does, a browser takes what looks like HTML for it.
    let types: Vec<(ExprId, ExprId)> = cx
        .file
        .calls()
        .iter()
        .filter_map(|&other| {
            let args = cx.file.call_args(other);
            let (name, kind) = (args.positional(0)?, args.positional(1)?);
            is_type_header(cx, name).then_some((other, kind))
        })
        .collect();
    let around = cx.file.enclosing_function(call);
    if types.is_empty() {
        return around.is_some_and(|function| has_tag(cx.tree().text(cx.tree().stmt(function).span)));
    }
    types.iter().any(|&(other, kind)| {
        cx.file.enclosing_function(other) == around
            && matches!(cx.file.constant(kind), Some(Const::Str(kind)) if is_markup(&kind))
    })
}

/// Whether something in a text looks like a tag of HTML.
fn has_tag(text: &str) -> bool {
    text.as_bytes().windows(2).any(|two| two[0] == b'<' && two[1].is_ascii_alphabetic())
}

fn is_type_header(cx: &Context<'_>, name: ExprId) -> bool {
    matches!(cx.file.constant(name), Some(Const::Str(name)) if name.eq_ignore_ascii_case("content-type"))
}

/// The content type that headers name.
fn type_in(cx: &Context<'_>, headers: ExprId) -> Option<String> {
    let Some(Const::Dict(items)) = cx.file.constant(headers) else { return None };
    items.iter().find_map(|(name, value)| {
        let name = name.as_str().filter(|name| name.eq_ignore_ascii_case("content-type"));
        name.and(value.as_str()).map(str::to_owned)
    })
}

fn imports_any(cx: &Context<'_>, modules: &[&str]) -> bool {
    modules.iter().any(|module| cx.facts().imports(module))
}

/// Whether the call names a content type that is no HTML.
fn says_other_type(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    let by_word = ["mimetype", "content_type", "media_type"].iter().any(|&word| {
        args.keyword(word).is_some_and(|value| match cx.file.constant(value) {
            Some(Const::Str(kind)) => !is_markup(&kind),
            _ => is_other_type_everywhere(cx, value),
        })
    });
    // Django's second argument is the content type; elsewhere it is the status.
    by_word
        || args.argument(Some(2), Some("headers")).is_some_and(|headers| names_other_type(cx, headers))
        || args.positional(1).is_some_and(|second| match cx.file.constant(second) {
            Some(Const::Str(kind)) => kind.contains('/') && !is_markup(&kind),
            _ => false,
        })
}

/// An entry of a stream of events: `f"data: {text}\n\n"` (HTML Living Standard, server-sent events).
fn is_event(cx: &Context<'_>, content: ExprId) -> bool {
    let text = match cx.tree().expr(content).kind {
        // `"data: {}\n\n".format(text)`
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } => value,
            _ => content,
        },
        _ => content,
    };
    let start = cx.facts().known_start(cx.file, text);
    start.starts_with("data: ") || start.starts_with("event: ")
}

/// Whether a name has several values, and each is a content type that is no HTML.
fn is_other_type_everywhere(cx: &Context<'_>, name: ExprId) -> bool {
    let is_other = |binding: &BindingId| match cx.file.binding_info(*binding).kind {
        BindingKind::Assign { value: Some(value), .. } => {
            matches!(cx.file.constant(value), Some(Const::Str(kind)) if kind.contains('/') && !is_markup(&kind))
        }
        _ => false,
    };
    let bindings = cx.file.reaching(name);
    !bindings.is_empty() && bindings.iter().all(is_other)
}

fn is_markup(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.contains("html") || kind.contains("xml") || kind.contains("svg")
}

/// `{"Content-Type": "text/plain"}`
fn names_other_type(cx: &Context<'_>, headers: ExprId) -> bool {
    type_in(cx, headers).is_some_and(|kind| !is_markup(&kind))
}

/// Whether a function may give a text: one of this file by what it returns, every other one.
fn gives_text(cx: &Context<'_>, func: ExprId, depth: usize) -> bool {
    let [binding] = cx.file.reaching(func)[..] else { return true };
    let BindingKind::Function(function) = cx.file.binding_info(binding).kind else { return true };
    let mut returned = cx.file.returned_values(function).peekable();
    returned.peek().is_none()
        || depth >= MAX_DEPTH
        || returned.take(MAX_RETURNS).any(|value| is_text(cx, value, depth + 2))
}

/// Whether the value may be a text: it is no object that is sent as JSON, and no answer made elsewhere.
fn is_text(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    match &cx.tree().expr(e).kind {
        ExprKind::Dict(_)
        | ExprKind::List(_)
        | ExprKind::Set(_)
        | ExprKind::Int
        | ExprKind::Float
        | ExprKind::None
        | ExprKind::True
        | ExprKind::False => false,
        // What is gone through one by one is sent as a text; lists and mappings are sent as JSON.
        ExprKind::Comprehension { kind, .. } => matches!(kind, ComprehensionKind::Generator { .. }),
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span) != "json",
        ExprKind::Await(inner) => is_text(cx, *inner, depth),
        ExprKind::Call { .. } => called(cx.file, e).is_none_or(|func| {
            let answers = cx.file.qualified_names(func).any(is_no_text);
            let object = matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. }
                if OBJECTS.contains(&cx.tree().text(attr.span)));
            !answers && !object && gives_text(cx, func, depth)
        }),
        // An answer that was made before, and perhaps given headers.
        ExprKind::Name if cx.file.qualified_names(e).any(|name| name.ends_with("Response") || is_no_text(name)) => {
            false
        }
        ExprKind::Name if depth < MAX_DEPTH => match cx.file.display(e) {
            Some(made) if made != e => is_text(cx, made, depth + 1),
            _ => true,
        },
        _ => true,
    }
}
