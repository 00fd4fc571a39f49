//! Routers, where they are mounted, and routes that calls declare: Flask, FastAPI, Starlette, Django Ninja, Bottle, Sanic, Falcon.

use semantic::{BindingKind, Const, FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use super::view::{guard_names, last_part, last_word, texts};
use super::{Answer, Door, FileSite, Mount, Name, Router, aiohttp};

/// Calls of aiohttp and others that declare a route of one method.
const ADDERS: [(&str, &str); 6] = [
    ("add_get", "GET"),
    ("add_post", "POST"),
    ("add_put", "PUT"),
    ("add_patch", "PATCH"),
    ("add_delete", "DELETE"),
    ("add_head", "HEAD"),
];

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    decorated_classes(file, site);
    before(file, site);
    for &call in file.calls() {
        let ExprKind::Call { func, ref args } = file.module().expr(call).kind else { continue };
        let constructed = file.qualified_name(func).map(last_part);
        match constructed {
            Some("Blueprint" | "APIRouter" | "FastAPI" | "Flask" | "Api" | "Namespace") => {
                router(file, call, func, site);
            }
            Some("NinjaAPI" | "Router") if is_below(file, func, "ninja.") => router(file, call, func, site),
            Some("partial") => partial(file, call, site),
            Some("Route" | "WebSocketRoute") if is_below(file, func, "starlette.routing.") => {
                let args = file.call_args(call);
                let methods = args.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
                let path = args.argument(Some(0), Some("path")).and_then(|path| self::text(file, path));
                let path = path.map(|path| format!("{}{path}", mounted_at(file, call)));
                push(file, call, path, args.argument(Some(1), Some("endpoint")), methods, None, site);
            }
            Some(verb @ ("get" | "post" | "put" | "patch" | "delete" | "view"))
                if is_below(file, func, "aiohttp.web.") =>
            {
                let methods = if verb == "view" { Vec::new() } else { vec![verb.to_ascii_uppercase()] };
                let on = aiohttp::added_to(file, call);
                door(file, call, 0, file.call_args(call).positional(1), methods, on, site);
            }
            _ => {}
        }
        let ExprKind::Attribute { value: object, attr } = file.module().expr(func).kind else { continue };
        method(file, call, object, file.module().text(attr.span), args, site);
    }
}

/// `@ns.route("/users")` above a class.
fn decorated_classes(file: &FileModel, site: &mut FileSite) {
    for &id in file.classes() {
        let Some(class) = file.class(id) else { continue };
        for &decorator in &class.decorators {
            let ExprKind::Call { func, .. } = file.module().expr(decorator).kind else { continue };
            let ExprKind::Attribute { value, attr } = file.module().expr(func).kind else { continue };
            let path = file.call_args(decorator).positional(0).and_then(|path| text(file, path));
            if !matches!(file.module().text(attr.span), "route" | "view") || path.is_none() {
                continue;
            }
            site.doors.push(Door {
                on: Name::of(file, value),
                path: path.map(super::rooted),
                named: None,
                decides: false,
                methods: Vec::new(),
                guards: Vec::new(),
                view: Answer::View(Name::Here(file.definition_name(id).to_owned())),
                lines: super::view::lines(file, id),
            });
        }
    }
}

fn is_below(file: &FileModel, func: ExprId, module: &str) -> bool {
    file.qualified_names(func).any(|name| name.starts_with(module))
}

