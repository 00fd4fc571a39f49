//! Routes of web applications: the functions that answer requests, and what guards them.

use secrets::words;
use semantic::{BindingKind, Const, FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::code::around::{
    calls_in, calls_one_of, class_value, decorator_name, given, imports, last_word, local_function,
};
use crate::code::written;
use crate::web::access::is_denial;
use crate::web::gatekeepers::{is_gatekeeper, is_refusing_class};
use crate::web::guard_names::{is_guard, is_identity};

/// A function that answers requests because a decorator says so.
#[derive(Clone, Debug)]
pub struct Route {
    /// The function.
    pub function: StmtId,
    /// The URL path, where it is a constant.
    pub path: Option<String>,
    /// HTTP methods, upper case, each once; empty where the framework's default applies.
    pub methods: Vec<String>,
    /// What lets a request through: names of decorators and dependencies, as written.
    pub guards: Vec<String>,
}

/// Modules whose decorators declare routes.
const FRAMEWORKS: [&str; 13] = [
    "flask",
    "quart",
    "fastapi",
    "starlette",
    "flask_restx",
    "flask_restful",
    "sanic",
    "bottle",
    "aiohttp",
    "litestar",
    "robyn",
    "apiflask",
    "ninja",
];

const DEPENDS: &[&str] = &["fastapi.Depends", "fastapi.Security", "fastapi.params.Depends"];

/// The routes of a file, in source order.
pub fn routes(file: &FileModel) -> Vec<Route> {
    if !imports_framework(file) {
        return Vec::new();
    }
    let everywhere = Guards::of(file);
    let of = |&id: &StmtId| {
        let function = file.function(id)?;
        let (path, methods) = function.decorators.iter().find_map(|&decorator| declared(file, decorator))?;
        let guards = everywhere.on(file, function).into_iter().chain(guards_of_litestar(file, id, function)).collect();
        Some(Route { function: id, path, methods, guards })
    };
    file.functions().iter().filter_map(of).collect()
}

/// What guards all routes of a file or of one of its routers, to be joined with what guards a single one.
#[derive(Clone, Debug)]
pub struct Guards {
    of_all: Vec<Shared>,
}

/// Something that guards several routes.
#[derive(Clone, Debug)]
struct Shared {
    /// The router whose routes it guards, as written; `None` for all of the file.
    router: Option<String>,
    guard: String,
}

impl Guards {
    /// Of a file, whatever its framework.
    pub fn of(file: &FileModel) -> Self {
        let mut of_all = guards_of_all(file);
        pass_on(file, &mut of_all);
        Self { of_all }
    }

    /// What lets a request through to the function: names of decorators and dependencies, as written.
    pub fn on(&self, file: &FileModel, function: &Function) -> Vec<String> {
        if function.decorators.iter().any(|&decorator| decides(file, decorator)) {
            return guards_of(file, function);
        }
        let of_router = |shared: &&Shared| match &shared.router {
            None => true,
            Some(router) => function.decorators.iter().any(|&decorator| object(file, decorator) == Some(router)),
        };
        let mut guards: Vec<String> = self.of_all.iter().filter(of_router).map(|shared| shared.guard.clone()).collect();
        guards.extend(guards_of(file, function));
        guards.dedup();
        guards
    }
}

/// What stands before the last dot of a decorator: `router` of `@router.get("/")`.
fn object(file: &FileModel, decorator: ExprId) -> Option<&str> {
    match file.module().expr(decorator_name(file, decorator)).kind {
        ExprKind::Attribute { value, .. } => Some(file.module().text(file.module().expr(value).span)),
        _ => None,
    }
}

/// Whether a decorator of Django Ninja says who may come in, whatever guards the router: `@api.post("/login", auth=None)`.
pub(crate) fn decides(file: &FileModel, decorator: ExprId) -> bool {
    file.call_args(decorator).keyword("auth").is_some()
}

/// What guards a router guards those of the file that it takes in.
fn pass_on(file: &FileModel, of_all: &mut Vec<Shared>) {
    /// Routers of one file that take in others.
    const MOST: usize = 64;
    if of_all.iter().all(|shared| shared.router.is_none()) {
        return;
    }
    let text = |e: ExprId| file.module().text(file.module().expr(e).span);
    let taken = file.calls().iter().filter_map(|&call| {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
        let ExprKind::Attribute { value, attr } = file.module().expr(func).kind else { return None };
        let args = file.call_args(call);
        let child = match file.module().text(attr.span) {
            "include_router" | "register_blueprint" => args.positional(0)?,
            "add_router" => args.positional(1)?,
            _ => return None,
        };
        Some((text(value), text(child)))
    });
    for (parent, child) in taken.take(MOST) {
        let of_parent = of_all.iter().filter(|shared| shared.router.as_deref() == Some(parent));
        let passed: Vec<Shared> =
            of_parent.map(|shared| Shared { router: Some(child.to_owned()), guard: shared.guard.clone() }).collect();
        of_all.extend(passed);
    }
}

fn imports_framework(file: &FileModel) -> bool {
    let is_one = |module: &str| module.split('.').next().is_some_and(|first| FRAMEWORKS.contains(&first));
    let tree = file.module();
    tree.stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Import(names) => names.iter().any(|alias| is_one(tree.text(alias.name))),
        StmtKind::ImportFrom { module: Some(module), level: 0, .. } => is_one(tree.text(*module)),
        _ => false,
    })
}

