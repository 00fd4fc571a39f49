//! What is special about aiohttp's routes: lists that an application takes over, and resources that are made first.

use semantic::{FileModel, Node};
use syntax::ast::{ExprId, ExprKind};

use super::declared::{assigned_name, text};
use super::mounted::stands_before;
use super::view::last_word;
use super::{FileSite, Mount, Name};

/// What takes over the list in which a route stands: `app.router` of `app.router.add_routes([web.get("/", home)])`.
pub(super) fn added_to(file: &FileModel, route: ExprId) -> Option<ExprId> {
    let Node::Expr(list) = file.parent(route) else { return None };
    let Node::Expr(call) = file.parent(list) else { return None };
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    match file.module().expr(func).kind {
        ExprKind::Attribute { value, attr } if file.module().text(attr.span) == "add_routes" => Some(value),
        _ => None,
    }
}

/// What a resource was added to, and its path: `app.router.add_resource("/users")`, by the name that it was given or directly.
pub(super) fn resource(file: &FileModel, object: ExprId) -> Option<(Option<Name>, String)> {
    let made = file.written_value(object).unwrap_or(object);
    let ExprKind::Call { func, .. } = file.module().expr(made).kind else { return None };
    match file.module().expr(func).kind {
        ExprKind::Attribute { value, attr } if file.module().text(attr.span) == "add_resource" => {
            Some((Name::of(file, value), text(file, file.call_args(made).positional(0)?)?))
        }
        _ => None,
    }
}

/// Words of middlewares that answer for what went wrong, and send nobody away for who they are.
const OF_ANSWERS: [&str; 7] = ["error", "errors", "exception", "exceptions", "log", "logging", "cors"];

/// `app = web.Application(middlewares=[auth, log])`: what stands before all of its routes.
pub(super) fn application(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let Some(app) = assigned_name(file, call).map(Name::Here) else { return };
    let Some(listed) = file.call_args(call).keyword("middlewares") else { return };
    if let ExprKind::List(items) | ExprKind::Tuple(items) = &file.module().expr(listed).kind {
        let answers = |item: ExprId| {
            last_word(file, item).is_some_and(|name| name.split('_').any(|word| OF_ANSWERS.contains(&word)))
        };
        for function in items.iter().filter(|&&item| !answers(item)).filter_map(|&item| Name::of(file, item)) {
            stands_before(file, app.clone(), &function, site);
        }
    }
}

/// `app.add_routes(routes)`, where the table has a name.
pub(super) fn take_over(file: &FileModel, call: ExprId, on: ExprId, site: &mut FileSite) {
    let on = match file.module().expr(on).kind {
        ExprKind::Attribute { value, attr } if file.module().text(attr.span) == "router" => value,
        _ => on,
    };
    let table = file.call_args(call).positional(0).and_then(|table| Name::of(file, table));
    if let (Some(parent), Some(child)) = (Name::of(file, on), table) {
        site.mounts.push(Mount { parent, child, prefix: None, guards: Vec::new() });
    }
}