/// `app.register_blueprint(…)`, `app.include_router(…)`, `app.add_url_rule(…)` and the like.
fn method(file: &FileModel, call: ExprId, object: ExprId, name: &str, args: &[Argument], site: &mut FileSite) {
    let given = file.call_args(call);
    let text = |word: &str| given.keyword(word).and_then(|value| text(file, value));
    match name {
        "register_blueprint" | "include_router" | "blueprint" => {
            let guards = given.keyword("dependencies").map_or_else(Vec::new, |list| depends(file, list));
            let prefix = text("url_prefix").or_else(|| text("prefix"));
            mount(file, object, given.positional(0), prefix.as_deref(), &guards, site);
        }
        "add_namespace" => {
            let prefix = given.argument(Some(1), Some("path")).and_then(|path| self::text(file, path));
            mount(file, object, given.positional(0), prefix.as_deref(), &[], site);
        }
        "mount" | "add_subapp" => {
            let prefix =
                given.positional(0).and_then(|path| self::text(file, path)).filter(|path| path.starts_with('/'));
            if prefix.is_some() {
                mount(file, object, given.argument(Some(1), Some("app")), prefix.as_deref(), &[], site);
            }
        }
        "add_router" => {
            // Django Ninja's; the router may be named by its place.
            let prefix = given.argument(Some(0), Some("prefix")).and_then(|path| self::text(file, path));
            let Some(child) = given.argument(Some(1), Some("router")) else { return };
            let child =
                self::text(file, child).map(|dotted| Name::of_module(&dotted)).or_else(|| Name::of(file, child));
            if let (Some(child), Some(parent)) = (child, Name::of(file, object)) {
                site.mounts.push(Mount { parent, child, prefix, guards: rules::authenticators(file, call) });
            }
        }
        "add_middleware" => {
            let class = given.argument(Some(0), Some("middleware_class")).and_then(|class| Name::of(file, class));
            site.around.extend(Name::of(file, object).zip(class));
        }
        "route" if rules::imports(file, "bottle") => {
            // Without a decorator: `app.route("/users", "GET", users)`.
            let method = given.argument(Some(1), Some("method"));
            let methods = method.map_or_else(Vec::new, |method| match self::text(file, method) {
                Some(method) => vec![method.to_ascii_uppercase()],
                None => texts(file, method),
            });
            let view = given.argument(Some(2), Some("callback"));
            if view.is_some() {
                door(file, call, 0, view, methods, Some(object), site);
            }
        }
        "before_request" => {
            let function = given.positional(0).and_then(|function| Name::of(file, function));
            if let (Some(router), Some(Name::Here(function))) = (Name::of(file, object), function) {
                site.before.extend(refuses(file, &function).then_some((router, function)));
            }
        }
        "add_route" => add_route(file, call, object, site),
        "add_view" => {
            // aiohttp's; Pyramid's and Flask-AppBuilder's have another shape.
            let path = given.positional(0).and_then(|path| self::text(file, path));
            if path.as_ref().is_some_and(|path| path.starts_with('/')) {
                push(file, call, path, given.positional(1), Vec::new(), Name::of(file, object), site);
            }
        }
        "add_url_rule" => {
            let methods = given.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
            let view = given.argument(Some(2), Some("view_func"));
            for on in passed(file, object) {
                door(file, call, 0, view, methods.clone(), Some(on), site);
            }
        }
        "add_resource" => {
            let view = given.positional(0);
            // aiohttp's is given a path alone.
            for at in (1..args.len()).filter(|&at| given.positional(at).is_some()) {
                door(file, call, at, view, Vec::new(), Some(object), site);
            }
        }
        "add_api_route" => {
            let methods = given.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
            door(file, call, 0, given.argument(Some(1), Some("endpoint")), methods, Some(object), site);
        }
        _ => {
            if let Some((_, verb)) = ADDERS.iter().find(|(adder, _)| *adder == name) {
                door(file, call, 0, given.positional(1), vec![(*verb).to_owned()], Some(object), site);
            }
        }
    }
}

