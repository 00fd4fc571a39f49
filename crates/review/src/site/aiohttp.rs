//! What is special about aiohttp's routes: lists that an application takes over, and resources that are made first.

use semantic::{FileModel, Node};
use syntax::ast::{ExprId, ExprKind};

use super::Name;
use super::declared::text;

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