/// Path and methods, if the decorator declares a route: `@app.get("/users")`, `@bp.route("/users", methods=["POST"])`.
fn declared(file: &FileModel, decorator: ExprId) -> Option<(Option<String>, Vec<String>)> {
    let name = decorator_name(file, decorator);
    let is_of_object = matches!(file.module().expr(name).kind, ExprKind::Attribute { .. });
    if name == decorator || !is_of_object && !is_of_litestar(file, name) {
        return None;
    }
    let args = file.call_args(decorator);
    let path = match args.argument(Some(0), Some("path")).map(|path| file.constant(path)) {
        Some(Some(Const::Str(path))) if path.is_empty() || path.starts_with(['/', '<']) => Some(path.to_string()),
        Some(None) => None,
        _ => return None,
    };
    let methods = match written::last_word(file, name)? {
        method @ ("get" | "post" | "put" | "patch" | "delete" | "head" | "options") => {
            vec![method.to_ascii_uppercase()]
        }
        "websocket" => Vec::new(),
        "route" | "api_route" => listed(file, args.keyword("methods")),
        _ => return None,
    };
    Some((path, methods))
}

/// `@get("/")` of Litestar, which belongs to no application.
fn is_of_litestar(file: &FileModel, decorator: ExprId) -> bool {
    file.qualified_names(decorator).any(|name| name.starts_with("litestar."))
}

/// What Litestar asks before a route or all of a class: `@delete("/", guards=[curators])`, `guards = [curators]`.
fn guards_of_litestar<'f>(file: &'f FileModel, id: StmtId, function: &Function) -> impl Iterator<Item = String> + 'f {
    let routes = function.decorators.iter().filter(|&&decorator| is_of_litestar(file, decorator_name(file, decorator)));
    let of_route: Vec<ExprId> = routes.filter_map(|&route| file.call_args(route).keyword("guards")).collect();
    let class = file.enclosing_class_of(id).filter(|_| imports(file, "litestar"));
    let of_class = class.and_then(|class| class_value(file, file.class(class)?, "guards"));
    of_route.into_iter().chain(of_class).flat_map(|list| match &file.module().expr(list).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            items.iter().map(|item| file.module().text(file.module().expr(*item).span).to_owned()).collect()
        }
        _ => Vec::new(),
    })
}

fn listed(file: &FileModel, methods: Option<ExprId>) -> Vec<String> {
    let Some(Const::List(items) | Const::Tuple(items) | Const::Set(items)) =
        methods.and_then(|list| file.constant(list))
    else {
        return Vec::new();
    };
    let mut methods: Vec<String> = items.iter().filter_map(|item| item.as_str().map(str::to_ascii_uppercase)).collect();
    methods.sort();
    methods.dedup();
    methods
}

