//! What makes an exemption from the check of forms harmless: the view only reads, or whoever calls it proves who they are by something
//! that no other site can make a browser send.

use secrets::words;
use semantic::{Const, FileModel};
use syntax::Span;
use syntax::ast::{Class, ExprId, ExprKind, Function, StmtId, StmtKind};

use crate::code::around::{calls_in, decorator_name, function_of, last_word};

/// Methods of HTTP that change nothing.
const READS: [&str; 3] = ["GET", "HEAD", "OPTIONS"];
/// Methods of view classes that answer the others.
const CHANGES: [&str; 7] = ["post", "put", "patch", "delete", "dispatch", "handle", "form_valid"];

/// Whether a decorator only lets methods through that change nothing: `@app.route("/x", methods=["GET"])`,
/// `@require_http_methods(["GET"])`, `@app.route("/x")`, which is `GET` alone where nothing is said.
pub(crate) fn only_reads(file: &FileModel, view: &Function) -> bool {
    let reads =
        |item: &Const| item.as_str().is_some_and(|method| READS.iter().any(|known| known.eq_ignore_ascii_case(method)));
    view.decorators.iter().any(|&decorator| {
        let args = file.call_args(decorator);
        let name = last_word(file, decorator);
        let methods = match name {
            Some("require_http_methods") => args.argument(Some(0), Some("request_method_list")),
            Some("api_view") => args.positional(0),
            _ => args.keyword("methods"),
        };
        let Some(methods) = methods else { return name == Some("route") };
        match file.constant(methods) {
            Some(Const::List(items) | Const::Tuple(items) | Const::Set(items)) => {
                !items.is_empty() && items.iter().all(reads)
            }
            _ => false,
        }
    })
}

/// Whether a class of views has a method for reading and none for anything else, in its own body.
pub(crate) fn has_only_reading_methods(file: &FileModel, class: &Class) -> bool {
    let name = |stmt: &StmtId| file.function(*stmt).map(|_| file.definition_name(*stmt));
    let mut names = class.body.iter().filter_map(name).peekable();
    let defines_changes = class.body.iter().filter_map(name).any(|name| CHANGES.contains(&name));
    !defines_changes && names.any(|name| name == "get")
}

/// Whether nothing that a view calls or writes looks like a change of anything but its own names, by what the calls are named after. What
/// a function of the project does besides its name is not seen.
pub(crate) fn seems_to_read_only(file: &FileModel, view: &Function, body: Span) -> bool {
    let tree = file.module();
    let in_decorator =
        |e: ExprId| view.decorators.iter().any(|&decorator| tree.expr(decorator).span.contains(tree.expr(e).span));
    let keeps = |&target: &ExprId| match tree.expr(target).kind {
        ExprKind::Attribute { .. } => true,
        ExprKind::Subscript { value, .. } => !matches!(tree.expr(value).kind, ExprKind::Name),
        _ => false,
    };
    let writes = tree.stmts().filter(|(_, stmt)| body.contains(stmt.span)).any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => targets.iter().any(keeps),
        StmtKind::AugAssign { target, .. } => keeps(target),
        _ => false,
    });
    !writes && calls_in(file, body).filter(|&call| !in_decorator(call)).all(|call| is_named_after_reading(file, call))
}

/// Whether a call's name says that it reads, asks, converts or makes an answer: `get_object_or_404`, `is_rep`, `dumps`, `JsonResponse`.
fn is_named_after_reading(file: &FileModel, call: ExprId) -> bool {
    /// First words of such names.
    const READS: [&str; 58] = [
        "get",
        "getlist",
        "is",
        "has",
        "can",
        "may",
        "filter",
        "exclude",
        "exists",
        "first",
        "last",
        "latest",
        "all",
        "any",
        "count",
        "len",
        "values",
        "order",
        "select",
        "prefetch",
        "only",
        "find",
        "list",
        "int",
        "float",
        "str",
        "bool",
        "dict",
        "tuple",
        "sorted",
        "min",
        "max",
        "sum",
        "round",
        "range",
        "enumerate",
        "zip",
        "join",
        "split",
        "strip",
        "lower",
        "upper",
        "title",
        "replace",
        "startswith",
        "endswith",
        "format",
        "isoformat",
        "strftime",
        "items",
        "keys",
        "dumps",
        "loads",
        "render",
        "reverse",
        "gettext",
        "read",
        "decode",
    ];
    /// Methods that change a list of the view's own.
    const GROWS: [&str; 3] = ["append", "extend", "add"];
    let Some(name) = last_word(file, call) else { return false };
    let is_own = || match function_of(file, call).map(|function| &file.module().expr(function).kind) {
        Some(ExprKind::Attribute { value, .. }) => matches!(file.module().expr(*value).kind, ExprKind::Name),
        _ => false,
    };
    let words = words(name);
    let first = words.first().map_or("", |word| &**word);
    let makes_new = words.iter().any(|word| matches!(&**word, "create" | "set" | "save" | "update" | "delete"));
    READS.contains(&first) && !makes_new
        || words.last().is_some_and(|word| matches!(&**word, "response" | "http404" | "http403"))
        || ["HttpResponse", "Http40"].iter().any(|start| name.starts_with(start))
        || name == "_"
        || GROWS.contains(&name) && is_own()
}

/// Whether a decorator asks for a token of the caller's: `@require_oauth()`, `@token_required`.
pub(crate) fn asks_for_token(file: &FileModel, view: &Function) -> bool {
    view.decorators.iter().any(|&decorator| {
        let named = decorator_name(file, decorator);
        let name = match &file.module().expr(named).kind {
            ExprKind::Name => file.module().text(file.module().expr(named).span),
            ExprKind::Attribute { attr, .. } => file.module().text(attr.span),
            _ => return false,
        };
        is_question_for_token(name) && !only_wraps(file, decorator)
    })
}

fn is_question_for_token(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&["oauth", "oauth2", "token", "bearer", "jwt", "apikey", "hmac", "signature"])
        && has(&["require", "required", "requires", "check", "verify", "validate", "protected", "auth", "needs"])
        && !has(&["csrf", "xsrf", "optional", "not", "exempt"])
}

/// `@method_decorator(token_required)` names what it wraps, and is none itself.
fn only_wraps(file: &FileModel, decorator: ExprId) -> bool {
    function_of(file, decorator)
        .is_some_and(|func| file.qualified_names(func).any(|name| name == "django.utils.decorators.method_decorator"))
}

#[cfg(test)]
mod tests {
    use super::is_question_for_token;

    #[test]
    fn questions_for_tokens() {
        for name in ["require_oauth", "token_required", "jwt_required", "check_api_token", "verify_signature"] {
            assert!(is_question_for_token(name), "{name}");
        }
        for name in ["login_required", "csrf_token_required", "jwt_optional", "token", "exempt"] {
            assert!(!is_question_for_token(name), "{name}");
        }
    }
}
