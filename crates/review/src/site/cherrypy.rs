//! `CherryPy`'s tree of objects: a method is reached below the path of its class's object, by its own name.

use semantic::FileModel;
use syntax::ast::{Class, ExprId, ExprKind, Function, StmtId, StmtKind};

use super::declared::text;
use super::view::{guard_names, last_word, lines, texts};
use super::{Answer, Door, FileSite, Mount, Name, Text};

/// Methods that answer requests of that method, where the dispatcher goes by methods.
const VERBS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    if !rules::imports(file, "cherrypy") {
        return;
    }
    for &id in file.classes() {
        if let Some(class) = file.class(id) {
            of_class(file, id, class, site);
        }
    }
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
        if !matches!(last_word(file, func), Some("mount" | "quickstart")) {
            continue;
        }
        let args = file.call_args(call);
        let child = args.argument(Some(0), Some("root")).and_then(|root| class_of(file, root));
        let prefix = args.argument(Some(1), Some("script_name")).and_then(|path| text(file, path));
        site.mounts.extend(child.map(|child| Mount {
            parent: Name::Here("<app>".to_owned()),
            child,
            prefix: prefix.filter(|path| path != "/").map(Text::Known),
            guards: Vec::new(),
        }));
    }
    // `root.users = Users()`
    for (_, stmt) in file.module().stmts() {
        let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
        let [target] = **targets else { continue };
        let ExprKind::Attribute { value: object, attr } = file.module().expr(target).kind else { continue };
        let parent = class_of(file, object).or_else(|| {
            let function = file.enclosing_function(target)?;
            let class = file.enclosing_class_of(function)?;
            (file.module().text(file.module().expr(object).span) == "self").then(|| own(file, class))
        });
        hang(file, parent, file.module().text(attr.span), *value, site);
    }
}

/// The methods that a class shows to visitors, and the objects that hang below its own.
fn of_class(file: &FileModel, id: StmtId, class: &Class, site: &mut FileSite) {
    let shows_verbs = class.decorators.iter().any(|&decorator| last_word(file, decorator) == Some("expose"))
        || class.body.iter().any(|&stmt| match &file.module().stmt(stmt).kind {
            StmtKind::Assign { targets, .. } => {
                targets.iter().any(|&target| file.module().text(file.module().expr(target).span) == "exposed")
            }
            _ => false,
        });
    for &stmt in &class.body {
        if let StmtKind::Assign { targets, value } = &file.module().stmt(stmt).kind
            && let [target] = **targets
        {
            hang(file, Some(own(file, id)), file.module().text(file.module().expr(target).span), *value, site);
        }
        let Some(method) = file.function(stmt) else { continue };
        let name = file.definition_name(stmt);
        let is_shown = method.decorators.iter().any(|&decorator| last_word(file, decorator) == Some("expose"));
        let is_verb = shows_verbs && VERBS.contains(&name);
        if !is_shown && !is_verb {
            continue;
        }
        let path = match name {
            _ if is_verb => String::new(),
            "index" => "/".to_owned(),
            "default" => "/{path}".to_owned(),
            name => format!("/{name}"),
        };
        site.doors.push(Door {
            on: Some(own(file, id)),
            path: Some(Text::Known(path)),
            named: None,
            decides: false,
            methods: if is_verb { vec![name.to_owned()] } else { allowed(file, method) },
            guards: method.decorators.iter().filter_map(|&decorator| guard(file, decorator)).collect(),
            view: Answer::Own(name.to_owned()),
            lines: lines(file, stmt),
        });
    }
}

/// The methods of `@cherrypy.tools.allow(methods=["POST"])`.
fn allowed(file: &FileModel, method: &Function) -> Vec<String> {
    let listed = method.decorators.iter().find_map(|&decorator| {
        let ExprKind::Call { func, .. } = file.module().expr(decorator).kind else { return None };
        (last_word(file, func) == Some("allow"))
            .then(|| file.call_args(decorator).argument(Some(0), Some("methods")))?
    });
    listed.map_or_else(Vec::new, |list| texts(file, list))
}

/// A decorator that keeps some out: one by its name, or a tool of `CherryPy`'s that asks who comes.
fn guard(file: &FileModel, decorator: ExprId) -> Option<String> {
    let func = match file.module().expr(decorator).kind {
        ExprKind::Call { func, .. } => func,
        _ => decorator,
    };
    let is_tool = matches!(last_word(file, func), Some("auth_basic" | "auth_digest" | "session_auth"));
    let name = || file.module().text(file.module().expr(func).span).to_owned();
    guard_names(file, decorator).or_else(|| is_tool.then(name))
}

/// An object of a class of the project, below another one.
fn hang(file: &FileModel, parent: Option<Name>, name: &str, value: ExprId, site: &mut FileSite) {
    let is_made = matches!(file.module().expr(value).kind, ExprKind::Call { .. });
    if let (Some(parent), Some(child), true) = (parent, class_of(file, value), is_made) {
        site.mounts.push(Mount { parent, child, prefix: Some(Text::Known(format!("/{name}"))), guards: Vec::new() });
    }
}

fn own(file: &FileModel, class: StmtId) -> Name {
    Name::Here(file.definition_name(class).to_owned())
}

/// The class of an object: `Users` of `Users()`, or of the name that it was given to.
fn class_of(file: &FileModel, object: ExprId) -> Option<Name> {
    let made = file.written_value(object).unwrap_or(object);
    match file.module().expr(made).kind {
        ExprKind::Call { func, .. } => Name::of(file, func),
        _ => None,
    }
}