/// Decorators and dependencies of one function that let only some requests through.
pub(crate) fn guards_of(file: &FileModel, function: &Function) -> Vec<String> {
    let text = |e: ExprId| file.module().text(file.module().expr(e).span).to_owned();
    let mut guards = Vec::new();
    for &decorator in &function.decorators {
        // All of `Permissions.ADMIN.require`: its last word alone says nothing.
        let named = decorator_name(file, decorator);
        let name = file.module().text(file.module().expr(named).span);
        if is_guard(name) || is_gatekeeper(file, named) {
            guards.push(name.to_owned());
        }
        guards.extend(handed_checks(file, decorator));
        if let Some(list) = file.call_args(decorator).keyword("dependencies") {
            guards.extend(dependencies(file, list).into_iter().map(text));
            guards.extend(checks(file, list).into_iter().map(text));
        }
        guards.extend(authenticators(file, decorator));
    }
    for param in &function.params.params {
        let places = param.default.into_iter().chain(param.annotation);
        guards.extend(places.flat_map(|place| dependencies(file, place)).map(text));
    }
    guards
}

/// Checks that a decorator is given to call: `@before(check_token_action, request)`, `@method_decorator(login_required)`.
fn handed_checks(file: &FileModel, decorator: ExprId) -> Vec<String> {
    let is_check = |name: &str| {
        let words = words(name);
        let decides = |word: &str| matches!(word, "action" | "actions" | "policy" | "policies" | "rights" | "allowed");
        is_guard(name)
            || words.first().is_some_and(|first| matches!(&**first, "check" | "ensure" | "require" | "enforce"))
                && words.iter().any(|word| decides(word))
    };
    let name = |argument: &Argument| match (argument, &file.module().expr(argument.value()).kind) {
        (Argument::Positional(value), ExprKind::Name | ExprKind::Attribute { .. }) => {
            let text = file.module().text(file.module().expr(*value).span);
            // A function, and not a constant of the settings.
            let is_function = |name: &str| name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
            written::last_word(file, *value).filter(|name| is_function(name) && is_check(name))?;
            Some(text.to_owned())
        }
        _ => None,
    };
    file.call_args(decorator).all().iter().filter_map(name).collect()
}

/// What Django Ninja asks before a route or before all of a router: `auth=JWTAuth()`, `auth=[session, token]`.
pub fn authenticators(file: &FileModel, call: ExprId) -> Vec<String> {
    let Some(auth) = file.call_args(call).keyword("auth") else { return Vec::new() };
    let all: &[ExprId] = match &file.module().expr(auth).kind {
        ExprKind::None => &[],
        ExprKind::List(items) | ExprKind::Tuple(items) => items,
        _ => &[auth],
    };
    let name = |&e: &ExprId| match file.module().expr(decorator_name(file, e)).kind {
        ExprKind::Name | ExprKind::Attribute { .. } => {
            Some(file.module().text(file.module().expr(decorator_name(file, e)).span).to_owned())
        }
        _ => None,
    };
    let names: Vec<String> = all.iter().filter_map(name).collect();
    // One of them is enough.
    let is_open =
        |name: &String| words(name).iter().any(|word| matches!(&**word, "anonymous" | "anybody" | "everybody"));
    if names.iter().any(is_open) { Vec::new() } else { names }
}

