//! Where routers hang, and what runs before all of their routes.

use semantic::{BindingKind, FileModel, Node};
use syntax::ast::{ExprId, ExprKind};

use super::declared::text;
use super::given::{passed, unpacked};
use super::rows::{Row, in_row, rows};
use super::view::last_word;
use super::{Answer, Door, FileSite, Mount, Name, Text};

/// Steps from a name to the router that it stands for.
const MAX_STEPS: usize = 6;

/// A router below another one. What a function is handed, or an object keeps, is taken for the application itself.
pub(super) fn mount(
    file: &FileModel,
    call: ExprId,
    parent: ExprId,
    child: Option<ExprId>,
    prefix: Option<ExprId>,
    guards: &[String],
    site: &mut FileSite,
) {
    let Some(child) = child else { return };
    graph(file, parent, child, prefix, site);
    let parents: Vec<Name> = passed(file, parent).into_iter().filter_map(|parent| Name::of(file, parent)).collect();
    let parents = if parents.is_empty() { vec![Name::Here("<app>".to_owned())] } else { parents };
    for row in rows(file, call) {
        let prefix = prefix.map(|prefix| Text::of(file, &row, prefix));
        for child in routers(file, in_row(file, &row, child)) {
            site.mounts.extend(parents.iter().map(|parent| Mount {
                parent: parent.clone(),
                child: child.clone(),
                prefix: prefix.clone(),
                guards: guards.to_vec(),
            }));
        }
    }
}

/// The routers that an expression may stand for: by a name, by the function that makes it, by the method that offers it.
fn routers(file: &FileModel, e: ExprId) -> Vec<Name> {
    let mut at = e;
    for _ in 0..MAX_STEPS {
        let kind = match file.module().expr(at).kind {
            ExprKind::Call { func, .. } => return Name::of_called(file, func).into_iter().collect(),
            ExprKind::Name => file.binding(at).map(|binding| file.binding_info(binding).kind),
            _ => return Name::of(file, at).into_iter().collect(),
        };
        match kind {
            Some(BindingKind::Param { .. }) => match passed(file, at)[..] {
                [value] if value != at => at = value,
                ref values => return values.iter().filter_map(|&value| Name::of(file, value)).collect(),
            },
            Some(BindingKind::Unpack { .. }) => match unpacked(file, at) {
                Some(value) => at = value,
                None => break,
            },
            _ => {
                // `blueprint = plugin.blueprint()`: the routes are declared on what the method offers.
                let made = file.written_value(at).or_else(|| file.display(at));
                let func = made.and_then(|made| match file.module().expr(made).kind {
                    ExprKind::Call { func, .. } => Some(func),
                    _ => None,
                });
                let own = Name::of(file, at);
                let offered = func
                    .filter(|&func| matches!(file.module().expr(func).kind, ExprKind::Attribute { .. }))
                    .and_then(|func| Name::of_called(file, func));
                return own.into_iter().chain(offered).collect();
            }
        }
    }
    Name::of(file, at).into_iter().collect()
}

/// `app.include_router(GraphQLRouter(schema), prefix="/graphql")`: one route for all that the schema offers.
fn graph(file: &FileModel, parent: ExprId, child: ExprId, prefix: Option<ExprId>, site: &mut FileSite) {
    let made = file.written_value(child).unwrap_or(child);
    let ExprKind::Call { func, .. } = file.module().expr(made).kind else { return };
    let Some(class) = last_word(file, func).filter(|class| class.contains("GraphQL")) else { return };
    let own = file.call_args(made).keyword("path").and_then(|path| text(file, path)).unwrap_or_default();
    let prefix = prefix.map_or_else(|| Text::Known(String::new()), |prefix| Text::of(file, &Row::new(), prefix));
    let (span, lines) = (file.module().expr(made).span, file.module().lines());
    site.doors.push(Door {
        on: Name::of(file, parent),
        path: Some(Text::Joined(vec![prefix, Text::Known(own)])),
        named: None,
        decides: false,
        methods: vec!["GET".to_owned(), "POST".to_owned()],
        guards: Vec::new(),
        view: Answer::Text(class.to_owned()),
        lines: (lines.line(span.start), lines.line(span.end)),
    });
}

/// `functools.partial(app.register_blueprint, api, url_prefix="/api")`
pub(super) fn partial(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let args = file.call_args(call);
    let Some(ExprKind::Attribute { value, attr }) = args.positional(0).map(|first| &file.module().expr(first).kind)
    else {
        return;
    };
    if matches!(file.module().text(attr.span), "register_blueprint" | "include_router") {
        let prefix = ["url_prefix", "prefix"].iter().find_map(|word| args.keyword(word));
        mount(file, call, *value, args.positional(1), prefix, &[], site);
    }
}

/// The paths of Starlette's `Mount`s around a route.
pub(super) fn around(file: &FileModel, call: ExprId) -> String {
    const MAX_STEPS: usize = 24;
    let mut path = String::new();
    let mut at = call;
    for _ in 0..MAX_STEPS {
        let Node::Expr(parent) = file.parent(at) else { break };
        if let ExprKind::Call { func, .. } = file.module().expr(parent).kind
            && file.qualified_names(func).any(|name| name.starts_with("starlette.routing.Mount"))
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
pub(super) fn before(file: &FileModel, site: &mut FileSite) {
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
            if !refuses(file, name) {
                continue;
            }
            let routers = passed(file, value).into_iter().filter_map(|router| Name::of(file, router));
            site.before.extend(routers.map(|router| (router, name.to_owned())));
        }
    }
}

/// `app.before_request(check)`
pub(super) fn ask_before(file: &FileModel, router: ExprId, function: Option<ExprId>, site: &mut FileSite) {
    let Some(function) = function.and_then(|function| Name::of(file, function)) else { return };
    for router in passed(file, router).into_iter().filter_map(|router| Name::of(file, router)) {
        stands_before(file, router, &function, site);
    }
}

/// Notes a function that runs before all routes of a router, if it sends some people away.
pub(super) fn stands_before(file: &FileModel, router: Name, function: &Name, site: &mut FileSite) {
    match function {
        Name::Here(name) => site.before.extend(refuses(file, name).then(|| (router, name.clone()))),
        there @ Name::There { .. } => site.around.push((router, there.clone())),
    }
}

/// Whether a function of the file sends some people away, or is guarded itself.
fn refuses(file: &FileModel, name: &str) -> bool {
    let own = file.functions().iter().find(|&&id| file.definition_name(id) == name);
    own.is_some_and(|&id| rules::refuses(file, id))
}

/// The dependencies of `[Depends(check)]` that have a name.
pub(super) fn depends(file: &FileModel, list: ExprId) -> Vec<String> {
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
