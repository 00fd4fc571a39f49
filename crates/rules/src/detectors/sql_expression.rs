//! S608: SQL statements that are put together from text and values.

use std::collections::HashSet;

use model::Confidence;
use semantic::{BindingKind, Node};
use syntax::ast::{Argument, BinaryOp, ComprehensionKind, ExprId, ExprKind, StmtKind};

use crate::Candidate;
use crate::code::built::{self, Piece};
use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named};
use crate::scan::one_line;
use crate::{
    code::whole_statement,
    languages::{sql, sql_pattern},
};

pub(crate) struct SqlExpression;

impl Detector for SqlExpression {
    /// The page lists calls that run a statement: look for the text that they are given.
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let &argument = candidate.focus.first()?;
        let call = candidate.expr?;
        let texts = statements(cx, argument);
        let begins = |text: &ExprId| sql::begins_like_sql(&cx.facts().known_start(cx.file, *text));
        let only_sql = whole_statement::takes_only_sql(cx.file, call);
        let grows = texts.iter().any(|text| is_addition(cx, *text)) && texts.iter().any(begins);
        let built = texts.into_iter().find_map(|text| {
            if !cx.facts().is_first_look(text) {
                return None;
            }
            let Some(pieces) = built::pieces(cx.file, text) else {
                let is_open = grows && is_addition(cx, text) && !cx.file.is_constant(text);
                return is_open.then(|| added(cx, text, call));
            };
            // Other things are executed, too: what a database runs has SQL's words, or is added to such a text.
            let words = built::skeleton(cx.file, &pieces);
            let is_sql =
                only_sql || (grows && is_addition(cx, text)) || sql::begins_like_sql(&words) || sql::goes_on(&words);
            is_sql.then(|| run(cx, text, &pieces, call))
        });
        built.or_else(|| whole(cx, candidate, argument))
    }

    /// A text that is a statement by its words, wherever it goes.
    fn text(&self, cx: &mut Context<'_>, expr: ExprId) {
        if matches!(cx.tree().expr(expr).kind, ExprKind::FString(_) | ExprKind::Binary { .. }) {
            written(cx, expr);
        }
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return };
        let method = match cx.tree().expr(func).kind {
            ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
            _ => return,
        };
        if matches!(method, "format" | "format_map" | "replace") {
            written(cx, call);
        }
    }
}

/// A statement that is given to a database.
fn run(cx: &Context<'_>, text: ExprId, pieces: &[Piece], call: ExprId) -> Candidate {
    let func = match cx.tree().expr(call).kind {
        ExprKind::Call { func, .. } => one_line(cx.text(func)),
        _ => String::new(),
    };
    let mut candidate = candidate(cx, text, pieces, &format!("is run by `{func}`"));
    candidate.expr = Some(text);
    candidate.sink = Some(call);
    if candidate.dismissed.is_none() && is_raw_sql(cx, call) {
        candidate.dismissed = Some("S611 judges this text: it is given to `RawSQL`".to_owned());
    }
    candidate
}

/// `query += name`: what is added has no text of its own, so it is worth a word only if it comes from outside.
fn added(cx: &Context<'_>, value: ExprId, call: ExprId) -> Candidate {
    let mut candidate = run(cx, value, &[Piece::Value(value)], call);
    candidate.beyond = true;
    candidate.needs_source = true;
    candidate
}

/// A statement all of which is taken from somewhere: worth a word if that is outside.
fn whole(cx: &Context<'_>, mut candidate: Candidate, argument: ExprId) -> Option<Candidate> {
    if !whole_statement::runs_as_it_is(cx.file, cx.facts(), candidate.expr?, argument) {
        return None;
    }
    candidate.message = format!(
        "`{}` is run as an SQL statement, all of it; whoever controls it can read and change what this connection can. \
         Keep the statement constant and pass values as bound parameters.",
        one_line(cx.text(argument))
    );
    candidate.focus = vec![argument];
    candidate.beyond = true;
    candidate.needs_source = true;
    candidate.callers_decide =
        Some("a function may be meant to be given a statement; each caller is judged where it is".to_owned());
    Some(candidate)
}

