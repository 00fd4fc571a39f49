//! Routers, where they are mounted, and routes that calls declare: Flask, FastAPI, Starlette, aiohttp, Tornado.

use semantic::{Const, FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use super::view::{guard_names, last_part, last_word, texts};
use super::{Answer, Door, FileSite, Mount, Name, Router};

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
    for &call in file.calls() {
        let ExprKind::Call { func, ref args } = file.module().expr(call).kind else { continue };
        let constructed = file.qualified_name(func).map(last_part);
        match constructed {
            Some("Blueprint" | "APIRouter" | "FastAPI" | "Flask" | "Api" | "Namespace") => {
                router(file, call, func, site);
            }
            Some("Route" | "WebSocketRoute") if is_below(file, func, "starlette.routing.") => {
                let methods = file.call_args(call).keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
                door(file, call, 0, file.call_args(call).argument(Some(1), Some("endpoint")), methods, None, site);
            }
            Some("Application") if is_below(file, func, "tornado.web.") => tornado(file, call, site),
            Some(verb @ ("get" | "post" | "put" | "patch" | "delete" | "view"))
                if is_below(file, func, "aiohttp.web.") =>
            {
                let methods = if verb == "view" { Vec::new() } else { vec![verb.to_ascii_uppercase()] };
                door(file, call, 0, file.call_args(call).positional(1), methods, None, site);
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
            if file.module().text(attr.span) != "route" || path.is_none() {
                continue;
            }
            site.doors.push(Door {
                on: Name::of(file, value),
                path,
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
        "register_blueprint" | "include_router" => {
            let Some(child) = given.positional(0).and_then(|child| Name::of(file, child)) else { return };
            let Some(parent) = Name::of(file, object) else { return };
            let guards = given.keyword("dependencies").map_or_else(Vec::new, |list| depends(file, list));
            site.mounts.push(Mount { parent, child, prefix: text("url_prefix").or_else(|| text("prefix")), guards });
        }
        "add_namespace" => {
            let Some(child) = given.positional(0).and_then(|child| Name::of(file, child)) else { return };
            let Some(parent) = Name::of(file, object) else { return };
            let prefix = given.argument(Some(1), Some("path")).and_then(|path| self::text(file, path));
            site.mounts.push(Mount { parent, child, prefix, guards: Vec::new() });
        }
        "add_url_rule" => {
            let methods = given.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
            door(file, call, 0, given.argument(Some(2), Some("view_func")), methods, Some(object), site);
        }
        "add_resource" => {
            let view = given.positional(0);
            for at in 1..args.len() {
                door(file, call, at, view, Vec::new(), Some(object), site);
            }
        }
        "add_api_route" => {
            let methods = given.keyword("methods").map_or_else(Vec::new, |list| texts(file, list));
            door(file, call, 0, given.argument(Some(1), Some("endpoint")), methods, Some(object), site);
        }
        _ => {
            if let Some((_, verb)) = ADDERS.iter().find(|(adder, _)| *adder == name) {
                door(file, call, 0, given.positional(1), vec![(*verb).to_owned()], None, site);
            }
        }
    }
}

/// `bp = Blueprint("users", __name__, url_prefix="/users")`, `api = Api(bp)`
fn router(file: &FileModel, call: ExprId, func: ExprId, site: &mut FileSite) {
    let Node::Stmt(stmt) = file.parent(call) else { return };
    let name = match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => match **targets {
            [target] => file.module().text(file.module().expr(target).span).to_owned(),
            _ => return,
        },
        StmtKind::AnnAssign { target, .. } => file.module().text(file.module().expr(*target).span).to_owned(),
        _ => return,
    };
    let args = file.call_args(call);
    let word = last_word(file, func).unwrap_or_default();
    let prefix = ["url_prefix", "prefix", "path"].iter().find_map(|word| text(file, args.keyword(word)?));
    if word == "Api"
        && let Some(parent) = args.positional(0).and_then(|parent| Name::of(file, parent))
    {
        site.mounts.push(Mount { parent, child: Name::Here(name.clone()), prefix: None, guards: Vec::new() });
    }
    let guards = args.keyword("dependencies").map_or_else(Vec::new, |list| depends(file, list));
    let replaces = matches!(word, "Blueprint" | "Namespace");
    site.routers.push(Router { name, prefix: prefix.unwrap_or_default(), guards, replaces });
}

/// `Application([(r"/", Main), url(r"/news", News)])`
fn tornado(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let Some(list) = file.call_args(call).argument(Some(0), Some("handlers")) else { return };
    let ExprKind::List(items) = &file.module().expr(file.display(list).unwrap_or(list)).kind else { return };
    for &item in items {
        let (path, handler) = match &file.module().expr(item).kind {
            ExprKind::Tuple(parts) if parts.len() > 1 => (parts[0], Some(parts[1])),
            ExprKind::Call { .. } => match file.call_args(item).positional(0) {
                Some(path) => (path, file.call_args(item).positional(1)),
                None => continue,
            },
            _ => continue,
        };
        push(file, item, text(file, path), handler, Vec::new(), None, site);
    }
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
    let path = path.and_then(|path| text(file, path));
    if path.is_none() && view.is_none() {
        return;
    }
    push(file, call, path, view, methods, on.and_then(|on| Name::of(file, on)), site);
}

fn push(
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
    site.doors.push(Door { on, path, methods, guards, view, lines });
}

/// What answers: wrappers are taken off, and those that keep somebody out are noted.
pub(super) fn answer(file: &FileModel, view: ExprId, guards: &mut Vec<String>) -> Answer {
    /// Wrappers around one view.
    const MAX_WRAPPERS: usize = 8;
    let mut at = view;
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
        let Some(inner) = file.call_args(at).positional(0) else { break };
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

pub(super) fn text(file: &FileModel, e: ExprId) -> Option<String> {
    match file.constant(e) {
        Some(Const::Str(text)) => Some(text.to_string()),
        _ => None,
    }
}
