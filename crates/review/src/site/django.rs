//! Django's lists of patterns, and REST framework's routers.

use semantic::{BindingKind, Const, FileModel, Node, ScopeId};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use super::declared::{answer, text};
use super::rows::Row;
use super::view::{guard_names, last_part, last_word, permissions};
use super::{Answer, ByApplication, Door, FileSite, Hooked, Mount, Name, Text};

/// How far up from a pattern its list is looked for.
const MAX_STEPS: usize = 24;

/// Calls of one function among which those are that include its own lists.
const MAX_CALLS: usize = 400;

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
                    list(file, id, target, *value, &wrapped, site);
                }
            }
            StmtKind::AugAssign { target, value, .. } => list(file, id, *target, *value, &wrapped, site),
            StmtKind::Return(Some(value)) => returned(file, id, *value, site),
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
    let path = match Text::of(file, &Row::new(), route) {
        Text::Known(path) => Text::Known(path.trim_start_matches('^').trim_end_matches('$').to_owned()),
        path => path,
    };
    let path = Some(path);
    let on = around(file, call);
    let at = file.module().expr(call).span.start;
    let around_it = wrapped.iter().filter(|wrapped| wrapped.list == on && at < wrapped.at);
    let mut guards: Vec<String> = around_it.map(|wrapped| wrapped.guard.clone()).collect();
    if let ExprKind::Call { func, .. } = file.module().expr(target).kind
        && last_word(file, func).is_some_and(|word| word.ends_with("include"))
    {
        let given = file.call_args(target).positional(0);
        if let (Some(module), Some(prefix)) = (given.and_then(|given| by_application(file, given)), &path) {
            site.by_application.push(ByApplication { parent: on, module, prefix: prefix.clone(), guards });
            return;
        }
        let children = given.map_or_else(Vec::new, |given| included(file, given));
        if let [child] = &children[..] {
            site.mounts.push(Mount { parent: on, child: child.clone(), prefix: path, guards });
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
    let methods = mapped_methods(file, target);
    site.doors.push(Door { on: Some(on), path, named: None, methods, guards, decides: false, view, lines });
}

/// The methods that a set of views answers at one path: `Users.as_view({"post": "lock"})`.
fn mapped_methods(file: &FileModel, target: ExprId) -> Vec<String> {
    let made = file.written_value(target).unwrap_or(target);
    let is_view = |func| last_word(file, func) == Some("as_view");
    let ExprKind::Call { func, .. } = file.module().expr(made).kind else { return Vec::new() };
    let actions = file.call_args(made).positional(0).filter(|_| is_view(func));
    let Some(ExprKind::Dict(entries)) = actions.map(|actions| &file.module().expr(actions).kind) else {
        return Vec::new();
    };
    entries.iter().filter_map(|(method, _)| Some(text(file, (*method)?)?.to_ascii_uppercase())).collect()
}

/// What `include` names: a module by text or import, a list, a router's `urls`, what a call gives; nothing for patterns that are
/// written there.
fn included(file: &FileModel, given: ExprId) -> Vec<Name> {
    let Some(given) = first_of_pair(file, given) else { return Vec::new() };
    if let Some(dotted) = text(file, given) {
        return vec![Name::of_module(&dotted).child("urlpatterns")];
    }
    match made_by(file, given) {
        None if local_list(file, given).is_some() => local_list(file, given).map(Name::Here).into_iter().collect(),
        Some(func) => Name::of_called(file, func).into_iter().collect(),
        None => Name::of(file, given).into_iter().collect(),
    }
}

/// The end of a module's name that a loop puts together with each of several: `urls` of `include(f"{app}.urls")`.
fn by_application(file: &FileModel, given: ExprId) -> Option<String> {
    let Text::Joined(parts) = Text::of(file, &Row::new(), given) else { return None };
    match &parts[..] {
        [Text::Open(_), Text::Known(end)] => Some(end.strip_prefix('.')?.to_owned()).filter(|end| !end.is_empty()),
        _ => None,
    }
}

/// The function or method whose result a name or an expression is.
fn made_by(file: &FileModel, e: ExprId) -> Option<ExprId> {
    let made = file.written_value(e).unwrap_or(e);
    match file.module().expr(made).kind {
        ExprKind::Call { func, .. } => Some(func),
        _ => None,
    }
}

/// The name of what hangs below a pattern: no name of Python's is like it.
fn nested(call: ExprId) -> Name {
    Name::Here(format!("<{}>", call.index()))
}

/// The list that a pattern stands in: by its name, by that of the function which makes it, or below another pattern.
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
            Node::Stmt(stmt) => {
                let function = file.enclosing_function(call).map(|function| Name::Here(function_name(file, function)));
                return own_list(file, stmt)
                    .or(function)
                    .or_else(|| list_name(file, stmt))
                    .unwrap_or_else(|| Name::Here("urlpatterns".to_owned()));
            }
            _ => break,
        }
    }
    Name::Here("urlpatterns".to_owned())
}

/// The name of a list that a function gives patterns and takes in itself: `urls` of `return [path("shop/", include(urls))]`.
fn own_list(file: &FileModel, stmt: StmtId) -> Option<Name> {
    let function = file.enclosing_function_of(stmt)?;
    let Name::Here(list) = list_name(file, stmt)? else { return None };
    let included = |call: ExprId| {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
        let given = file.call_args(call).positional(0).filter(|_| last_word(file, func) == Some("include"))?;
        local_list(file, first_of_pair(file, given)?)
    };
    let own = format!("{}.<{list}>", function_name(file, function));
    let calls = rules::calls_in(file, file.module().stmt(function).span).take(MAX_CALLS);
    let mut lists = calls.filter_map(included);
    lists.any(|name| name == own).then_some(Name::Here(own))
}

