//! Settings of Flask: where an application gets them, and for which machine they are.

use secrets::words;
use semantic::{Const, FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{bases, calls_one_of, function_of, last_word};
use crate::code::written;
use crate::detector::Context;

/// Whether the file switches escaping on for templates of every name: `app.jinja_env.autoescape = True`,
/// `app.jinja_options = {"autoescape": True}`.
pub fn escapes_all(file: &FileModel) -> bool {
    let tree = file.module();
    let says_so = |target: ExprId, value: ExprId| match tree.expr(target).kind {
        ExprKind::Attribute { attr, .. } => match tree.text(attr.span) {
            "autoescape" | "select_jinja_autoescape" => true,
            "jinja_options" => match file.constant(value) {
                Some(Const::Dict(items)) => {
                    items.iter().any(|(key, on)| key.as_str() == Some("autoescape") && on.truthy())
                }
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    tree.stmts().any(|(_, stmt)| match &stmt.kind {
        StmtKind::Assign { targets, value } => targets.iter().any(|&target| says_so(target, *value)),
        _ => false,
    })
}

/// Words in the name of a class whose settings no visitor ever meets.
const DEVELOPMENT: [&str; 8] = ["development", "dev", "develop", "testing", "test", "tests", "local", "debug"];

/// Whether the value of a setting is what a deployed application gets: an entry of `app.config`, a keyword of its `update`, or
/// an attribute of a class of settings that is not one for development.
pub(crate) fn is_deployed(cx: &Context<'_>, value: ExprId) -> bool {
    let Some(stmt) = cx.file.enclosing_stmt(value) else { return false };
    if is_conditional(cx, stmt) || is_module_for_development(cx.path) {
        return false;
    }
    let target = match &cx.tree().stmt(stmt).kind {
        StmtKind::Assign { targets, value: given } if *given == value => targets.first().copied(),
        StmtKind::AnnAssign { target, value: Some(given), .. } if *given == value => Some(*target),
        _ => None,
    };
    match target.map(|target| &cx.tree().expr(target).kind) {
        Some(ExprKind::Subscript { value: object, .. }) => written::last_word(cx.file, *object) == Some("config"),
        Some(ExprKind::Attribute { value: object, .. }) => {
            cx.file.qualified_names(*object).any(|name| name.starts_with("flask.") || name.starts_with("quart."))
        }
        Some(_) => is_of_settings_class(cx, stmt),
        None => is_keyword_of_config(cx, value) || is_entry_of_config(cx, value),
    }
}

/// Whether a condition around the statement decides that it runs.
fn is_conditional(cx: &Context<'_>, stmt: StmtId) -> bool {
    cx.file.stmt_parent(stmt).is_some_and(|around| matches!(cx.tree().stmt(around).kind, StmtKind::If { .. }))
}

fn is_module_for_development(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split(['.', '_', '-']).any(|part| DEVELOPMENT.contains(&part))
}

/// Whether the statement stands in a class of settings for a deployed application, and no class for production that
/// inherits from it says otherwise.
fn is_of_settings_class(cx: &Context<'_>, stmt: StmtId) -> bool {
    let around = cx.file.enclosing_class_of(stmt).filter(|_| cx.file.enclosing_function_of(stmt).is_none());
    let Some(class) = around else { return false };
    let name = cx.file.definition_name(class);
    let says_settings =
        |name: &str| words(name).iter().any(|word| matches!(&**word, "config" | "conf" | "settings" | "configuration"));
    let is_settings = says_settings(name)
        || cx.file.class(class).is_some_and(|class| {
            bases(cx.file, class).any(|base| says_settings(base.rsplit('.').next().unwrap_or_default()))
        })
        || is_taken_over(cx, name);
    let is_for_development = words(name).iter().any(|word| DEVELOPMENT.contains(&&**word));
    let of_flask = cx.facts().imports("flask") || cx.path.split(['/', '.']).any(|part| part == "config");
    let inherited = || {
        let own = format!(".{name}");
        cx.file
            .classes()
            .iter()
            .any(|&other| cx.file.class(other).is_some_and(|class| bases(cx.file, class).any(|base| *base == *own)))
    };
    is_settings && !is_for_development && of_flask && !inherited()
}

/// Whether an application takes its settings from the class: `app.config.from_object(Production)`.
fn is_taken_over(cx: &Context<'_>, class: &str) -> bool {
    cx.file.calls().iter().any(|&call| {
        last_word(cx.file, call) == Some("from_object")
            && cx.file.call_args(call).positional(0).is_some_and(|given| cx.text(given) == class)
    })
}

/// `app.config.update({"NAME": value})`, and an entry of what a module of settings returns or keeps: `return {"NAME": value}`.
fn is_entry_of_config(cx: &Context<'_>, value: ExprId) -> bool {
    let Node::Expr(entries) = cx.file.parent(value) else { return false };
    let ExprKind::Dict(_) = cx.tree().expr(entries).kind else { return false };
    // `app.config |= {"NAME": value}`
    if let Node::Stmt(stmt) = cx.file.parent(entries)
        && let StmtKind::AugAssign { target, .. } = cx.tree().stmt(stmt).kind
    {
        return written::last_word(cx.file, target) == Some("config");
    }
    if matches!(cx.file.parent(entries), Node::Expr(call) if function_of(cx.file, call).is_some()) {
        return is_given_to_config(cx, entries);
    }
    let is_settings = |part: &str| matches!(part, "config" | "settings" | "configuration");
    let around = cx.file.enclosing_function(entries).map_or("", |function| cx.file.definition_name(function));
    let is_for_development = words(around).iter().any(|word| DEVELOPMENT.contains(&&**word));
    cx.path.split(['/', '.']).any(is_settings) && !is_for_development
}

/// `app.config.update(NAME=value)`, `app.config.from_mapping(NAME=value)`, `app.config.update(dict(NAME=value))`
fn is_keyword_of_config(cx: &Context<'_>, value: ExprId) -> bool {
    let Node::Expr(call) = cx.file.parent(value) else { return false };
    if calls_one_of(cx.file, call, &["builtins.dict"]) {
        return is_given_to_config(cx, call);
    }
    let by_keyword = cx
        .file
        .call_args(call)
        .all()
        .iter()
        .any(|argument| matches!(argument, Argument::Keyword { value: given, .. } if *given == value));
    by_keyword && changes_config(cx, call)
}

/// Whether the mapping is an argument of `app.config.update(…)` or `app.config.from_mapping(…)`.
fn is_given_to_config(cx: &Context<'_>, mapping: ExprId) -> bool {
    matches!(cx.file.parent(mapping), Node::Expr(call) if changes_config(cx, call))
}

fn changes_config(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(func) = function_of(cx.file, call) else { return false };
    let ExprKind::Attribute { value: object, .. } = cx.tree().expr(func).kind else { return false };
    matches!(last_word(cx.file, call), Some("update" | "from_mapping"))
        && written::last_word(cx.file, object) == Some("config")
}
