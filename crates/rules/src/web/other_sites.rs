//! What an application says about other sites, for all of its views: whether their forms are refused, and which of them may read.

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtKind};

use crate::code::around::{function_of, last_word};
use crate::code::written;
use crate::matcher::is_named;

/// Django's middleware that refuses forms without a token.
const MIDDLEWARE: &str = "django.middleware.csrf.CsrfViewMiddleware";
/// What does the same for Flask.
const PROTECTORS: &[&str] =
    &["flask_wtf.CSRFProtect", "flask_wtf.csrf.CSRFProtect", "flask_wtf.csrf.CsrfProtect", "flask_seasurf.SeaSurf"];
/// Headers in which scripts send the token.
const HEADERS: [&str; 3] = ["x-csrf-token", "x-csrftoken", "x-xsrf-token"];
/// The setting of Flask-CORS.
const ORIGINS: &str = "CORS_ORIGINS";

/// Whether the file has every form without a token refused: Django's middleware in a list, Flask's extension, or a check of the
/// project's own, which also looks for the token among the headers.
pub fn refuses_foreign_forms(file: &FileModel) -> bool {
    let tree = file.module();
    // A search through the text is quick, and most files end here.
    let source = tree.source();
    let lists_middleware = || {
        let is_it = |&item: &ExprId| file.constant(item).is_some_and(|text| text.as_str() == Some(MIDDLEWARE));
        tree.exprs().any(|(_, expr)| match &expr.kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().any(is_it),
            _ => false,
        })
    };
    let is_protected =
        |&call: &ExprId| function_of(file, call).is_some_and(|function| is_named(file, function, PROTECTORS));
    source.contains(MIDDLEWARE) && lists_middleware()
        || (source.contains("flask_wtf") || source.contains("flask_seasurf")) && file.calls().iter().any(is_protected)
        || source.contains("headers") && file.calls().iter().any(|&call| reads_token(file, call))
}

/// `request.headers.get("X-CSRF-Token")`
fn reads_token(file: &FileModel, call: ExprId) -> bool {
    last_word(file, call) == Some("get")
        && function_of(file, call).is_some_and(|function| match file.module().expr(function).kind {
            ExprKind::Attribute { value, .. } => written::last_word(file, value) == Some("headers"),
            _ => false,
        })
        && file
            .call_args(call)
            .positional(0)
            .and_then(|name| file.constant(name))
            .is_some_and(|name| name.as_str().is_some_and(|name| HEADERS.contains(&&*name.to_ascii_lowercase())))
}

/// Whether the file names the origins that Flask-CORS lets read where a view names none: `CORS_ORIGINS = ["https://a.example"]`.
pub fn names_cors_origins(file: &FileModel) -> bool {
    let tree = file.module();
    let is_known = |text: &Const| text.as_str().is_some_and(|text| !matches!(text, "*" | ".*"));
    let are_known = |value: ExprId| {
        file.constant(value).is_some_and(|value| match value {
            Const::List(items) | Const::Tuple(items) | Const::Set(items) => {
                !items.is_empty() && items.iter().all(is_known)
            }
            text => is_known(&text),
        })
    };
    tree.source().contains(ORIGINS)
        && tree.stmts().any(|(_, stmt)| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let is_it = |&target: &ExprId| match tree.expr(target).kind {
                    ExprKind::Name => tree.text(tree.expr(target).span) == ORIGINS,
                    ExprKind::Subscript { index, .. } => {
                        file.constant(index).is_some_and(|key| key.as_str() == Some(ORIGINS))
                    }
                    _ => false,
                };
                targets.iter().any(is_it) && are_known(*value)
            }
            _ => false,
        })
}
