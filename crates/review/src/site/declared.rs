//! Routers, where they are mounted, and routes that calls declare: Flask, FastAPI, Starlette, Django Ninja, Bottle, Sanic, Falcon.

use std::collections::HashSet;

use semantic::{Const, FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use super::given::passed;
use super::mounted::depends;
use super::rows::{Row, in_row, rows};
use super::view::{guard_names, last_part, last_word, texts};
use super::{Answer, Door, FileSite, Mount, Name, Router, Text, aiohttp, mounted, tables};

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
    mounted::before(file, site);
    for &call in file.calls() {
        let ExprKind::Call { func, ref args } = file.module().expr(call).kind else { continue };
        let constructed = file.qualified_name(func).map(last_part);
        match constructed {
            Some("Blueprint" | "APIRouter" | "FastAPI" | "Flask" | "Api" | "Namespace") => {
                router(file, call, func, site);
            }
            Some("NinjaAPI" | "Router") if is_below(file, func, "ninja.") => router(file, call, func, site),
            Some("partial") => mounted::partial(file, call, site),
            Some("Application") if is_below(file, func, "aiohttp.web.") => aiohttp::application(file, call, site),
            Some("Route" | "WebSocketRoute") if is_below(file, func, "starlette.routing.") => {
                starlette(file, call, site);
            }
            Some(verb @ ("get" | "post" | "put" | "patch" | "delete" | "view"))
                if file.qualified_names(func).any(|name| name.strip_prefix("aiohttp.web.") == Some(verb)) =>
            {
                let methods = if verb == "view" { Vec::new() } else { vec![verb.to_ascii_uppercase()] };
                let on = aiohttp::added_to(file, call);
                door(file, call, 0, file.call_args(call).positional(1), &Verbs::These(methods), on, site);
            }
            _ => {}
        }
        if matches!(file.module().expr(func).kind, ExprKind::Name) {
            match last_word(file, func) {
                Some("add_route") => add_route(file, call, site),
                Some(_) if file.call_args(call).keyword("view_func").is_some() => helper(file, call, site),
                _ => {}
            }
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
            let on = match file.module().expr(func).kind {
                ExprKind::Attribute { value, attr } if matches!(file.module().text(attr.span), "route" | "view") => {
                    Name::of(file, value)
                }
                // A decorator of the program's own: `@Route("/users")`.
                ExprKind::Name
                    if last_word(file, func).is_some_and(|word| word.to_ascii_lowercase().contains("route")) =>
                {
                    None
                }
                _ => continue,
            };
            let path = file.call_args(decorator).positional(0).and_then(|path| text(file, path));
            if !path.as_ref().is_some_and(|path| on.is_some() || path.starts_with('/')) {
                continue;
            }
            site.doors.push(Door {
                on,
                path: path.map(super::rooted).map(Text::Known),
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
    match name {
        "register_blueprint" | "include_router" | "blueprint" => {
            let guards = given.keyword("dependencies").map_or_else(Vec::new, |list| depends(file, list));
            let prefix = given.keyword("url_prefix").or_else(|| given.keyword("prefix"));
            mounted::mount(file, call, object, given.positional(0), prefix, &guards, site);
        }
        "add_namespace" => {
            mounted::mount(file, call, object, given.positional(0), given.argument(Some(1), Some("path")), &[], site);
        }
        "mount" | "add_subapp" => {
            let prefix = given.positional(0).filter(|path| text(file, *path).is_some_and(|path| path.starts_with('/')));
            if prefix.is_some() {
                mounted::mount(file, call, object, given.argument(Some(1), Some("app")), prefix, &[], site);
            }
        }
        "add_router" => {
            // Django Ninja's; the router may be named by its place.
            let prefix = given.argument(Some(0), Some("prefix")).map(|path| Text::of(file, &Row::new(), path));
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
            let methods = Verbs::Listed(given.argument(Some(1), Some("method")));
            door(file, call, 0, given.argument(Some(2), Some("callback")), &methods, Some(object), site);
        }
        "before_request" => mounted::ask_before(file, object, given.positional(0), site),
        "add_route" => add_route(file, call, site),
        "add_routes" if rules::imports(file, "aiohttp") => aiohttp::take_over(file, call, object, site),
        "add_view" => {
            // aiohttp's; Pyramid's and Flask-AppBuilder's have another shape.
            let path = given.positional(0).and_then(|path| self::text(file, path));
            if path.is_some_and(|path| path.starts_with('/')) {
                door(file, call, 0, given.positional(1), &Verbs::These(Vec::new()), Some(object), site);
            }
        }
        "add_url_rule" => {
            let methods = Verbs::Listed(given.keyword("methods"));
            let view = given.argument(Some(2), Some("view_func"));
            tables::gone_through(file, call, object, site);
            for on in passed(file, object) {
                door(file, call, 0, view, &methods, Some(on), site);
            }
        }
        "add_resource" => {
            // A text is no view: folders of files are added under that name, too.
            let view = given.positional(0).filter(|&view| text(file, view).is_none());
            tables::spread(file, call, object, site);
            // aiohttp's is given a path alone.
            for at in (1..args.len()).filter(|&at| given.positional(at).is_some()) {
                door(file, call, at, view, &Verbs::These(Vec::new()), Some(object), site);
            }
        }
        "add_api_route" => {
            let methods = Verbs::Listed(given.keyword("methods"));
            tables::gone_through(file, call, object, site);
            door(file, call, 0, given.argument(Some(1), Some("endpoint")), &methods, Some(object), site);
        }
        _ => {
            if let Some((_, verb)) = ADDERS.iter().find(|(adder, _)| *adder == name) {
                door(file, call, 0, given.positional(1), &Verbs::These(vec![(*verb).to_owned()]), Some(object), site);
            }
        }
    }
}

/// `register_view(bp, routes=["/users"], view_func=Users.as_view("users"))`: a function of the project that hands on to
/// `add_url_rule` what that is called after.
fn helper(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let args = file.call_args(call);
    let Some(on) = args.positional(0).filter(|&on| text(file, on).is_none()) else { return };
    let listed = ["routes", "rules", "paths"].iter().find_map(|word| args.keyword(word)).or_else(|| args.positional(1));
    let single = ["rule", "route", "path", "url"].iter().find_map(|word| args.keyword(word));
    let paths = match listed.map(|list| &file.module().expr(file.display(list).unwrap_or(list)).kind) {
        Some(ExprKind::List(items) | ExprKind::Tuple(items)) => items.to_vec(),
        _ => single.or(listed).into_iter().collect(),
    };
    let row = Row::new();
    let methods = Verbs::Listed(args.keyword("methods")).of(file, &row);
    for path in paths.into_iter().filter_map(|path| text(file, path)).filter(|path| path.starts_with('/')) {
        let Some(view) = args.keyword("view_func") else { return };
        let on = Name::of(file, on);
        push(file, call, Some(Text::Known(path)), answered(file, &row, view), methods.clone(), on, site);
    }
}

/// `app.add_route(…)`, whose arguments stand in another order in each library.
fn add_route(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let given = file.call_args(call);
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return };
    let object = match file.module().expr(func).kind {
        ExprKind::Attribute { value, .. } => Some(value),
        _ => None,
    };
    let texts = [0, 1].map(|at| given.positional(at).and_then(|e| text(file, e)));
    let is_verb = |verb: &str| verb == "*" || verb.bytes().all(|byte| byte.is_ascii_uppercase());
    let verbs = |verb: &str| Verbs::These(if verb == "*" { Vec::new() } else { vec![verb.to_owned()] });
    match texts {
        // aiohttp: method, path, handler
        [Some(verb), Some(_)] if is_verb(&verb) => {
            door(file, call, 1, given.positional(2), &verbs(&verb), object, site);
        }
        // The same, of a resource that has the path already
        [Some(verb), None] if is_verb(&verb) => {
            let made = object.and_then(|object| aiohttp::resource(file, object));
            if let (Some((on, path)), Some(view)) = (made, given.positional(1)) {
                let row = Row::new();
                push(
                    file,
                    call,
                    Some(Text::Known(path)),
                    answered(file, &row, view),
                    verbs(&verb).of(file, &row),
                    on,
                    site,
                );
            }
        }
        // Starlette, Falcon: path, handler
        [Some(path), None] if path.starts_with('/') => {
            door(file, call, 0, given.positional(1), &Verbs::Listed(given.keyword("methods")), object, site);
        }
        // Sanic: handler, path; and functions of that name that a program has of its own
        [None, Some(path)] if path.starts_with(['/', '^', '<']) => {
            door(file, call, 1, given.positional(0), &Verbs::Listed(given.keyword("methods")), object, site);
        }
        _ => {}
    }
}

/// `Route("/users", users, methods=["GET"])`, below the `Mount`s around it.
fn starlette(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let args = file.call_args(call);
    let Some(view) = args.argument(Some(1), Some("endpoint")) else { return };
    let methods = args.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
    let path = args
        .argument(Some(0), Some("path"))
        .map(|path| Text::Joined(vec![Text::Known(mounted::around(file, call)), Text::of(file, &Row::new(), path)]));
    push(file, call, path, answered(file, &Row::new(), view), methods, None, site);
}

/// `bp = Blueprint("users", __name__, url_prefix="/users")`, `api = Api(bp)`
fn router(file: &FileModel, call: ExprId, func: ExprId, site: &mut FileSite) {
    let Some(name) = assigned_name(file, call) else { return };
    let args = file.call_args(call);
    let word = last_word(file, func).unwrap_or_default();
    let prefix = ["url_prefix", "prefix", "path"].iter().find_map(|word| args.keyword(word));
    let prefix = prefix.map(|prefix| Text::of(file, &Row::new(), prefix));
    if word == "Api"
        && let Some(parent) = args.positional(0).and_then(|parent| Name::of(file, parent))
    {
        site.mounts.push(Mount { parent, child: Name::Here(name.clone()), prefix: None, guards: Vec::new() });
    }
    let mut guards = args.keyword("dependencies").map_or_else(Vec::new, |list| depends(file, list));
    guards.extend(rules::authenticators(file, call));
    let replaces = matches!(word, "Blueprint" | "Namespace");
    offered(file, call, &name, site);
    let prefix = prefix.unwrap_or_else(|| Text::Known(String::new()));
    site.routers.push(Router { name, prefix, guards, by_name: false, replaces, is_table: false, class: None });
}

/// Notes that a function returns the router, or that a method of a class offers it.
fn offered(file: &FileModel, call: ExprId, name: &str, site: &mut FileSite) {
    let Some(function) = file.enclosing_function(call) else { return };
    let own = file.definition_name(function);
    let is_returned = |e: ExprId| file.module().text(file.module().expr(e).span) == name;
    if file.returned_values(function).any(is_returned) {
        site.returned.push((own.to_owned(), name.to_owned()));
    }
    if let Some(class) = file.enclosing_class_of(function) {
        let class = file.definition_name(class);
        site.offered.extend([name, class].map(|router| (own.to_owned(), router.to_owned())));
    }
}

/// Notes what gives the names that routes hang on, where that is a function: `app = create_app()`.
pub(super) fn made(file: &FileModel, site: &mut FileSite) {
    let before = site.before.iter().map(|(router, _)| router);
    let used =
        site.doors.iter().filter_map(|door| door.on.as_ref()).chain(site.mounts.iter().map(|mount| &mount.parent));
    let used: HashSet<&str> = used
        .chain(before)
        .chain(site.around.iter().map(|(router, _)| router))
        .filter_map(|name| match name {
            Name::Here(name) => Some(name.as_str()),
            Name::There { .. } => None,
        })
        .collect();
    let is_router = |name: &str| site.routers.iter().any(|router| router.name == name);
    let found = file.module().stmts().filter_map(|(_, stmt)| {
        let StmtKind::Assign { targets, value } = &stmt.kind else { return None };
        let [target] = **targets else { return None };
        let name = file.module().text(file.module().expr(target).span);
        let ExprKind::Call { func, .. } = file.module().expr(*value).kind else { return None };
        (used.contains(name) && !is_router(name)).then(|| Some((name.to_owned(), Name::of(file, func)?)))?
    });
    site.made = found.collect();
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

/// Routes whose path is the call's positional argument `at`: one, or one for each turn of the loops around the call.
fn door(
    file: &FileModel,
    call: ExprId,
    at: usize,
    view: Option<ExprId>,
    methods: &Verbs,
    on: Option<ExprId>,
    site: &mut FileSite,
) {
    let args = file.call_args(call);
    let path = args.positional(at).or_else(|| args.keyword("rule")).or_else(|| args.keyword("path"));
    let on = on.and_then(|on| Name::of(file, on));
    let Some(view) = view else { return };
    for row in rows(file, call) {
        let path = path.map(|path| match Text::of(file, &row, path) {
            // A pattern's ends say nothing to a reader.
            Text::Known(path) => {
                Text::Known(super::rooted(path.trim_start_matches('^').trim_end_matches('$').to_owned()))
            }
            path => path,
        });
        push(file, call, path, answered(file, &row, view), methods.of(file, &row), on.clone(), site);
    }
}

/// The methods of a route, as its declaration has them.
enum Verbs {
    These(Vec<String>),
    /// A list, or one text.
    Listed(Option<ExprId>),
}

impl Verbs {
    fn of(&self, file: &FileModel, row: &Row) -> Vec<String> {
        let list = match self {
            Self::These(methods) => return methods.clone(),
            Self::Listed(list) => list.map(|list| in_row(file, row, list)),
        };
        let item = |&item: &ExprId| text(file, in_row(file, row, item)).map(|text| text.to_ascii_uppercase());
        match list.map(|list| (list, &file.module().expr(list).kind)) {
            Some((_, ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items))) => {
                let mut methods: Vec<String> = items.iter().filter_map(item).collect();
                methods.sort();
                methods.dedup();
                methods
            }
            Some((list, _)) => text(file, list).map(|text| text.to_ascii_uppercase()).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

/// Notes a route that is declared at `place`.
pub(super) fn push(
    file: &FileModel,
    place: ExprId,
    path: Option<Text>,
    answered: (Answer, Vec<String>),
    methods: Vec<String>,
    on: Option<Name>,
    site: &mut FileSite,
) {
    let (view, guards) = answered;
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

/// What answers in one turn of the loops around a route, and what stands before it alone.
pub(super) fn answered(file: &FileModel, row: &Row, view: ExprId) -> (Answer, Vec<String>) {
    let view = in_row(file, row, view);
    let mut guards = Vec::new();
    let answer = match by_text(file, row, view) {
        Some(name) => Answer::View(Name::Here(name)),
        None => answer(file, view, &mut guards),
    };
    (answer, guards)
}

/// `globals()["show"]`: the function of that name.
fn by_text(file: &FileModel, row: &Row, view: ExprId) -> Option<String> {
    let ExprKind::Subscript { value, index } = file.module().expr(view).kind else { return None };
    let ExprKind::Call { func, .. } = file.module().expr(value).kind else { return None };
    let is_whole = file.qualified_name(func) == Some("builtins.globals");
    if is_whole { text(file, in_row(file, row, index)) } else { None }
}

pub(super) fn text(file: &FileModel, e: ExprId) -> Option<String> {
    match file.constant(e) {
        Some(Const::Str(text)) => Some(text.to_string()),
        _ => None,
    }
}
