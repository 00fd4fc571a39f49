//! Django's lists of patterns, and REST framework's routers.

use semantic::{Const, FileModel, Node};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use super::declared::{answer, text};
use super::view::{guard_names, last_part, last_word, permissions};
use super::{Answer, Door, FileSite, Mount, Name};

/// How far up from a pattern its list is looked for.
const MAX_STEPS: usize = 24;

/// Functions that make a pattern.
const PATTERNS: [&str; 5] = [
    "django.urls.path",
    "django.urls.re_path",
    "django.conf.urls.url",
    "django.urls.conf.path",
    "django.urls.conf.re_path",
];

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let wrapped = wrapped(file);
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
        if file.qualified_names(func).any(|name| PATTERNS.contains(&name)) {
            pattern(file, call, &wrapped, site);
        } else if last_word(file, func) == Some("register") {
            register(file, call, func, site);
        }
    }
    for (id, stmt) in file.module().stmts() {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                if let [target] = **targets {
                    list(file, id, target, *value, site);
                }
            }
            StmtKind::AugAssign { target, value, .. } => list(file, id, *target, *value, site),
            _ => {}
        }
    }
}

/// A list of patterns that a call guards, what it is guarded with, and where: what is added later is not.
struct Wrapped {
    list: Name,
    guard: String,
    at: u32,
}

/// `urlpatterns = decorate_urlpatterns(urlpatterns, require_admin_access)`
fn wrapped(file: &FileModel) -> Vec<Wrapped> {
    let mut found = Vec::new();
    for (_, stmt) in file.module().stmts() {
        let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
        let text = |e: ExprId| file.module().text(file.module().expr(e).span);
        let args = file.call_args(*value);
        let (Some(list), Some(guard)) = (args.positional(0), args.positional(1)) else { continue };
        let is_same = targets.iter().any(|&target| text(target) == text(list)) && text(list).contains("url");
        if let (true, Some(guard), Some(list)) = (is_same, guard_names(file, guard), Name::of(file, list)) {
            found.push(Wrapped { list, guard, at: stmt.span.start });
        }
    }
    found
}

/// `path("users/<int:pk>/", views.user)`, `path("api/", include("api.urls"))`
fn pattern(file: &FileModel, call: ExprId, wrapped: &[Wrapped], site: &mut FileSite) {
    let args = file.call_args(call);
    let Some(route) = args.argument(Some(0), Some("route")).or_else(|| args.keyword("regex")) else { return };
    let Some(target) = args.argument(Some(1), Some("view")) else { return };
    let path = text(file, route).map(|path| path.trim_start_matches('^').trim_end_matches('$').to_owned());
    let on = around(file, call);
    let at = file.module().expr(call).span.start;
    let around_it = wrapped.iter().filter(|wrapped| wrapped.list == on && at < wrapped.at);
    let mut guards: Vec<String> = around_it.map(|wrapped| wrapped.guard.clone()).collect();
    if let ExprKind::Call { func, .. } = file.module().expr(target).kind
        && last_word(file, func).is_some_and(|word| word.ends_with("include"))
    {
        if let Some(child) = file.call_args(target).positional(0).and_then(|given| included(file, given)) {
            site.mounts.push(Mount { parent: on, child, prefix: path, guards });
        } else {
            // The patterns inside hang below this one.
            site.mounts.push(Mount { parent: on, child: nested(call), prefix: path, guards });
        }
        return;
    }
    // `path("api/", api.urls)`
    if matches!(file.module().expr(target).kind, ExprKind::Attribute { attr, .. } if file.module().text(attr.span) == "urls")
        && let Some(child) = Name::of(file, target)
    {
        site.mounts.push(Mount { parent: on.clone(), child, prefix: path.clone(), guards: guards.clone() });
    }
    let view = answer(file, target, &mut guards);
    let (span, lines) = (file.module().expr(call).span, file.module().lines());
    let lines = (lines.line(span.start), lines.line(span.end));
    site.doors.push(Door { on: Some(on), path, named: None, methods: Vec::new(), guards, decides: false, view, lines });
}

/// What `include` names: a module by text or import, a list, a router's `urls`; `None` for patterns that are written there.
fn included(file: &FileModel, given: ExprId) -> Option<Name> {
    let given = match &file.module().expr(given).kind {
        // `include((patterns, "namespace"))`
        ExprKind::Tuple(parts) => *parts.first()?,
        _ => given,
    };
    if let Some(dotted) = text(file, given) {
        return Some(Name::of_module(&dotted).child("urlpatterns"));
    }
    Name::of(file, given)
}