/// `app.add_route(…)`, whose arguments stand in another order in each library.
fn add_route(file: &FileModel, call: ExprId, object: ExprId, site: &mut FileSite) {
    let given = file.call_args(call);
    let methods = given.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
    let texts = [0, 1].map(|at| given.positional(at).and_then(|e| text(file, e)));
    match texts {
        // aiohttp: method, path, handler
        [Some(verb), Some(path)] if verb == "*" || verb.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            let methods = if verb == "*" { Vec::new() } else { vec![verb] };
            push(file, call, Some(path), given.positional(2), methods, Name::of(file, object), site);
        }
        // The same, of a resource that has the path already
        [Some(verb), None] if verb == "*" || verb.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            if let Some((on, path)) = aiohttp::resource(file, object) {
                let methods = if verb == "*" { Vec::new() } else { vec![verb] };
                push(file, call, Some(path), given.positional(1), methods, on, site);
            }
        }
        // Starlette, Falcon: path, handler
        [Some(path), None] if path.starts_with('/') => {
            push(file, call, Some(path), given.positional(1), methods, Name::of(file, object), site);
        }
        // Sanic: handler, path
        [None, Some(path)] => {
            push(file, call, Some(path), given.positional(0), methods, Name::of(file, object), site);
        }
        _ => {}
    }
}

/// `bp = Blueprint("users", __name__, url_prefix="/users")`, `api = Api(bp)`
fn router(file: &FileModel, call: ExprId, func: ExprId, site: &mut FileSite) {
    let Some(name) = assigned_name(file, call) else { return };
    let args = file.call_args(call);
    let word = last_word(file, func).unwrap_or_default();
    let prefix = ["url_prefix", "prefix", "path"].iter().find_map(|word| text(file, args.keyword(word)?));
    if word == "Api"
        && let Some(parent) = args.positional(0).and_then(|parent| Name::of(file, parent))
    {
        site.mounts.push(Mount { parent, child: Name::Here(name.clone()), prefix: None, guards: Vec::new() });
    }
    let mut guards = args.keyword("dependencies").map_or_else(Vec::new, |list| depends(file, list));
    guards.extend(rules::authenticators(file, call));
    let replaces = matches!(word, "Blueprint" | "Namespace");
    site.routers.push(Router { name, prefix: prefix.unwrap_or_default(), guards, by_name: false, replaces });
}

/// The name that is given what a call makes.
pub(super) fn assigned_name(file: &FileModel, call: ExprId) -> Option<String> {
    let Node::Stmt(stmt) = file.parent(call) else { return None };
    let target = match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => match **targets {
            [target] => target,
            _ => return None,
        },
        StmtKind::AnnAssign { target, .. } => *target,
        _ => return None,
    };
    Some(file.module().text(file.module().expr(target).span).to_owned())
}

/// A router below another one. What a function is handed, or an object keeps, is taken for the application itself.
fn mount(
    file: &FileModel,
    parent: ExprId,
    child: Option<ExprId>,
    prefix: Option<&str>,
    guards: &[String],
    site: &mut FileSite,
) {
    let Some(child) = child else { return };
    graph(file, parent, child, prefix, site);
    let parent = Name::of(file, parent).unwrap_or_else(|| Name::Here("<app>".to_owned()));
    for child in looped(file, child).into_iter().filter_map(|child| Name::of(file, child)) {
        site.mounts.push(Mount {
            parent: parent.clone(),
            child,
            prefix: prefix.map(str::to_owned),
            guards: guards.to_vec(),
        });
    }
}

/// `app.include_router(GraphQLRouter(schema), prefix="/graphql")`: one route for all that the schema offers.
fn graph(file: &FileModel, parent: ExprId, child: ExprId, prefix: Option<&str>, site: &mut FileSite) {
    let made = file.written_value(child).unwrap_or(child);
    let ExprKind::Call { func, .. } = file.module().expr(made).kind else { return };
    let Some(class) = last_word(file, func).filter(|class| class.contains("GraphQL")) else { return };
    let own = file.call_args(made).keyword("path").and_then(|path| text(file, path)).unwrap_or_default();
    let (span, lines) = (file.module().expr(made).span, file.module().lines());
    site.doors.push(Door {
        on: Name::of(file, parent),
        path: Some(super::rooted(format!("{}{own}", prefix.unwrap_or_default()))),
        named: None,
        decides: false,
        methods: vec!["GET".to_owned(), "POST".to_owned()],
        guards: Vec::new(),
        view: Answer::Text(class.to_owned()),
        lines: (lines.line(span.start), lines.line(span.end)),
    });
}

