//! Handlers that drop an exception: what they catch, and whether anybody has to know.

use syntax::ast::{ExprId, ExprKind, Handler, StmtId, StmtKind};

use crate::code::testing;
use crate::detector::Context;
use secrets::{Word, words};

/// Words of a call that puts something away: there is nothing left to do if that fails.
const PUTS_AWAY: [&str; 20] = [
    "close",
    "shutdown",
    "terminate",
    "kill",
    "unlink",
    "remove",
    "rmtree",
    "rmdir",
    "delete",
    "disconnect",
    "cleanup",
    "clean",
    "stop",
    "release",
    "quit",
    "cancel",
    "unregister",
    "rollback",
    "dispose",
    "teardown",
];

/// Words of a call that lets through or refuses by raising.
const GUARDS: [&str; 8] =
    ["verify", "authenticate", "authorize", "authorise", "enforce", "require", "permission", "csrf"];

/// How many statements of a `try` are looked at.
const MAX_STATEMENTS: usize = 8;

/// What a handler of `except types:` catches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Catches {
    /// Everything, as the imports and builtins alone show.
    Everything,
    /// Everything, under a name that had to be followed.
    EverythingRenamed,
    /// Named exceptions.
    Named,
}

pub(crate) fn catches(cx: &Context<'_>, handler: &Handler) -> Catches {
    let Some(types) = handler.types else { return Catches::Everything };
    let all = match &cx.tree().expr(types).kind {
        ExprKind::Tuple(items) => items,
        _ => std::slice::from_ref(&types),
    };
    let is_broad = |name: &str| matches!(name, "builtins.Exception" | "builtins.BaseException");
    if all.iter().any(|&class| cx.file.written_name(class).is_some_and(|name| is_broad(&name))) {
        Catches::Everything
    } else if all.iter().any(|&class| cx.file.qualified_names(class).any(is_broad)) {
        Catches::EverythingRenamed
    } else {
        Catches::Named
    }
}

/// Why nobody has to know of an exception that the `try` statement drops.
pub(crate) fn harmless(cx: &Context<'_>, stmt: StmtId, body: &[StmtId]) -> Option<&'static str> {
    if testing::is_test(cx, stmt) {
        return Some("this is a test: nobody attacks it, and what it checks is checked elsewhere");
    }
    let all = |test: &dyn Fn(&StmtKind) -> bool| {
        body.len() <= MAX_STATEMENTS && body.iter().all(|&inner| test(&cx.tree().stmt(inner).kind))
    };
    if all(&|kind| matches!(kind, StmtKind::Import(_) | StmtKind::ImportFrom { .. })) {
        return Some("only an import is tried: the module is optional here");
    }
    if all(&|kind| called_words(cx, kind).is_some_and(|words| words.iter().any(|word| PUTS_AWAY.contains(&&**word)))) {
        return Some("only a clean-up is tried: nothing is left to be done when it fails");
    }
    let function = cx.file.enclosing_function_of(stmt).map(|function| cx.file.definition_name(function));
    (function == Some("__del__")).then_some("Python ignores exceptions of `__del__` in any case")
}

/// Whether the statement leaves everything as it is: `pass`, `continue`, `...`.
pub(crate) fn does_nothing(cx: &Context<'_>, stmt: StmtId) -> bool {
    match cx.tree().stmt(stmt).kind {
        StmtKind::Pass | StmtKind::Continue => true,
        StmtKind::Expr(value) => matches!(cx.tree().expr(value).kind, ExprKind::Ellipsis),
        _ => false,
    }
}

/// Whether a handler raises an exception at the end, or ends the program, whatever it does before.
pub(crate) fn raises(cx: &Context<'_>, body: &[StmtId]) -> bool {
    let Some(&last) = body.last() else { return false };
    let kind = &cx.tree().stmt(last).kind;
    let ends =
        |func| cx.file.qualified_names(func).any(|name| matches!(name, "sys.exit" | "os._exit" | "builtins.exit"));
    matches!(kind, StmtKind::Raise { .. }) || called(cx, kind).is_some_and(ends)
}

/// Whether the `try` ends with a call that refuses by raising: dropping that exception lets everybody through.
pub(crate) fn drops_a_refusal<'a>(cx: &Context<'a>, body: &[StmtId], orelse: &[StmtId]) -> Option<&'a str> {
    let &last = body.last()?;
    let kind = &cx.tree().stmt(last).kind;
    let words = called_words(cx, kind).filter(|_| orelse.is_empty())?;
    words.iter().any(|word| GUARDS.contains(&&**word)).then(|| called(cx, kind).map(|func| cx.text(func)))?
}

/// The function of a statement that is nothing but a call, awaited or not.
fn called(cx: &Context<'_>, kind: &StmtKind) -> Option<ExprId> {
    let StmtKind::Expr(value) = *kind else { return None };
    let call = match cx.tree().expr(value).kind {
        ExprKind::Await(call) => call,
        _ => value,
    };
    match cx.tree().expr(call).kind {
        ExprKind::Call { func, .. } => Some(func),
        _ => None,
    }
}

/// The words of the function's own name, without the object that it belongs to.
fn called_words<'c>(cx: &'c Context<'_>, kind: &StmtKind) -> Option<Vec<Word<'c>>> {
    let func = called(cx, kind)?;
    let name = match cx.tree().expr(func).kind {
        ExprKind::Name => cx.text(func),
        ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
        _ => return None,
    };
    Some(words(name))
}
