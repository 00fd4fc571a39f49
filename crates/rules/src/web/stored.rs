//! Classes whose objects are stored, and the calls that store them.

use secrets::words;
use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::detector::Context;
use crate::matcher::plain;
use crate::web::rights::RIGHTS;

/// Last parts of the names of base classes whose objects are stored.
const STORED: [&str; 7] =
    ["Model", "Document", "Entity", "DeclarativeBase", "declarative_base", "DynamicDocument", "as_declarative"];
/// Parts of module names that hold such classes.
const MODEL_MODULES: [&str; 8] = ["models", "model", "entities", "entity", "orm", "db", "database", "tables"];
/// Methods of a class or of its manager that make or change objects from keyword arguments.
pub(crate) const MAKERS: [&str; 9] =
    ["create", "create_user", "get_or_create", "update_or_create", "update", "acreate", "aupdate", "insert", "modify"];
/// Methods of document databases that store what they are given.
const STORES: [&str; 7] = [
    "insert_one",
    "insert_many",
    "update_one",
    "update_many",
    "replace_one",
    "find_one_and_update",
    "find_one_and_replace",
];
/// Modules of document databases.
const DRIVERS: [&str; 4] = ["pymongo", "motor", "flask_pymongo", "bson"];
/// Words of fields that no visitor may set, besides those of rights.
const WORTHS: [&str; 7] = ["scopes", "owner", "balance", "credit", "credits", "verified", "approved"];
/// Classes and calls that are followed.
const MAX_DEPTH: usize = 6;

/// `Article.objects.filter(…)`, `session.query(Article)`, `Article.query.filter_by(…)`
pub(crate) fn is_query(cx: &Context<'_>, e: ExprId) -> bool {
    is_query_within(cx, e, 0)
}

fn is_query_within(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match cx.tree().expr(cx.file.display(e).unwrap_or(e)).kind {
        ExprKind::Attribute { value, attr } => {
            matches!(cx.tree().text(attr.span), "objects" | "query" | "_default_manager")
                || is_query_within(cx, value, depth + 1)
        }
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, attr } => {
                cx.tree().text(attr.span) == "query"
                    || is_query_within(cx, value, depth + 1)
                    || is_query_within(cx, func, depth + 1)
            }
            _ => false,
        },
        _ => false,
    }
}

/// `update(Article).where(…)`, `insert(Article)` of SQLAlchemy
pub(crate) fn is_statement(cx: &Context<'_>, e: ExprId) -> bool {
    is_statement_within(cx, e, 0)
}

fn is_statement_within(cx: &Context<'_>, e: ExprId, depth: usize) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(cx.file.display(e).unwrap_or(e)).kind else { return false };
    if cx
        .file
        .qualified_names(func)
        .any(|name| name.starts_with("sqlalchemy.") && matches!(name.rsplit('.').next(), Some("update" | "insert")))
    {
        return true;
    }
    match cx.tree().expr(func).kind {
        ExprKind::Attribute { value, .. } if depth < MAX_DEPTH => is_statement_within(cx, value, depth + 1),
        _ => false,
    }
}

/// Whether a method of this name stores a document in a file that works with such databases.
pub(crate) fn is_document_store(cx: &Context<'_>, method: &str) -> bool {
    STORES.contains(&method) && DRIVERS.iter().any(|module| cx.facts().imports(module))
}

/// Whether `e` names a class whose objects are kept in a database, or one of this file with a privilege among its fields.
pub(crate) fn is_stored_class(cx: &Context<'_>, e: ExprId) -> bool {
    if !matches!(cx.tree().expr(e).kind, ExprKind::Name | ExprKind::Attribute { .. }) {
        return false;
    }
    let own = cx.file.binding(e).and_then(|binding| match cx.file.binding_info(binding).kind {
        BindingKind::Class(class) => Some(class),
        _ => None,
    });
    match own {
        Some(class) => is_stored(cx, class, 0) || is_plain_with_privilege(cx, class),
        None => cx.file.qualified_names(e).any(|name| {
            let name = plain(name);
            let mut parts = name.split('.').rev();
            parts.next().is_some_and(|class| class.starts_with(|c: char| c.is_ascii_uppercase()) && !is_passed(class))
                && parts.any(|part| MODEL_MODULES.contains(&part))
        }),
    }
}

/// Whether a class's name says that its objects are passed around and checked, not stored: `AccessTokenPayload`, `UserSchema`.
fn is_passed(class: &str) -> bool {
    words(class).last().is_some_and(|last| {
        matches!(
            &**last,
            "payload"
                | "request"
                | "response"
                | "schema"
                | "form"
                | "dto"
                | "params"
                | "query"
                | "filter"
                | "filters"
                | "tuple"
                // `UserCreate`, `UserUpdate`: what FastAPI's documentation calls the schemas of a model.
                | "create"
                | "update"
                | "read"
                | "patch"
                | "in"
                | "out"
        )
    })
}

fn is_stored(cx: &Context<'_>, class: StmtId, depth: usize) -> bool {
    let Some(class) = cx.file.class(class) else { return false };
    class.args.iter().any(|arg| {
        if let Argument::Keyword { name, value } = arg {
            return cx.tree().text(name.span) == "table"
                && cx.file.constant(*value).is_some_and(|value| value.truthy());
        }
        let base = arg.value();
        let by_name = cx.file.qualified_names(base).any(|name| {
            let name = plain(name);
            name.rsplit('.').next().is_some_and(|last| STORED.contains(&last)) && !name.starts_with("pydantic.")
        });
        let inherited = cx.file.binding(base).is_some_and(|binding| match cx.file.binding_info(binding).kind {
            BindingKind::Class(parent) if depth < MAX_DEPTH => is_stored(cx, parent, depth + 1),
            BindingKind::Import { .. } => cx.text(base) == "Base",
            _ => false,
        });
        by_name || inherited
    })
}

/// A class without bases that takes or lists a field which no visitor may set.
fn is_plain_with_privilege(cx: &Context<'_>, class: StmtId) -> bool {
    let Some(class) = cx.file.class(class).filter(|class| class.args.is_empty()) else { return false };
    let privileged = |name: &str| words(name).iter().any(|word| RIGHTS.contains(&&**word) || WORTHS.contains(&&**word));
    class.body.iter().any(|&stmt| match &cx.tree().stmt(stmt).kind {
        StmtKind::AnnAssign { target, .. } => privileged(cx.text(*target)),
        StmtKind::Function(function) if cx.tree().text(function.name.span) == "__init__" => {
            function.params.params.iter().any(|param| privileged(cx.tree().text(param.name.span)))
        }
        _ => false,
    })
}