/// What guards several routes of the file: dependencies of the application or a router, and functions that run before all.
fn guards_of_all(file: &FileModel) -> Vec<Shared> {
    let text = |e: ExprId| file.module().text(file.module().expr(e).span).to_owned();
    let mut guards = Vec::new();
    let is_used = imports(file, "fastapi") || imports(file, "ninja");
    for &call in file.calls().iter().filter(|_| is_used) {
        let of_fastapi = calls_one_of(file, call, &["fastapi.FastAPI", "fastapi.APIRouter"]);
        if !of_fastapi && !calls_one_of(file, call, &["ninja.NinjaAPI", "ninja.Router"]) {
            continue;
        }
        // The application takes in the file's routers, however that is written.
        let is_whole = calls_one_of(file, call, &["fastapi.FastAPI", "ninja.NinjaAPI"]);
        let router = if is_whole { None } else { assigned(file, call) };
        let found = match file.call_args(call).keyword("dependencies") {
            Some(list) if of_fastapi => dependencies(file, list).into_iter().map(text).collect(),
            _ if of_fastapi => Vec::new(),
            _ => authenticators(file, call),
        };
        guards.extend(found.into_iter().map(|guard| Shared { router: router.clone(), guard }));
    }
    for &id in file.functions() {
        let Some(function) = file.function(id) else { continue };
        let before = function.decorators.iter().find(|&&decorator| {
            matches!(
                written::last_word(file, decorator_name(file, decorator)),
                Some("before_request" | "before_app_request" | "middleware" | "on_request")
            )
        });
        // What is set up for an application that a function is handed does not stand before the routes around it.
        let is_handed = |decorator: ExprId| match file.module().expr(decorator_name(file, decorator)).kind {
            ExprKind::Attribute { value, .. } => file
                .binding(value)
                .is_some_and(|binding| matches!(file.binding_info(binding).kind, BindingKind::Param { .. })),
            _ => false,
        };
        if let Some(&decorator) = before
            && !is_handed(decorator)
            && refuses(file, id)
        {
            // A blueprint's runs before its own routes.
            let router = object(file, decorator)
                .filter(|_| written::last_word(file, decorator_name(file, decorator)) == Some("before_request"));
            let of_blueprint = router.filter(|router| is_blueprint(file, router)).map(str::to_owned);
            guards.push(Shared { router: of_blueprint, guard: file.definition_name(id).to_owned() });
        }
    }
    guards
}

/// The name that is given what a call makes, as written.
fn assigned(file: &FileModel, call: ExprId) -> Option<String> {
    let Node::Stmt(stmt) = file.parent(call) else { return None };
    let target = match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => *targets.first()?,
        StmtKind::AnnAssign { target, .. } => *target,
        _ => return None,
    };
    Some(file.module().text(file.module().expr(target).span).to_owned())
}

/// Whether the file makes a blueprint under this name.
fn is_blueprint(file: &FileModel, name: &str) -> bool {
    let made = file.calls().iter().filter(|&&call| last_word(file, call) == Some("Blueprint"));
    made.filter_map(|&call| assigned(file, call)).any(|own| own == name)
}

/// Whether a function that runs before others sends people away who may not come in: it is guarded itself, refuses with 401 or
/// 403, ends the request after a look at who asks, or calls a function whose name says that it finds out.
pub fn refuses(file: &FileModel, function: StmtId) -> bool {
    let span = file.module().stmt(function).span;
    let is_about_people = |name: &str| {
        words(name).iter().any(|word| {
            matches!(
                &**word,
                "user" | "session" | "login" | "logged" | "auth" | "token" | "identity" | "jwt" | "credentials"
            )
        })
    };
    let (mut ends, mut finds_out) = (false, false);
    for call in calls_in(file, span) {
        let Some(name) = last_word(file, call) else { continue };
        // `json({"error": "…"}, status=401)`, `JSONResponse(…, status_code=403)`
        let answered = ["status", "status_code"].iter().find_map(|word| file.call_args(call).keyword(word));
        if answered.is_some_and(|status| is_denial(file, status)) {
            return true;
        }
        let redirects = || words(name).first().is_some_and(|first| first == "redirect");
        if matches!(name, "abort" | "HTTPException" | "Unauthorized" | "Forbidden") || redirects() {
            ends = true;
            let args = file.call_args(call);
            let status = args.keyword("status_code").or_else(|| args.positional(0));
            if matches!(name, "Unauthorized" | "Forbidden") || status.is_some_and(|status| is_denial(file, status)) {
                return true;
            }
        }
        let verifies =
            words(name).iter().any(|word| matches!(&**word, "verify" | "check" | "require" | "authenticate"));
        let words = words(name);
        // `return make_forbidden_response()`
        if words.iter().any(|word| matches!(&**word, "forbidden" | "unauthorized" | "unauthenticated"))
            && !words.iter().any(|word| word == "is")
        {
            return true;
        }
        finds_out |= words.first().is_some_and(|first| first == "authenticate") || verifies && is_about_people(name);
    }
    let asks_who = || {
        let exprs =
            file.module().exprs().filter(|(_, expr)| span.start <= expr.span.start && expr.span.end <= span.end);
        exprs.map(|(_, expr)| expr).any(|expr| match expr.kind {
            ExprKind::Name => is_about_people(file.module().text(expr.span)),
            ExprKind::Attribute { attr, .. } => is_about_people(file.module().text(attr.span)),
            _ => false,
        })
    };
    finds_out
        || ends && asks_who()
        || file.function(function).is_some_and(|definition| !guards_of(file, definition).is_empty())
}

