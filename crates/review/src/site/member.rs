//! Routes that methods of a class declare, below what the class says of its own: Flask-AppBuilder's views, Litestar's
//! controllers. Litestar's functions declare theirs in the same way, without a class.

use semantic::{Const, FileModel};
use syntax::ast::{Argument, BinaryOp, Class, ExprId, ExprKind, StmtId, StmtKind};

use super::declared::text;
use super::view::{last_part, last_word, lines, texts};
use super::{Answer, Door, FileSite, Methods, Mount, Name, Router, Text, Word, rooted};

/// A route that a decorator declares for a method or a function.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The class, or the function itself: what a router names.
    pub(super) on: Name,
    /// Below the path of the class.
    pub(crate) path: String,
    /// The path of the class.
    pub(crate) prefix: String,
    /// HTTP methods, upper case.
    pub(crate) methods: Vec<String>,
    /// What the decorator says of who may come in.
    pub(crate) guards: Vec<String>,
}

/// Litestar's decorators, by the last part of their name.
const VERBS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "route", "websocket"];

impl Member {
    /// What the decorator declares for the function at `id`, if it is one of these libraries'.
    pub(crate) fn of(file: &FileModel, id: StmtId, decorator: ExprId) -> Option<Self> {
        let func = match file.module().expr(decorator).kind {
            ExprKind::Call { func, .. } => func,
            _ => decorator,
        };
        let class = file.enclosing_class_of(id);
        let args = file.call_args(decorator);
        let prefix = || class.and_then(|class| Some(prefix(file, class, file.class(class)?))).unwrap_or_default();
        let on = Name::Here(file.definition_name(class.unwrap_or(id)).to_owned());
        let listed = |word: &str| args.keyword(word).map_or_else(Vec::new, |list| texts(file, list));
        if last_word(file, func) == Some("expose") {
            class?;
            let path = text(file, args.argument(Some(0), Some("url"))?)?;
            return Some(Self {
                on,
                path: rooted(path),
                prefix: prefix(),
                methods: if args.keyword("methods").is_some() { listed("methods") } else { vec!["GET".to_owned()] },
                guards: Vec::new(),
            });
        }
        let name = file.qualified_names(func).find(|name| name.starts_with("litestar."))?;
        let verb = VERBS.into_iter().find(|verb| *verb == last_part(name))?;
        let path = args.argument(Some(0), Some("path")).and_then(|path| match file.constant(path) {
            Some(Const::List(paths)) => paths.first()?.as_str().map(str::to_owned),
            other => other?.as_str().map(str::to_owned),
        });
        let methods = match verb {
            "route" => listed("http_method"),
            "websocket" => Vec::new(),
            verb => vec![verb.to_ascii_uppercase()],
        };
        let guards = args.keyword("guards").map_or_else(Vec::new, |list| names(file, list));
        Some(Self { on, path: rooted(path.unwrap_or_default()), prefix: prefix(), methods, guards })
    }
}

/// Notes the classes with a path of their own, and where Litestar's routers hang.
pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    for &id in file.classes() {
        let Some(class) = file.class(id) else { continue };
        sets(file, id, class, site);
        let declares =
            class.body.iter().filter_map(|&stmt| Some((stmt, file.function(stmt)?))).any(|(stmt, method)| {
                method.decorators.iter().any(|&decorator| Member::of(file, stmt, decorator).is_some())
            });
        let names_path = ["route_base", "resource_name"].iter().any(|name| class_value(file, class, name).is_some());
        let brought = file.base_names(id).find_map(rules::brought);
        if declares || names_path || brought.is_some() {
            let is_litestar = is_litestar(file, id);
            let guards = class_value(file, class, "guards").map_or_else(Vec::new, |list| names(file, list));
            let name = file.definition_name(id).to_owned();
            let at = brought.and_then(|brought| brought.at).filter(|_| !names_path);
            let by_name = !names_path && !is_litestar && at.is_none();
            let prefix = Text::Known(at.map_or_else(|| prefix(file, id, class), str::to_owned));
            let methods = methods(file, class, brought);
            site.routers.push(Router {
                name,
                prefix,
                guards,
                by_name,
                replaces: false,
                is_table: false,
                class: Some(methods),
            });
            brings(file, id, class, site);
        }
    }
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
        if file
            .qualified_names(func)
            .any(|name| name.starts_with("litestar.") && matches!(last_part(name), "Litestar" | "Router"))
        {
            mount(file, call, site);
        }
    }
}

/// The methods of a class, and those that it says answer or do not: as the library that its base comes from calls that.
fn methods(file: &FileModel, class: &Class, brought: Option<&rules::Brought>) -> Methods {
    let own = class.body.iter().filter(|&&stmt| file.function(stmt).is_some());
    let listed = |name: &str| class_value(file, class, name).and_then(|value| words(file, value, 0));
    Methods {
        own: own.map(|&stmt| file.definition_name(stmt).to_owned()).collect(),
        only: brought.and_then(|brought| listed(brought.only)),
        without: brought.and_then(|brought| listed(brought.without)).unwrap_or_default(),
    }
}

