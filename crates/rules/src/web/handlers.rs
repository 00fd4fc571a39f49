//! Functions that answer requests without a decorator that says so: views of Django, methods of Tornado's handlers, functions of
//! AWS Lambda. What guards them stands above them, or is asked by their first statements.

use std::cell::LazyCell;
use std::collections::HashSet;

use secrets::words;
use semantic::{Const, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::code::around::{bases, calls_in, calls_one_of, decorator_name, imports, last_word, methods};
use crate::code::written;
use crate::web::gatekeepers::is_gatekeeper;
use crate::web::guard_names::is_guard;
use crate::web::routes::{Route, guards_of};

/// Statements of a function in which it asks who calls.
const MAX_STATEMENTS: usize = 5;
/// Methods by which Tornado answers.
const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// First words of functions that change something.
const CHANGES: [&str; 14] = [
    "create", "add", "update", "edit", "set", "put", "delete", "remove", "purge", "drop", "close", "import", "assign",
    "replace",
];

/// The handlers of a file, in source order. Their paths stand elsewhere.
pub(crate) fn handlers(file: &FileModel) -> Vec<Route> {
    let mut found = Vec::new();
    let (django, tornado, pyramid) = (imports(file, "django"), imports(file, "tornado"), imports(file, "pyramid"));
    // What the file itself calls is a part of a view.
    let called: LazyCell<HashSet<&str>, _> =
        LazyCell::new(|| file.calls().iter().filter_map(|&call| last_word(file, call)).collect());
    for &id in file.functions() {
        let Some(function) = file.function(id).filter(|_| file.enclosing_function_of(id).is_none()) else { continue };
        let route = match file.enclosing_class_of(id) {
            Some(class) if tornado => of_tornado(file, class, id, function),
            Some(class) if pyramid => of_pyramid(file, class, id, function),
            None if parameters(file, function).eq(["event", "context"]) => of_lambda(file, id, function),
            None if django && parameters(file, function).next() == Some("request") => {
                let name = file.definition_name(id);
                let is_helper = name.starts_with('_') || called.contains(name);
                of_django(file, id, function).filter(|_| !is_helper)
            }
            _ => None,
        };
        found.extend(route);
    }
    found
}

fn parameters<'f>(file: &'f FileModel, function: &'f Function) -> impl Iterator<Item = &'f str> {
    function.params.params.iter().map(|param| file.module().text(param.name.span))
}

/// A view that changes something: `@require_POST`, or one that deletes or saves a record.
fn of_django(file: &FileModel, id: StmtId, function: &Function) -> Option<Route> {
    let mut methods: Vec<String> = Vec::new();
    for &decorator in &function.decorators {
        match written::last_word(file, decorator_name(file, decorator)) {
            Some("require_POST") => methods.push("POST".to_owned()),
            Some("require_http_methods") => {
                let list = file.call_args(decorator).positional(0).and_then(|list| file.constant(list));
                if let Some(Const::List(items) | Const::Tuple(items)) = list {
                    methods.extend(items.iter().filter_map(|item| item.as_str().map(str::to_owned)));
                }
            }
            // A function of REST framework has its permissions from the settings.
            Some("api_view" | "receiver" | "register") => return None,
            _ => {}
        }
    }
    let changes = || {
        calls_in(file, file.module().stmt(id).span)
            .any(|call| matches!(last_word(file, call), Some("delete" | "save")) && is_of_record(file, call))
    };
    if methods.is_empty() && changes() {
        methods.push("POST".to_owned());
    }
    Some(Route { function: id, path: None, methods, guards: guards_of(file, function) })
}

/// `book.delete()`, `form.save()`: a method of something that was found or filled in.
fn is_of_record(file: &FileModel, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    let ExprKind::Attribute { value, .. } = file.module().expr(func).kind else { return false };
    !matches!(file.module().text(file.module().expr(value).span), "cache" | "session" | "request.session")
}

/// A method of a handler for whose class nothing is asked beforehand.
fn of_tornado(file: &FileModel, class: StmtId, id: StmtId, function: &Function) -> Option<Route> {
    let name = file.definition_name(id);
    let definition = file.class(class).filter(|_| VERBS.contains(&name))?;
    let is_handler = || {
        bases(file, definition).any(|base| base.rsplit('.').next().is_some_and(|last| last.ends_with("Handler")))
            || written_bases(file, class).any(|base| base.ends_with("Handler"))
    };
    // `prepare` runs before every method; a base that is named after a guard may have one.
    let asks_before = methods(file, definition).any(|method| method == "prepare")
        || written_bases(file, class).any(|base| {
            words(base).iter().any(|word| {
                matches!(&**word, "auth" | "authenticated" | "login" | "admin" | "private" | "protected" | "secure")
            })
        });
    if !is_handler() || asks_before {
        return None;
    }
    let methods = vec![name.to_ascii_uppercase()];
    Some(Route { function: id, path: None, methods, guards: guards_of(file, function) })
}

/// A view of Pyramid that stands in a class with others: what it asks for is the permission that its declaration names, or that of
/// all views of the class. Of a view that stands alone, nobody knows what its context asks.
fn of_pyramid(file: &FileModel, class: StmtId, id: StmtId, function: &Function) -> Option<Route> {
    const VIEW: &[&str] = &["pyramid.view.view_config"];
    const DEFAULTS: &[&str] = &["pyramid.view.view_defaults"];
    let declared = function.decorators.iter().copied().find(|&decorator| calls_one_of(file, decorator, VIEW))?;
    let of_all =
        file.class(class)?.decorators.iter().copied().find(|&decorator| calls_one_of(file, decorator, DEFAULTS));
    let said = |name: &str| {
        let own = file.call_args(declared).keyword(name);
        own.or_else(|| file.call_args(of_all?).keyword(name))
    };
    let methods = match said("request_method").and_then(|method| file.constant(method)) {
        Some(Const::Str(method)) => vec![method.to_ascii_uppercase()],
        Some(Const::Tuple(items) | Const::List(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_ascii_uppercase)).collect()
        }
        _ => Vec::new(),
    };
    let mut guards = guards_of(file, function);
    guards.extend(said("permission").map(|asked| file.module().text(file.module().expr(asked).span).to_owned()));
    Some(Route { function: id, path: None, methods, guards })
}