/// The functions behind `Depends(…)` in an expression that find out who asks: by their names, or because they refuse, which
/// shows where they stand in this file. Behind a name that stands for such an annotation, `User = Annotated[…, Depends(…)]`, too.
pub(crate) fn dependencies(file: &FileModel, place: ExprId) -> Vec<ExprId> {
    dependencies_within(file, place, 0)
}

fn dependencies_within(file: &FileModel, place: ExprId, depth: usize) -> Vec<ExprId> {
    /// Names for annotations, and dependencies of dependencies, that are followed.
    const MAX_DEPTH: usize = 3;
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    let place = given(file, place);
    let asks = |function: StmtId| {
        refuses(file, function)
            || file.function(function).is_some_and(|definition| {
                let places =
                    definition.params.params.iter().flat_map(|param| param.default.into_iter().chain(param.annotation));
                places.into_iter().any(|place| !dependencies_within(file, place, depth + 1).is_empty())
            })
    };
    let finds_out = |&dependency: &ExprId| {
        written::last_word(file, dependency).is_some_and(is_identity)
            || local_function(file, dependency).is_some_and(asks)
            || is_refusing_class(file, dependency)
    };
    let mut found: Vec<ExprId> = depended_on(file, place).filter(finds_out).collect();
    // `dependencies=[Clerk]`, where `Clerk = Depends(Allowed("clerk"))`
    if let ExprKind::List(items) | ExprKind::Tuple(items) = &file.module().expr(place).kind {
        let is_kept =
            |item: &&ExprId| matches!(file.module().expr(**item).kind, ExprKind::Name) && file.is_noted(**item);
        found.extend(items.iter().filter(is_kept));
    }
    if found.is_empty() && (file.is_noted(place) || names_who_asks(file, place)) {
        found.push(place);
    }
    found
}

/// Whether an annotation is a name from another file that says that it is whoever asks: `CurrentUser`, not `User`, which a body may
/// be.
fn names_who_asks(file: &FileModel, place: ExprId) -> bool {
    let is_imported = file
        .binding(place)
        .is_some_and(|binding| matches!(file.binding_info(binding).kind, BindingKind::Import { .. }));
    let words = words(file.module().text(file.module().expr(place).span));
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    is_imported
        && matches!(file.module().expr(place).kind, ExprKind::Name)
        && has(&["current", "authenticated", "logged", "require", "required"])
        && has(&["user", "account", "admin", "superuser", "principal", "member", "customer", "staff", "role"])
}

/// Those that check something for whose result nobody asks: they are there to let through or not.
fn checks(file: &FileModel, place: ExprId) -> Vec<ExprId> {
    let is_check = |name: &str| {
        words(name).first().is_some_and(|first| matches!(&**first, "check" | "ensure" | "validate" | "assert"))
            && !is_identity(name)
    };
    depended_on(file, place).filter(|&dependency| written::last_word(file, dependency).is_some_and(is_check)).collect()
}

fn depended_on(file: &FileModel, place: ExprId) -> impl Iterator<Item = ExprId> {
    calls_in(file, file.module().expr(place).span)
        .filter(|&call| calls_one_of(file, call, DEPENDS))
        .filter_map(|call| file.call_args(call).argument(Some(0), Some("dependency")))
        .map(|dependency| decorator_name(file, dependency))
}