/// The name of a list that is a function's own, below the function's: no attribute's is like it.
fn local_list(file: &FileModel, e: ExprId) -> Option<String> {
    let info = file.binding_info(file.binding(e)?);
    let is_assigned = !matches!(info.kind, BindingKind::Import { .. } | BindingKind::Param { .. });
    let function = file.enclosing_function(e).filter(|_| is_assigned && info.scope != ScopeId::MODULE)?;
    Some(format!("{}.<{}>", function_name(file, function), file.module().text(file.module().expr(e).span)))
}

/// The patterns of `include((patterns, "namespace"))`.
fn first_of_pair(file: &FileModel, given: ExprId) -> Option<ExprId> {
    match &file.module().expr(given).kind {
        ExprKind::Tuple(parts) => parts.first().copied(),
        _ => Some(given),
    }
}

/// The name of a function among those of its file: `show`, `Users.show`.
fn function_name(file: &FileModel, id: StmtId) -> String {
    let own = file.definition_name(id);
    match file.enclosing_class_of(id) {
        Some(class) => format!("{}.{own}", file.definition_name(class)),
        None => own.to_owned(),
    }
}

/// `return [path(…)] + others`, `return sites.get_urls()`: the function's name stands for the patterns.
fn returned(file: &FileModel, stmt: StmtId, value: ExprId, site: &mut FileSite) {
    if !rules::imports(file, "django") {
        return;
    }
    let Some(function) = file.enclosing_function_of(stmt) else { return };
    let decorators = file.function(function).map_or(&[][..], |function| &function.decorators);
    let texts = decorators.iter().filter_map(|&decorator| text(file, file.call_args(decorator).positional(0)?));
    let texts: Vec<String> = texts.collect();
    let own = file.definition_name(function);
    if !own.contains("url") && !texts.iter().any(|text| text.contains("url")) {
        return;
    }
    take_in(file, &Name::Here(function_name(file, function)), value, &[], site);
    site.hooks.extend(texts.into_iter().map(|text| (text, own.to_owned())));
    if file.enclosing_class_of(function).is_some() {
        site.offered.push((own.to_owned(), function_name(file, function)));
    }
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
fn list(file: &FileModel, stmt: StmtId, target: ExprId, value: ExprId, wrapped: &[Wrapped], site: &mut FileSite) {
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
    // `urls = make()` is taken in where the list is that it is added to.
    if matches!(module.stmt(stmt).kind, StmtKind::Assign { .. }) && hook(file, value).is_some() {
        return;
    }
    // `urls = thing.get_urls()` is taken in where the function includes it.
    if made_by(file, value).is_some() && own_list(file, stmt).is_some() {
        return;
    }
    let at = module.stmt(stmt).span.start;
    let around_it = wrapped.iter().filter(|wrapped| wrapped.list == parent && at < wrapped.at);
    let guards: Vec<String> = around_it.map(|wrapped| wrapped.guard.clone()).collect();
    let parent = match file.enclosing_function_of(stmt) {
        Some(function) => Name::Here(function_name(file, function)),
        None => parent,
    };
    take_in(file, &parent, value, &guards, site);
}

/// Notes the lists and calls that a list of patterns is put together of.
fn take_in(file: &FileModel, parent: &Name, value: ExprId, guards: &[String], site: &mut FileSite) {
    let mut open = vec![value];
    for _ in 0..MAX_STEPS {
        let Some(at) = open.pop() else { break };
        match &file.module().expr(at).kind {
            ExprKind::Binary { left, right, .. } => open.extend([*left, *right]),
            // `return self.get_urls(), "shop"`
            ExprKind::Tuple(parts) => open.extend(parts.first()),
            ExprKind::Attribute { .. } | ExprKind::Name | ExprKind::Call { .. } => {
                if let Some(text) = hook(file, at) {
                    site.hooked.push(Hooked { list: parent.clone(), text, guards: guards.to_vec() });
                    continue;
                }
                if let Some(method) = of_base(file, at)
                    && let Name::Here(own) = parent
                    && let Some((class, _)) = own.split_once('.')
                {
                    site.objects.above.push((class.to_owned(), method));
                    continue;
                }
                // A name of the function's own is what the function gives already.
                let is_local =
                    file.binding(at).is_some_and(|binding| file.binding_info(binding).scope != ScopeId::MODULE);
                if is_local && made_by(file, at).is_none() {
                    continue;
                }
                let children = included(file, at).into_iter().filter(|child| child != parent);
                let mount = |child| Mount { parent: parent.clone(), child, prefix: None, guards: guards.to_vec() };
                site.mounts.extend(children.map(mount));
            }
            _ => {}
        }
    }
}

/// The method of `super().get_urls()`.
fn of_base(file: &FileModel, e: ExprId) -> Option<String> {
    let ExprKind::Attribute { value, attr } = file.module().expr(made_by(file, e)?).kind else { return None };
    let ExprKind::Call { func, .. } = file.module().expr(value).kind else { return None };
    (last_word(file, func) == Some("super")).then(|| file.module().text(attr.span).to_owned())
}

/// The text of `for make in hooks("urls"): patterns += make()`.
fn hook(file: &FileModel, e: ExprId) -> Option<String> {
    let func = made_by(file, e)?;
    let BindingKind::LoopTarget { iter, whole: true } = file.binding_info(file.binding(func)?).kind else {
        return None;
    };
    text(file, file.call_args(iter).positional(0)?)
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
    let path = Some(Text::Known(format!("{}/", prefix.trim_matches('/'))));
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