/// A statement that nothing in sight runs: reported, with less confidence and no path to a database.
fn written(cx: &mut Context<'_>, text: ExprId) {
    let is_ours = !built::is_part_of_another(cx.file, text) && is_statement(cx, text);
    if !is_ours && !sql_pattern::is_ruffs(cx.file, text) && !sql_pattern::is_bandits(cx.file, text) {
        return;
    }
    let pieces = built::pieces(cx.file, text).unwrap_or_else(|| {
        let operands = sql_pattern::leaves(cx.file, text).into_iter();
        operands.filter(|&operand| !cx.file.is_constant(operand)).map(Piece::Value).collect()
    });
    let mut candidate = candidate(cx, text, &pieces, "is an SQL statement");
    candidate.cvss = cx.rule.cvss_unconfirmed;
    candidate.confidence = Some(Confidence::Low);
    candidate.no_sink = is_given_back(cx, text);
    if candidate.dismissed.is_none() && !is_ours {
        candidate.dismissed = match longest_around(cx, text) {
            Some(_) => Some("the text is a part of a longer one, which is judged as a whole".to_owned()),
            None if is_statement(cx, text) || holds_statement(cx, text) => None,
            None => Some("the words belong to a sentence, no database reads them".to_owned()),
        };
    }
    if candidate.dismissed.is_none() && is_only_shown(cx, text) {
        candidate.dismissed = Some("the text is written to a log or shown, not run by a database".to_owned());
    }
    cx.report(candidate);
}

/// Whether a text is what a function gives back, and no call takes it before.
fn is_given_back(cx: &Context<'_>, text: ExprId) -> bool {
    let mut at = text;
    for _ in 0..MAX_AROUND {
        match cx.file.parent(at) {
            Node::Expr(around) if matches!(cx.tree().expr(around).kind, ExprKind::Call { .. }) => return false,
            Node::Expr(around) => at = around,
            Node::Stmt(stmt) => return matches!(cx.tree().stmt(stmt).kind, StmtKind::Return(_)),
            _ => return false,
        }
    }
    false
}

fn is_statement(cx: &Context<'_>, text: ExprId) -> bool {
    built::pieces(cx.file, text).is_some_and(|pieces| sql::is_statement(&built::skeleton(cx.file, &pieces)))
}

/// Whether a statement begins behind other words: `EXPLAIN`, a comment, what a name holds.
fn holds_statement(cx: &Context<'_>, text: ExprId) -> bool {
    built::pieces(cx.file, text).is_some_and(|pieces| sql::holds_statement(&built::skeleton(cx.file, &pieces)))
}

/// How many texts around a text are looked at.
const MAX_AROUND: usize = 64;

/// The longest text around this one that is itself a statement.
fn longest_around(cx: &Context<'_>, text: ExprId) -> Option<ExprId> {
    let mut at = text;
    for _ in 0..MAX_AROUND {
        if !built::is_part_of_another(cx.file, at) {
            break;
        }
        let Node::Expr(around) = cx.file.parent(at) else { break };
        // `"…".format` is on the way to the call.
        at = around;
    }
    (at != text && (is_statement(cx, at) || holds_statement(cx, at))).then_some(at)
}

/// Whether the call makes an expression of Django's that S611 judges.
fn is_raw_sql(cx: &Context<'_>, call: ExprId) -> bool {
    called(cx.file, call).is_some_and(|func| {
        is_named(cx.file, func, &["django.db.models.expressions.RawSQL", "django.db.models.RawSQL"])
    })
}

fn candidate(cx: &Context<'_>, text: ExprId, pieces: &[Piece], role: &str) -> Candidate {
    let (marks, focus): (Vec<ExprId>, Vec<ExprId>) =
        built::values(pieces).partition(|&value| is_placeholder_list(cx, value));
    let inserted = focus.first().or(marks.first()).map_or(String::new(), |&value| one_line(cx.text(value)));
    let message = format!(
        "This text {role}, and `{inserted}` is inserted into it as text; whoever controls that value can change the \
         statement. Keep the text constant and pass the value as a bound parameter."
    );
    let mut candidate = cx.candidate(text, message);
    candidate.beyond = !sql_pattern::is_ruffs(cx.file, text);
    candidate.names_table = sql::inserts_tables_alone(&built::skeleton(cx.file, pieces));
    if focus.is_empty() {
        let reason = if marks.is_empty() {
            "the text is made of constants: nobody can change the statement"
        } else {
            "only placeholders are inserted; the values are bound by the database"
        };
        candidate.dismissed = Some(reason.to_owned());
    }
    candidate.focus = focus;
    candidate
}

/// How many steps from an argument to the texts that it may be are taken.
const MAX_VALUES: usize = 64;