/// The texts of a set, a list or one text; `A | {"b"}` is both.
fn words(file: &FileModel, value: ExprId, depth: usize) -> Option<Vec<Word>> {
    const MAX_DEPTH: usize = 6;
    let text = |item: &Const| item.as_str().map(|text| Word::Text(text.to_owned()));
    match file.constant(value) {
        Some(Const::Str(name)) => return Some(vec![Word::Text(name.to_string())]),
        Some(Const::Set(items) | Const::List(items) | Const::Tuple(items)) => return items.iter().map(text).collect(),
        _ => {}
    }
    let all = |parts: &[ExprId]| -> Option<Vec<Word>> {
        let parts: Option<Vec<Vec<Word>>> = parts.iter().map(|&part| words(file, part, depth + 1)).collect();
        Some(parts?.concat())
    };
    match &file.module().expr(value).kind {
        _ if depth > MAX_DEPTH => None,
        ExprKind::Binary { left, op: BinaryOp::BitOr, right } => all(&[*left, *right]),
        ExprKind::Set(items) | ExprKind::List(items) | ExprKind::Tuple(items) => all(items),
        _ => Name::of(file, value).map(|name| vec![Word::All(name)]),
    }
}

/// Sets of texts that a class has names for.
fn sets(file: &FileModel, id: StmtId, class: &Class, site: &mut FileSite) {
    for &stmt in &class.body {
        let StmtKind::Assign { targets, value } = &file.module().stmt(stmt).kind else { continue };
        let ([target], ExprKind::Set(_) | ExprKind::Binary { op: BinaryOp::BitOr, .. }) =
            (&**targets, &file.module().expr(*value).kind)
        else {
            continue;
        };
        let name = file.module().text(file.module().expr(*target).span);
        let named = || format!("{}.{name}", file.definition_name(id));
        site.sets.extend(words(file, *value, 0).map(|words| (named(), words)));
    }
}

/// Notes the routes that a class has from a class of its library above it.
fn brings(file: &FileModel, id: StmtId, class: &Class, site: &mut FileSite) {
    let direct = class.args.iter().filter_map(|base| match base {
        Argument::Positional(base) => Some(*base),
        _ => None,
    });
    let direct: Vec<&rules::Brought> =
        direct.filter_map(|base| file.qualified_names(base).find_map(rules::brought)).collect();
    let own = file.definition_name(id);
    let defined =
        |name: &str| class.body.iter().any(|&stmt| file.function(stmt).is_some() && file.definition_name(stmt) == name);
    for route in direct.into_iter().flat_map(|brought| brought.routes).filter(|route| !defined(route.method)) {
        site.doors.push(Door {
            on: Some(Name::Here(own.to_owned())),
            path: Some(Text::Known(route.path.to_owned())),
            named: None,
            methods: route.verbs.iter().map(|&verb| verb.to_owned()).collect(),
            guards: route.guards.iter().map(|&guard| guard.to_owned()).collect(),
            decides: false,
            view: Answer::Own(route.method.to_owned()),
            lines: lines(file, id),
        });
    }
}

/// `Router(path="/api", route_handlers=[Users, health], guards=[signed_in])`
fn mount(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let args = file.call_args(call);
    let own = super::declared::assigned_name(file, call).unwrap_or_else(|| format!("<{}>", call.index()));
    let prefix = args.keyword("path").and_then(|path| text(file, path)).filter(|path| path != "/").unwrap_or_default();
    let guards = args.keyword("guards").map_or_else(Vec::new, |list| names(file, list));
    let parent = Name::Here(own.clone());
    let prefix = Text::Known(prefix);
    site.routers.push(Router {
        name: own,
        prefix,
        guards,
        by_name: false,
        replaces: false,
        is_table: false,
        class: None,
    });
    let Some(list) = args.argument(Some(0), Some("route_handlers")) else { return };
    let ExprKind::List(items) = &file.module().expr(file.display(list).unwrap_or(list)).kind else { return };
    let children = items.iter().filter_map(|&item| Name::of(file, item));
    site.mounts.extend(children.map(|child| Mount { parent: parent.clone(), child, prefix: None, guards: Vec::new() }));
}

/// Whether a base is called a view.
fn is_view(file: &FileModel, class: &Class) -> bool {
    class.args.iter().any(|base| last_word(file, base.value()).is_some_and(|word| word.ends_with("View")))
}

fn is_litestar(file: &FileModel, class: StmtId) -> bool {
    file.base_names(class).any(|name| name.starts_with("litestar."))
}

/// The path that a class puts before those of its methods: Litestar's `path`; Flask-AppBuilder's `route_base`, for an API its
/// `resource_name`, and otherwise its name.
fn prefix(file: &FileModel, id: StmtId, class: &Class) -> String {
    let value = |name: &str| class_value(file, class, name).and_then(|value| text(file, value));
    if is_litestar(file, id) {
        return value("path").filter(|path| path != "/").unwrap_or_default();
    }
    if let Some(base) = value("route_base") {
        return if base == "/" { String::new() } else { base };
    }
    let name = file.definition_name(id).to_ascii_lowercase();
    let version = value("version").unwrap_or_else(|| "v1".to_owned());
    match value("resource_name") {
        Some(resource) => format!("/api/{version}/{resource}"),
        None if name.ends_with("api") && !is_view(file, class) => format!("/api/{version}/{name}"),
        None => format!("/{name}"),
    }
}

/// The value that a class body gives to a name.
fn class_value(file: &FileModel, class: &Class, name: &str) -> Option<ExprId> {
    let text = |e: ExprId| file.module().text(file.module().expr(e).span);
    class.body.iter().find_map(|&stmt| match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, value } => targets.iter().any(|&target| text(target) == name).then_some(*value),
        StmtKind::AnnAssign { target, value, .. } if text(*target) == name => *value,
        _ => None,
    })
}

/// The names in a list, as written.
fn names(file: &FileModel, list: ExprId) -> Vec<String> {
    match &file.module().expr(list).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            items.iter().map(|&item| file.module().text(file.module().expr(item).span).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}