/// `functools.partial(app.register_blueprint, api, url_prefix="/api")`
fn partial(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let args = file.call_args(call);
    let Some(ExprKind::Attribute { value, attr }) = args.positional(0).map(|first| &file.module().expr(first).kind)
    else {
        return;
    };
    if matches!(file.module().text(attr.span), "register_blueprint" | "include_router") {
        let prefix = ["url_prefix", "prefix"].iter().find_map(|word| text(file, args.keyword(word)?));
        mount(file, *value, args.positional(1), prefix.as_deref(), &[], site);
    }
}

/// What an expression may be: itself, or what the calls of this file pass for the parameter that it names.
fn passed(file: &FileModel, e: ExprId) -> Vec<ExprId> {
    const MOST: usize = 4;
    let param = file.binding(e).and_then(|binding| match file.binding_info(binding).kind {
        BindingKind::Param { function, index } => Some((function, index)),
        _ => None,
    });
    let Some((function, index)) = param else { return vec![e] };
    let calls = file.calls().iter().filter(|&&call| match file.module().expr(call).kind {
        ExprKind::Call { func, .. } => file.binding(func).is_some_and(
            |binding| matches!(file.binding_info(binding).kind, BindingKind::Function(own) if own == function),
        ),
        _ => false,
    });
    let given: Vec<ExprId> = calls.filter_map(|&call| file.call_args(call).positional(index)).take(MOST).collect();
    if given.is_empty() { vec![e] } else { given }
}

/// The paths of Starlette's `Mount`s around a route.
fn mounted_at(file: &FileModel, call: ExprId) -> String {
    const MAX_STEPS: usize = 24;
    let mut path = String::new();
    let mut at = call;
    for _ in 0..MAX_STEPS {
        let Node::Expr(parent) = file.parent(at) else { break };
        if let ExprKind::Call { func, .. } = file.module().expr(parent).kind
            && is_below(file, func, "starlette.routing.Mount")
            && let Some(above) =
                file.call_args(parent).argument(Some(0), Some("path")).and_then(|path| text(file, path))
        {
            path.insert_str(0, above.trim_end_matches('/'));
        }
        at = parent;
    }
    path
}

/// Functions that run before all routes of a router because a decorator says so, and send some people away.
fn before(file: &FileModel, site: &mut FileSite) {
    for &id in file.functions() {
        let Some(function) = file.function(id) else { continue };
        for &decorator in &function.decorators {
            let func = match file.module().expr(decorator).kind {
                ExprKind::Call { func, .. } => func,
                _ => decorator,
            };
            let ExprKind::Attribute { value, attr } = file.module().expr(func).kind else { continue };
            if !matches!(
                file.module().text(attr.span),
                "before_request" | "before_app_request" | "middleware" | "on_request"
            ) {
                continue;
            }
            let name = file.definition_name(id);
            let Some(router) = Name::of(file, value) else { continue };
            site.before.extend(refuses(file, name).then(|| (router, name.to_owned())));
        }
    }
}

/// Whether a function of the file sends some people away, or is guarded itself.
fn refuses(file: &FileModel, name: &str) -> bool {
    let own = file.functions().iter().find(|&&id| file.definition_name(id) == name);
    own.is_some_and(|&id| rules::refuses(file, id))
}

/// The dependencies of `[Depends(check)]` that have a name.
fn depends(file: &FileModel, list: ExprId) -> Vec<String> {
    let items: &[ExprId] = match &file.module().expr(list).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items,
        _ => &[],
    };
    let of = |item: &ExprId| {
        let dependency = file.call_args(*item).argument(Some(0), Some("dependency"))?;
        Some(file.module().text(file.module().expr(dependency).span).to_owned())
    };
    items.iter().filter_map(of).filter(|name| rules::is_identity(name)).collect()
}

