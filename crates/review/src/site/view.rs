//! Functions and classes that may answer requests: their methods, and who they let in.

use rules::{Gates, Guards};
use semantic::{BindingKind, Const, FileModel};
use syntax::ast::{Argument, BinaryOp, Class, ExprId, ExprKind, Function, StmtId, StmtKind};

use super::{Action, Asking, FileSite, Name, View};

/// Methods of a class that answer requests of that method.
const VERBS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// How the names of classes end that answer requests.
const VIEWS: [&str; 6] = ["View", "Views", "Handler", "Resource", "Mixin", "API"];

/// Where Django has its own views of accounts, whose names others have for something else.
const ACCOUNTS: &str = "django.contrib.auth.views.";

/// Bases whose views answer these methods, the last word of their name.
const GENERIC: &[(&str, &[&str])] = &[
    ("BaseListView", &["GET"]),
    ("BaseDetailView", &["GET"]),
    ("BaseCreateView", &["GET", "POST", "PUT"]),
    ("BaseUpdateView", &["GET", "POST", "PUT"]),
    ("BaseDeleteView", &["DELETE", "GET", "POST"]),
    ("BaseFormView", &["GET", "POST", "PUT"]),
    ("ProcessFormView", &["GET", "POST", "PUT"]),
    ("StaticFileHandler", &["GET", "HEAD"]),
    ("ListView", &["GET"]),
    ("DetailView", &["GET"]),
    ("TemplateView", &["GET"]),
    ("RedirectView", &["GET"]),
    ("ArchiveIndexView", &["GET"]),
    ("CreateView", &["GET", "POST", "PUT"]),
    ("UpdateView", &["GET", "POST", "PUT"]),
    ("DeleteView", &["DELETE", "GET", "POST"]),
    ("FormView", &["GET", "POST", "PUT"]),
    ("ListAPIView", &["GET"]),
    ("RetrieveAPIView", &["GET"]),
    ("CreateAPIView", &["POST"]),
    ("DestroyAPIView", &["DELETE"]),
    ("UpdateAPIView", &["PATCH", "PUT"]),
    ("ListCreateAPIView", &["GET", "POST"]),
    ("RetrieveUpdateAPIView", &["GET", "PATCH", "PUT"]),
    ("RetrieveDestroyAPIView", &["DELETE", "GET"]),
    ("RetrieveUpdateDestroyAPIView", &["DELETE", "GET", "PATCH", "PUT"]),
];

pub(super) fn find(file: &FileModel, gates: &Gates, site: &mut FileSite) {
    let guards = Guards::of(file);
    for &id in file.functions() {
        let Some(function) = file.function(id) else { continue };
        if file.enclosing_class_of(id).is_some() || file.enclosing_function_of(id).is_some() {
            continue;
        }
        let mut view = View {
            name: file.definition_name(id).to_owned(),
            guards: guards.on(file, function),
            lines: lines(file, id),
            ..View::default()
        };
        view.guards.extend(inside(file, gates, id));
        for &decorator in &function.decorators {
            decorate(file, decorator, &mut view);
        }
        site.views.push(view);
    }
    for &id in file.classes() {
        if let Some(class) = file.class(id) {
            site.views.push(of_class(file, gates, id, class));
        }
    }
}

/// What is said of a function that looks itself at who asks.
pub(crate) fn inside(file: &FileModel, gates: &Gates, function: StmtId) -> Option<String> {
    let (span, lines) = (file.module().stmt(function).span, file.module().lines());
    let is_checked = gates.has_check_inside(lines.line(span.start), lines.line(span.end.saturating_sub(1)));
    let asks = |definition| {
        rules::catches_refusal(file, definition) || rules::denies(file, definition) || rules::encloses(file, definition)
    };
    let is_asked = || file.function(function).is_some_and(asks);
    (is_checked || is_asked()).then(|| "check in the function".to_owned())
}

/// 1-based lines of a definition, first and last.
pub(super) fn lines(file: &FileModel, stmt: StmtId) -> (u32, u32) {
    let (span, lines) = (file.module().stmt(stmt).span, file.module().lines());
    (lines.line(span.start), lines.line(span.end))
}

/// `@require_POST`, `@api_view(["GET"])`, `@permission_classes([IsAuthenticated])`
fn decorate(file: &FileModel, decorator: ExprId, view: &mut View) {
    let func = match file.module().expr(decorator).kind {
        ExprKind::Call { func, .. } => func,
        _ => decorator,
    };
    let first = file.call_args(decorator).positional(0);
    match last_word(file, func) {
        Some("require_POST") => view.methods = vec!["POST".to_owned()],
        Some("require_GET" | "require_safe") => view.methods = vec!["GET".to_owned()],
        Some(word @ ("require_http_methods" | "api_view")) => {
            view.methods = first.map_or_else(Vec::new, |list| texts(file, list));
            if word == "api_view" {
                view.ancestors.push("rest_framework.decorators.api_view".to_owned());
            }
        }
        // Django's middleware lets everybody through to it.
        Some("login_not_required") => view.decides = true,
        Some("permission_classes") => {
            view.decides = true;
            view.guards.extend(first.map_or_else(Vec::new, |list| permissions(file, list)));
        }
        _ => {}
    }
}

