//! Pyramid: routes have names, and views say which route they answer, or by which name they are found below an object.

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtId};

use super::declared::{answer, text};
use super::rows::Row;
use super::view::{last_word, lines, texts};
use super::{Answer, Door, FileSite, Name, Text};

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    if !rules::imports(file, "pyramid") && !file.calls().iter().any(|&call| is_of_configurator(file, call)) {
        return;
    }
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
        let args = file.call_args(call);
        match last_word(file, func) {
            Some("add_route") => {
                let name = args.argument(Some(0), Some("name")).and_then(|name| text(file, name));
                let path = args.argument(Some(1), Some("pattern")).and_then(|path| text(file, path));
                site.named.extend(name.zip(path));
            }
            Some("add_view") => {
                let Some(view) = args.argument(Some(0), Some("view")) else { continue };
                let mut guards = Vec::new();
                let view = answer(file, view, &mut guards);
                let (span, places) = (file.module().expr(call).span, file.module().lines());
                let lines = (places.line(span.start), places.line(span.end));
                site.doors.extend(door(file, &[call], guards, view, lines));
            }
            _ => {}
        }
    }
    for &id in file.functions() {
        let Some(function) = file.function(id) else { continue };
        let defaults = file
            .enclosing_class_of(id)
            .and_then(|class| configured(file, &file.class(class)?.decorators, "view_defaults"));
        for &decorator in &function.decorators {
            view(file, id, decorator, defaults, site);
        }
    }
    for &id in file.classes() {
        let Some(class) = file.class(id) else { continue };
        for &decorator in &class.decorators {
            view(file, id, decorator, None, site);
        }
    }
}

/// `@view_config(route_name="user", request_method="POST", permission="edit")`
fn view(file: &FileModel, id: StmtId, decorator: ExprId, defaults: Option<ExprId>, site: &mut FileSite) {
    let Some(config) = configured(file, &[decorator], "view_config") else { return };
    let own = Answer::Own(file.definition_name(id).to_owned());
    let calls: Vec<ExprId> = std::iter::once(config).chain(defaults).collect();
    site.doors.extend(door(file, &calls, Vec::new(), own, lines(file, id)));
}

/// The decorator of that name.
fn configured(file: &FileModel, decorators: &[ExprId], name: &str) -> Option<ExprId> {
    let is_one = |&&decorator: &&ExprId| match file.module().expr(decorator).kind {
        ExprKind::Call { func, .. } => last_word(file, func) == Some(name),
        _ => false,
    };
    decorators.iter().find(is_one).copied()
}

/// What the keywords of `calls` say of a view, those of the first before those of the second.
fn door(file: &FileModel, calls: &[ExprId], mut guards: Vec<String>, view: Answer, lines: (u32, u32)) -> Option<Door> {
    let keyword = |word: &str| calls.iter().find_map(|&call| file.call_args(call).keyword(word));
    let (path, named) = if let Some(name) = keyword("route_name") {
        (None, Some(text(file, name)?))
    } else {
        // Other libraries add views, too.
        ["name", "context", "permission", "renderer"].iter().find_map(|word| keyword(word))?;
        (Some(below_an_object(file, keyword("name"))), None)
    };
    let methods = keyword("request_method").map_or_else(Vec::new, |methods| match file.constant(methods) {
        Some(Const::Str(method)) => vec![method.to_ascii_uppercase()],
        _ => texts(file, methods),
    });
    if let Some(permission) = keyword("permission") {
        match text(file, permission) {
            Some(permission) if permission == "__no_permission_required__" => {}
            Some(permission) => guards.push(format!("permission {permission}")),
            None if last_word(file, permission) == Some("NO_PERMISSION_REQUIRED") => {}
            None => guards.push("permission".to_owned()),
        }
    }
    Some(Door { on: None::<Name>, path, named, methods, guards, decides: false, view, lines })
}

/// The path of a view that is found by its name: `@view_config(name="edit", context=Page)`; without one it shows the object itself.
fn below_an_object(file: &FileModel, name: Option<ExprId>) -> Text {
    let object = vec![Text::Open("context".to_owned()), Text::Known("/".to_owned())];
    Text::Joined(object.into_iter().chain(name.map(|name| Text::of(file, &Row::new(), name))).collect())
}

/// `config.add_route("user", "/users/{id}")` in an `includeme(config)`: such a file need not import anything.
fn is_of_configurator(file: &FileModel, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return false };
    let ExprKind::Attribute { value, attr } = file.module().expr(func).kind else { return false };
    if file.module().text(file.module().expr(value).span) != "config" {
        return false;
    }
    let args = file.call_args(call);
    match file.module().text(attr.span) {
        "add_route" => args.positional(1).is_some_and(|path| text(file, path).is_some()),
        "add_view" => ["name", "context", "route_name", "renderer"].iter().any(|word| args.keyword(word).is_some()),
        _ => false,
    }
}