/// A route whose path is the call's positional argument `at`.
fn door(
    file: &FileModel,
    call: ExprId,
    at: usize,
    view: Option<ExprId>,
    methods: Vec<String>,
    on: Option<ExprId>,
    site: &mut FileSite,
) {
    let args = file.call_args(call);
    let path = args.positional(at).or_else(|| args.keyword("rule")).or_else(|| args.keyword("path"));
    let paths = path.map_or_else(Vec::new, |path| all_texts(file, path));
    let on = on.and_then(|on| Name::of(file, on));
    if paths.is_empty() {
        push(file, call, None, view, methods, on, site);
        return;
    }
    for path in paths {
        push(file, call, Some(super::rooted(path)), view, methods.clone(), on.clone(), site);
    }
}

pub(super) fn push(
    file: &FileModel,
    place: ExprId,
    path: Option<String>,
    view: Option<ExprId>,
    methods: Vec<String>,
    on: Option<Name>,
    site: &mut FileSite,
) {
    let mut guards = Vec::new();
    let Some(view) = view else { return };
    let view = answer(file, view, &mut guards);
    let (span, lines) = (file.module().expr(place).span, file.module().lines());
    let lines = (lines.line(span.start), lines.line(span.end));
    site.doors.push(Door { on, path, named: None, methods, guards, decides: false, view, lines });
}

/// What answers: wrappers are taken off, and those that keep somebody out are noted.
pub(super) fn answer(file: &FileModel, view: ExprId, guards: &mut Vec<String>) -> Answer {
    /// Wrappers around one view.
    const MAX_WRAPPERS: usize = 8;
    // `show = login_required(Show.as_view())`, and the name is routed to.
    let made =
        file.written_value(view).filter(|&value| matches!(file.module().expr(value).kind, ExprKind::Call { .. }));
    let mut at = made.unwrap_or(view);
    for _ in 0..MAX_WRAPPERS {
        let ExprKind::Call { func, .. } = file.module().expr(at).kind else { break };
        if let ExprKind::Attribute { value, attr } = file.module().expr(func).kind
            && file.module().text(attr.span) == "as_view"
        {
            // `View().as_view()` is written, too.
            at = match file.module().expr(value).kind {
                ExprKind::Call { func, .. } => func,
                _ => value,
            };
            break;
        }
        let Some(inner) = file.call_args(at).positional(0) else {
            // `Resource()`, as Falcon takes it.
            if file.call_args(at).all().is_empty() {
                at = func;
            }
            break;
        };
        // `permission_required("shop.add")(view)` is called twice.
        guards.extend(guard_names(
            file,
            if matches!(file.module().expr(func).kind, ExprKind::Call { .. }) { func } else { at },
        ));
        at = inner;
    }
    match Name::of(file, at) {
        Some(name) => Answer::View(name),
        None => Answer::Text(rules::one_line(file.module().text(file.module().expr(view).span))),
    }
}

/// What an expression stands for: itself, or what the loop around it goes through, as in `for router in [users, orders]:`.
fn looped(file: &FileModel, e: ExprId) -> Vec<ExprId> {
    let iter = file.binding(e).and_then(|binding| match file.binding_info(binding).kind {
        BindingKind::LoopTarget { iter, whole: true } => Some(iter),
        _ => None,
    });
    let Some(iter) = iter else { return vec![e] };
    match &file.module().expr(file.display(iter).unwrap_or(iter)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items.to_vec(),
        _ => vec![e],
    }
}

/// The texts that an expression stands for: one, or those that the loop around it goes through.
fn all_texts(file: &FileModel, e: ExprId) -> Vec<String> {
    looped(file, e).into_iter().filter_map(|e| text(file, e)).collect()
}

pub(super) fn text(file: &FileModel, e: ExprId) -> Option<String> {
    match file.constant(e) {
        Some(Const::Str(text)) => Some(text.to_string()),
        _ => None,
    }
}