/// The name of what hangs below a pattern: no name of Python's is like it.
fn nested(call: ExprId) -> Name {
    Name::Here(format!("<{}>", call.index()))
}

/// The list that a pattern stands in: by its name, or below another pattern.
fn around(file: &FileModel, call: ExprId) -> Name {
    let module = file.module();
    let mut at = call;
    for _ in 0..MAX_STEPS {
        match file.parent(at) {
            Node::Expr(parent) => {
                if let ExprKind::Call { func, .. } = module.expr(parent).kind
                    && file.qualified_names(func).any(|name| PATTERNS.contains(&name))
                {
                    return nested(parent);
                }
                at = parent;
            }
            Node::Stmt(stmt) => return list_name(file, stmt).unwrap_or_else(|| Name::Here("urlpatterns".to_owned())),
            _ => break,
        }
    }
    Name::Here("urlpatterns".to_owned())
}

/// The name that a statement gives its value to.
fn list_name(file: &FileModel, stmt: StmtId) -> Option<Name> {
    let target = match &file.module().stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => *targets.first()?,
        StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => *target,
        _ => return None,
    };
    matches!(file.module().expr(target).kind, ExprKind::Name)
        .then(|| Name::Here(file.module().text(file.module().expr(target).span).to_owned()))
}

/// `urlpatterns += router.urls`, `urlpatterns = a + b`, and the defaults of REST framework.
fn list(file: &FileModel, stmt: StmtId, target: ExprId, value: ExprId, site: &mut FileSite) {
    let module = file.module();
    let name = module.text(module.expr(target).span);
    if name == "REST_FRAMEWORK" {
        if let ExprKind::Dict(entries) = &module.expr(value).kind {
            let is_default = |key: &Option<ExprId>| {
                key.and_then(|key| text(file, key)).is_some_and(|key| key == "DEFAULT_PERMISSION_CLASSES")
            };
            let classes =
                entries.iter().filter(|(key, _)| is_default(key)).flat_map(|(_, list)| permissions(file, *list));
            let short = |class: String| last_part(class.trim_matches(['"', '\''])).to_owned();
            site.default_guards.extend(classes.map(short).filter(|class| class != "AllowAny"));
        }
        return;
    }
    if name == "MIDDLEWARE" {
        let listed = file.constant(value);
        let items = match &listed {
            Some(Const::List(items) | Const::Tuple(items)) => &items[..],
            _ => &[],
        };
        let names = items.iter().filter_map(|item| Some(last_part(item.as_str()?).to_owned()));
        site.middleware.extend(names.filter(|name| rules::is_guard(name)));
        return;
    }
    let Some(parent) = list_name(file, stmt).filter(|_| name.to_ascii_lowercase().contains("url")) else { return };
    let mut open = vec![value];
    for _ in 0..MAX_STEPS {
        let Some(at) = open.pop() else { break };
        match &module.expr(at).kind {
            ExprKind::Binary { left, right, .. } => open.extend([*left, *right]),
            ExprKind::Attribute { .. } | ExprKind::Name => {
                let child = included(file, at).filter(|child| *child != parent);
                let mount = |child| Mount { parent: parent.clone(), child, prefix: None, guards: Vec::new() };
                site.mounts.extend(child.map(mount));
            }
            _ => {}
        }
    }
}

/// `router.register("users", UserViewSet)`
fn register(file: &FileModel, call: ExprId, func: ExprId, site: &mut FileSite) {
    let ExprKind::Attribute { value: router, .. } = file.module().expr(func).kind else { return };
    let args = file.call_args(call);
    let (Some(prefix), Some(view)) = (args.positional(0), args.positional(1)) else { return };
    // Much is registered somewhere under a name.
    let is_router = last_word(file, router).is_some_and(|word| word.to_ascii_lowercase().contains("router"));
    if !is_router && !rules::imports(file, "rest_framework") {
        return;
    }
    let (Some(prefix), Some(on), Some(view)) = (text(file, prefix), Name::of(file, router), Name::of(file, view))
    else {
        return;
    };
    let (span, lines) = (file.module().expr(call).span, file.module().lines());
    let path = Some(format!("{}/", prefix.trim_matches('/')));
    site.doors.push(Door {
        on: Some(on),
        path,
        named: None,
        decides: false,
        methods: Vec::new(),
        guards: Vec::new(),
        view: Answer::Set(view),
        lines: (lines.line(span.start), lines.line(span.end)),
    });
}