fn of_class(file: &FileModel, gates: &Gates, id: StmtId, class: &Class) -> View {
    let ancestors: Vec<String> = file.base_names(id).map(str::to_owned).collect();
    let base = |argument: &Argument| match argument {
        Argument::Positional(base) => Some(*base),
        _ => None,
    };
    let bases: Vec<ExprId> = class.args.iter().filter_map(base).collect();
    let mut view = View {
        name: file.definition_name(id).to_owned(),
        bases: bases.iter().filter_map(|base| Name::of(file, *base)).collect(),
        lines: lines(file, id),
        ..View::default()
    };
    let words = bases.iter().filter_map(|base| last_word(file, *base));
    let words: Vec<&str> = words.chain(ancestors.iter().map(|name| last_part(name))).collect();
    for word in &words {
        if rules::is_guard(word) && !view.guards.iter().any(|known| known == word) {
            view.guards.push((*word).to_owned());
        }
        view.methods.extend(generic(word).unwrap_or_default());
    }
    let of_accounts = ancestors.iter().filter(|name| name.starts_with(ACCOUNTS));
    view.methods.extend(of_accounts.filter_map(|name| generic(name)).flatten());
    for &decorator in &class.decorators {
        // `@method_decorator(login_required, name="dispatch")`
        let names = [Some(decorator), file.call_args(decorator).positional(0)];
        for name in names.into_iter().flatten().filter_map(|e| guard_names(file, e)) {
            view.guards.push(name);
        }
    }
    for &stmt in &class.body {
        body(file, gates, stmt, &mut view);
    }
    if !view.verbs.is_empty() || words.iter().any(|word| VIEWS.iter().any(|end| word.ends_with(end))) {
        view.own = class.body.iter().filter_map(|&stmt| asking(file, gates, stmt)).collect();
    }
    view.methods.sort();
    view.methods.dedup();
    view.ancestors = ancestors;
    view
}

/// What a method says of who may come in, and which others of its class it calls.
fn asking(file: &FileModel, gates: &Gates, method: StmtId) -> Option<Asking> {
    /// Calls of one method that are looked at.
    const MAX_CALLS: usize = 24;
    file.function(method)?;
    let module = file.module();
    let called = |call: ExprId| {
        let ExprKind::Call { func, .. } = module.expr(call).kind else { return None };
        let ExprKind::Attribute { value, attr } = module.expr(func).kind else { return None };
        (module.text(module.expr(value).span) == "self").then(|| module.text(attr.span).to_owned())
    };
    let calls: Vec<String> =
        rules::calls_in(file, module.stmt(method).span).filter_map(called).take(MAX_CALLS).collect();
    let asks = inside(file, gates, method).is_some();
    (asks || !calls.is_empty()).then(|| Asking { name: file.definition_name(method).to_owned(), asks, calls })
}

/// What stands before a method, or is asked in it.
fn function_guards(file: &FileModel, gates: &Gates, method: StmtId) -> Vec<String> {
    let decorators = file.function(method).map_or(&[][..], |function| &function.decorators);
    decorators.iter().filter_map(|&decorator| guard_names(file, decorator)).chain(inside(file, gates, method)).collect()
}

/// The method of the same class that a name in its body stands for.
fn own_method(file: &FileModel, stmt: StmtId, value: ExprId) -> Option<StmtId> {
    let BindingKind::Function(method) = file.binding_info(file.binding(value)?).kind else { return None };
    (file.enclosing_class_of(method) == file.enclosing_class_of(stmt)).then_some(method)
}