/// The last words of a class's bases as the file writes them.
/// The last words of the bases that a class is written with.
pub(crate) fn written_bases(file: &FileModel, class: StmtId) -> impl Iterator<Item = &str> {
    let args = file.class(class).map(|definition| &definition.args[..]).unwrap_or_default();
    args.iter().filter_map(|argument| match *argument {
        Argument::Positional(base) => written::last_word(file, base),
        _ => None,
    })
}

/// A function behind a gateway. One that a queue or a bucket calls has nobody to ask.
fn of_lambda(file: &FileModel, id: StmtId, function: &Function) -> Option<Route> {
    let body = file.module().text(file.module().stmt(id).span);
    if body.contains("\"Records\"") || body.contains("'Records'") {
        return None;
    }
    let first = words(file.definition_name(id)).first().is_some_and(|first| CHANGES.contains(&&**first));
    let methods = if first { vec!["POST".to_owned()] } else { Vec::new() };
    let mut guards = guards_of(file, function);
    guards.extend(asked_first(file, function));
    Some(Route { function: id, path: None, methods, guards })
}

/// What a function calls at its beginning to find out who asks: `auth.require_role(event, "admin")`.
pub(crate) fn asked_first(file: &FileModel, function: &Function) -> Option<String> {
    function.body.iter().take(MAX_STATEMENTS).find_map(|&stmt| {
        let value = match &file.module().stmt(stmt).kind {
            StmtKind::Expr(value) | StmtKind::Assign { value, .. } => *value,
            _ => return None,
        };
        let value = match file.module().expr(value).kind {
            ExprKind::Await(waited) => waited,
            _ => value,
        };
        let ExprKind::Call { func, .. } = file.module().expr(value).kind else { return None };
        let name = file.module().text(file.module().expr(func).span);
        (is_guard(name) || is_gatekeeper(file, func)).then(|| name.to_owned())
    })
}
