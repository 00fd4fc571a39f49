//! PV911: one query for every turn of a loop.

use std::collections::HashSet;

use secrets::words;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::code::loops::{self, Loop, any_part};
use crate::code::{testing, written};
use crate::detector::{Context, Detector};

pub(crate) struct QueryInLoop;

/// Methods of a Django manager or query set that ask the database, or begin a query.
const OF_MANAGER: [&str; 12] = [
    "get",
    "filter",
    "exclude",
    "all",
    "count",
    "exists",
    "first",
    "last",
    "values",
    "values_list",
    "get_or_create",
    "aggregate",
];

/// Methods of a SQLAlchemy session that ask the database.
const OF_SESSION: [&str; 5] = ["query", "get", "scalar", "scalars", "execute"];

/// Statements that read or change rows, and that could do so for many at once.
const STATEMENTS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/// Words of a loop's target that goes over groups of rows: then the query is for many.
const GROUPS: [&str; 10] =
    ["batch", "batches", "chunk", "chunks", "page", "pages", "group", "groups", "block", "offset"];

impl Detector for QueryInLoop {
    fn module(&self, cx: &mut Context<'_>) {
        if testing::is_test_file(cx.path) || cx.path.contains("migrations/") {
            return;
        }
        let mut told: HashSet<Span> = HashSet::new();
        for &call in cx.file.calls() {
            let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { continue };
            let ExprKind::Attribute { value: object, attr } = cx.tree().expr(func).kind else { continue };
            let Some(what) = asks(cx, call, object, cx.tree().text(attr.span)) else { continue };
            let Some(around) = loops::around(cx.file, call) else { continue };
            if !is_one_by_one(cx, call, &around) || !told.insert(around.span) {
                continue;
            }
            let line = cx.tree().lines().line(around.span.start);
            let message = format!(
                "{what} runs once for every turn of the loop of line {line}: a hundred rows are a hundred round trips to the \
                 database. Ask for all of them in one query before the loop."
            );
            let candidate = cx.candidate(call, message);
            cx.report(candidate);
        }
    }
}

/// Whether the call goes to a database: what it is called in a message.
fn asks(cx: &Context<'_>, call: ExprId, object: ExprId, method: &str) -> Option<&'static str> {
    let is_manager = || matches!(cx.tree().expr(object).kind, ExprKind::Attribute { attr, .. } if cx.tree().text(attr.span) == "objects");
    if OF_MANAGER.contains(&method) && is_manager() {
        return Some("This query");
    }
    if OF_SESSION.contains(&method) && is_session(cx, object) {
        return Some("This query");
    }
    if method == "execute" && is_statement(cx, call) {
        return Some("This statement");
    }
    None
}

/// `session`, `db.session`, `self.session` of SQLAlchemy, or what has the type of one.
fn is_session(cx: &Context<'_>, object: ExprId) -> bool {
    let is_typed = cx.file.qualified_names(object).any(|name| {
        name.starts_with("sqlalchemy.orm.Session") || name.ends_with(".scoped_session()") || name == "sqlmodel.Session"
    });
    let named = || {
        let is_orm = ["sqlalchemy", "flask_sqlalchemy", "sqlmodel"].iter().any(|orm| cx.facts().imports(orm));
        is_orm && matches!(written::last_word(cx.file, object), Some("session" | "db_session"))
    };
    is_typed || named()
}

/// `execute("SELECT …", (value,))`, whatever it is called on.
fn is_statement(cx: &Context<'_>, call: ExprId) -> bool {
    let args = cx.file.call_args(call);
    let Some(statement) = args.positional(0) else { return false };
    let Some(text) = cx.file.constant(statement) else { return false };
    let Some(text) = text.as_str() else { return false };
    let first = text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    STATEMENTS.contains(&&*first) && (args.positional(1).is_some() || args.keyword("parameters").is_some())
}

/// Whether each turn asks for something of its own, and there may be many turns.
fn is_one_by_one(cx: &Context<'_>, call: ExprId, around: &Loop) -> bool {
    let Some(iter) = around.iter else { return false };
    let ExprKind::Call { args, .. } = &cx.tree().expr(call).kind else { return false };
    let values = |argument: &Argument| around.decides(cx.file, argument.value());
    let of_groups = |e: ExprId| words(cx.text(e)).iter().any(|word| GROUPS.contains(&&**word));
    let asks_many = args.iter().any(|argument| {
        matches!(argument, Argument::Keyword { name, .. } if cx.tree().text(name.span).ends_with("__in"))
            || any_part(cx.file, argument.value(), |part| written::last_word(cx.file, part) == Some("in_"))
    });
    args.iter().any(values)
        && !asks_many
        && !around.is_short(cx.file)
        && !of_groups(iter)
        && !goes_over_groups(cx, around)
}

/// `for batch in …`
fn goes_over_groups(cx: &Context<'_>, around: &Loop) -> bool {
    let head =
        Span::new(around.span.start, around.iter.map_or(around.span.start, |iter| cx.tree().expr(iter).span.start));
    let head = if around.stmt.is_some() { cx.tree().text(head) } else { "" };
    words(head).iter().any(|word| GROUPS.contains(&&**word))
}