/// What a statement of a class body says.
fn body(file: &FileModel, gates: &Gates, stmt: StmtId, view: &mut View) {
    let module = file.module();
    if let Some(function) = file.function(stmt) {
        let name = file.definition_name(stmt);
        // Falcon's are called `on_get`.
        let verb = name.strip_prefix("on_").unwrap_or(name);
        if VERBS.contains(&verb) && !is_refusal(file, function) {
            view.methods.push(verb.to_ascii_uppercase());
            view.verbs.push((verb.to_ascii_uppercase(), function_guards(file, gates, stmt)));
        }
        // What a framework calls before any of the verbs: Tornado, Django and Starlette, REST framework.
        if matches!(name, "prepare" | "dispatch" | "initial")
            && (rules::refuses(file, stmt) || inside(file, gates, stmt).is_some())
        {
            view.guards.push(format!("check in {name}"));
        }
        if matches!(name, "list" | "create" | "retrieve" | "update" | "partial_update" | "destroy") {
            view.actions.push(Action { path: format!("={name}"), methods: Vec::new(), of_record: false, guards: None });
        }
        for &decorator in &function.decorators {
            let ExprKind::Call { func, .. } = module.expr(decorator).kind else { continue };
            if last_word(file, func) != Some("action") {
                continue;
            }
            let args = file.call_args(decorator);
            let text = |word: &str| args.keyword(word).and_then(|value| file.constant(value));
            let path = text("url_path").and_then(|path| path.as_str().map(str::to_owned));
            view.actions.push(Action {
                path: path.unwrap_or_else(|| name.to_owned()),
                methods: args.keyword("methods").map_or_else(|| vec!["GET".to_owned()], |list| texts(file, list)),
                of_record: text("detail") == Some(Const::Bool(true)),
                guards: args.keyword("permission_classes").map(|list| permissions(file, list)),
            });
        }
        return;
    }
    let StmtKind::Assign { targets, value } = &module.stmt(stmt).kind else { return };
    if let Some(method) = own_method(file, stmt, *value) {
        // `get = post = answer`, `head = get`
        let verbs = targets.iter().map(|&target| module.text(module.expr(target).span));
        for verb in verbs.filter(|verb| VERBS.contains(verb)).map(str::to_ascii_uppercase).collect::<Vec<_>>() {
            let guards = function_guards(file, gates, method);
            view.methods.push(verb.clone());
            view.verbs.push((verb, guards));
        }
    }
    let is_named = |name: &str| targets.iter().any(|&target| module.text(module.expr(target).span) == name);
    if is_named("http_method_names") {
        view.only = Some(texts(file, *value)).filter(|methods| !methods.is_empty());
    } else if is_named("permission_classes") {
        view.decides = true;
        view.guards.extend(permissions(file, *value));
        view.with_default = file.module().text(module.expr(*value).span).contains("DEFAULT_PERMISSION_CLASSES");
    } else if is_named("permission_required") || is_named("any_permission_required") {
        // Who may is mostly said in another file.
        view.names_permission = !matches!(module.expr(*value).kind, ExprKind::None);
    } else if is_named("decorators") || is_named("method_decorators") {
        let items = items(file, *value);
        view.guards.extend(items.into_iter().filter_map(|item| guard_names(file, item)));
    }
}

/// Whether all that a function does is to say that its method is none: a base class that answers 405 for those that others define.
fn is_refusal(file: &FileModel, function: &Function) -> bool {
    let [stmt] = *function.body else { return false };
    let (StmtKind::Return(Some(answer)) | StmtKind::Raise { exc: Some(answer), .. }) = file.module().stmt(stmt).kind
    else {
        return false;
    };
    let args = file.call_args(answer);
    let status = ["status", "status_code"].iter().find_map(|word| args.keyword(word)).or_else(|| args.positional(0));
    status.and_then(|status| file.constant(status)) == Some(Const::Int(405))
}

/// The name of a decorator that lets only some people through; one at most.
pub(super) fn guard_names(file: &FileModel, e: ExprId) -> Option<String> {
    let func = match file.module().expr(e).kind {
        ExprKind::Call { func, .. } => func,
        _ => e,
    };
    let name = file.module().text(file.module().expr(func).span);
    rules::is_guard(name).then(|| name.to_owned())
}

/// The classes of a list of permissions that keep anybody out; `A & B` is both.
pub(super) fn permissions(file: &FileModel, list: ExprId) -> Vec<String> {
    let name = |e: ExprId| file.module().text(file.module().expr(e).span).to_owned();
    items(file, list).into_iter().map(name).filter(|name| !name.ends_with("AllowAny")).collect()
}

/// The items of a list as it is written; `[…] + [X]` has those of both.
fn items(file: &FileModel, list: ExprId) -> Vec<ExprId> {
    if let ExprKind::Binary { left, op: BinaryOp::Add, right } = file.module().expr(list).kind {
        return [left, right].into_iter().flat_map(|part| displayed(file, part)).collect();
    }
    displayed(file, list)
}

fn displayed(file: &FileModel, list: ExprId) -> Vec<ExprId> {
    match &file.module().expr(list).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items.to_vec(),
        _ => Vec::new(),
    }
}

/// The texts of a list, upper case and in order, as methods are written.
pub(super) fn texts(file: &FileModel, list: ExprId) -> Vec<String> {
    let text = |item: ExprId| file.constant(item)?.as_str().map(str::to_ascii_uppercase);
    let mut texts: Vec<String> = items(file, list).into_iter().filter_map(text).collect();
    texts.sort();
    texts.dedup();
    texts
}

pub(super) fn last_word(file: &FileModel, e: ExprId) -> Option<&str> {
    let expr = file.module().expr(e);
    match expr.kind {
        ExprKind::Name => Some(file.module().text(expr.span)),
        ExprKind::Attribute { attr, .. } => Some(file.module().text(attr.span)),
        _ => None,
    }
}

/// The methods that a generic view answers, by its class's name.
pub(super) fn generic(name: &str) -> Option<Vec<String>> {
    let is_form = |view: &str| {
        matches!(view, "LoginView" | "PasswordChangeView" | "PasswordResetView" | "PasswordResetConfirmView")
    };
    let last = match name.strip_prefix(ACCOUNTS) {
        Some(view) if is_form(view) => "FormView",
        _ => last_part(name),
    };
    let (_, methods) = GENERIC.iter().find(|(known, _)| *known == last)?;
    Some(methods.iter().map(|&method| method.to_owned()).collect())
}

pub(super) fn last_part(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}