/// The built texts that an argument may be: itself, what its name was given, what was added to it, and the
/// text inside `text(…)`.
fn statements(cx: &Context<'_>, argument: ExprId) -> Vec<ExprId> {
    let mut found = Vec::new();
    let mut open = vec![argument];
    // In a loop `+=` reaches itself.
    let mut seen = HashSet::new();
    for _ in 0..MAX_VALUES {
        let Some(e) = open.pop() else { break };
        match &cx.tree().expr(e).kind {
            ExprKind::Name => {
                for binding in cx.file.reaching(e) {
                    if !seen.insert(binding) {
                        continue;
                    }
                    match cx.file.binding_info(binding).kind {
                        BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => {
                            open.push(value);
                        }
                        BindingKind::AugAssign(stmt) => {
                            if let StmtKind::AugAssign { target, value, .. } = cx.tree().stmt(stmt).kind {
                                found.push(value);
                                // What the name held before, which is where the statement begins.
                                open.push(target);
                            }
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::Attribute { .. } => {
                if let Some(value) = cx.file.display(e).filter(|&value| value != e) {
                    open.push(value);
                }
            }
            ExprKind::Conditional { body, orelse, .. } => open.extend([*orelse, *body]),
            ExprKind::Call { func, args } if is_named(cx.file, *func, &WRAPPERS) => {
                open.extend(args.first().map(Argument::value));
            }
            _ => found.push(e),
        }
    }
    found
}

/// Functions whose result is the statement that they are given.
const WRAPPERS: [&str; 6] = [
    "sqlalchemy.text",
    "sqlalchemy.sql.text",
    "sqlalchemy.sql.expression.text",
    "sqlmodel.text",
    "builtins.str",
    "psycopg2.sql.SQL",
];

/// Whether the text is added to a name with `+=`.
fn is_addition(cx: &Context<'_>, text: ExprId) -> bool {
    matches!(cx.file.parent(text), Node::Stmt(stmt)
        if matches!(cx.tree().stmt(stmt).kind, StmtKind::AugAssign { .. }))
}

/// `", ".join("?" * n)`, `",".join(["%s"] * len(ids))`, `", ".join("?" for _ in ids)`: as many placeholders as values.
fn is_placeholder_list(cx: &Context<'_>, value: ExprId) -> bool {
    let value = cx.file.display(value).unwrap_or(value);
    if is_marks(cx, value) {
        return true;
    }
    let Some(func) = called(cx.file, value) else { return false };
    let ExprKind::Attribute { value: separator, attr } = cx.tree().expr(func).kind else { return false };
    let joins = cx.tree().text(attr.span) == "join" && cx.file.is_constant(separator);
    joins
        && cx.file.call_args(value).positional(0).is_some_and(|parts| {
            let parts = cx.file.display(parts).unwrap_or(parts);
            match &cx.tree().expr(parts).kind {
                ExprKind::Comprehension {
                    kind: ComprehensionKind::List { element } | ComprehensionKind::Generator { element },
                    ..
                } => is_mark(cx, *element),
                _ => is_marks(cx, parts),
            }
        })
}

/// `"?" * n`, `["%s"] * n`
fn is_marks(cx: &Context<'_>, e: ExprId) -> bool {
    let ExprKind::Binary { left, op: BinaryOp::Mult, right } = cx.tree().expr(e).kind else { return false };
    [left, right].into_iter().any(|side| match &cx.tree().expr(side).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.len() == 1 && is_mark(cx, items[0]),
        _ => is_mark(cx, side),
    })
}

fn is_mark(cx: &Context<'_>, e: ExprId) -> bool {
    cx.file.constant(e).is_some_and(|value| {
        value.as_str().is_some_and(|text| {
            let mark = text.trim_matches([',', ' ', '(', ')']);
            !text.is_empty() && (mark.is_empty() || matches!(mark, "?" | "%s"))
        })
    })
}

/// Whether the text goes straight into a log, an exception or onto the screen.
fn is_only_shown(cx: &Context<'_>, text: ExprId) -> bool {
    match cx.file.parent(text) {
        Node::Stmt(stmt) => matches!(
            cx.tree().stmt(stmt).kind,
            StmtKind::Raise { .. } | StmtKind::Assert { .. } | StmtKind::Print { .. } | StmtKind::Expr(_)
        ),
        Node::Expr(parent) => {
            let ExprKind::Call { func, .. } = cx.tree().expr(parent).kind else { return false };
            let raised = matches!(cx.file.parent(parent), Node::Stmt(stmt)
                if matches!(cx.tree().stmt(stmt).kind, StmtKind::Raise { .. }));
            let logs = matches!(cx.tree().expr(func).kind, ExprKind::Attribute { attr, .. }
            if matches!(
                cx.tree().text(attr.span),
                "debug" | "info" | "warning" | "warn" | "error" | "critical" | "exception" | "log"
            ));
            raised || logs || is_named(cx.file, func, &["builtins.print", "warnings.warn", "pprint.pprint"])
        }
        Node::Module | Node::Pattern(_) => false,
    }
}
