//! S608, S611: values in an SQL text become parameters that the driver binds.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::sql::{self, Bound, Style};
use crate::template;

pub(crate) struct SqlParameters;

const RAW_SQL: [&str; 2] = ["django.db.models.expressions.RawSQL", "django.db.models.RawSQL"];
const ASYNCPG: [&str; 4] = ["execute", "fetch", "fetchrow", "fetchval"];

impl Fixer for SqlParameters {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        if let Some(call) = text_call(fix) {
            return bind_names(fix, call);
        }
        let call = fix.site.sink.or_else(|| fix.call())?;
        let (func, args) = fix.parts(call)?;
        if fix.is_named(func, &RAW_SQL) {
            return raw_sql(fix, call);
        }
        let ExprKind::Attribute { attr, .. } = *fix.kind(func) else { return None };
        let (statement, given) = match *args {
            [Argument::Positional(statement)] => (statement, None),
            [Argument::Positional(statement), Argument::Positional(given)] => (statement, Some(given)),
            [Argument::Positional(statement), Argument::Keyword { name, value }]
                if matches!(fix.tree().text(name.span), "params" | "parameters" | "args" | "vars" | "query_params") =>
            {
                (statement, Some(value))
            }
            _ => return None,
        };
        let method = fix.tree().text(attr.span);
        let style = sql::style(fix, func)?;
        let takes = if style == Style::Dollar {
            ASYNCPG.contains(&method) && given.is_none()
        } else {
            matches!(method, "execute" | "raw")
        };
        if !takes {
            return None;
        }
        let (template, is_shown) = template::of_shown(fix, statement)?;
        let bound = sql::bound(fix, &template.parts)?;
        sql::rewrite(fix, &template, &bound, style, given.is_some())?;
        if is_shown {
            fix.needs_review("The values are bound by the driver; what is printed of the statement shows their places now, not the values.");
        }
        if let Some(given) = given {
            let all = merged(fix, &bound, given, style)?;
            fix.replace(given, if method == "raw" { format!("[{}]", all.join(", ")) } else { tuple(&all) });
            return Some(());
        }
        let values = bound.elements();
        let values = match (style, method) {
            (Style::Dollar, _) => {
                if bound.values.iter().any(|value| !value.is_quoted) {
                    fix.needs_review(
                        "The values are bound by the driver, which wants numbers where the column holds numbers: convert them with `int(…)` if \
                         they are texts.",
                    );
                }
                values.join(", ")
            }
            (_, "raw") => format!("[{}]", values.join(", ")),
            _ => tuple(&values),
        };
        fix.add_argument(call, &values)
    }
}

fn tuple(values: &[String]) -> String {
    format!("({}{})", values.join(", "), if values.len() == 1 { "," } else { "" })
}

/// The values among those that were given before, in the order of their marks.
fn merged(fix: &Fix<'_>, bound: &Bound, given: ExprId, style: Style) -> Option<Vec<String>> {
    let mark = match style {
        Style::Question => "?",
        Style::Percent => "%s",
        Style::Dollar | Style::Named => return None,
    };
    let marks: Vec<usize> = bound.texts.iter().map(|text| text.matches(mark).count()).collect();
    let mut before: Vec<String> = match fix.kind(given) {
        ExprKind::Tuple(items) | ExprKind::List(items)
            if !items.iter().any(|&item| matches!(fix.kind(item), ExprKind::Starred(_))) =>
        {
            items.iter().map(|&item| fix.text(item).to_owned()).collect()
        }
        // A list by its name stands before or behind them as a whole.
        ExprKind::Name | ExprKind::Attribute { .. } => {
            let holders = marks.iter().filter(|count| **count > 0).count();
            let is_dict = fix.file.display(given).is_some_and(|made| matches!(fix.kind(made), ExprKind::Dict(_)));
            if holders != 1 || is_dict {
                return None;
            }
            let list = format!("*{}", fix.text(given));
            let mut all = bound.elements();
            let at = marks.iter().position(|count| *count > 0)?;
            all.insert(at, list);
            return Some(all);
        }
        _ => return None,
    };
    if marks.iter().sum::<usize>() != before.len() {
        return None;
    }
    let mut all = Vec::new();
    let mut values = bound.elements().into_iter();
    for count in marks {
        all.extend(before.drain(..count));
        all.extend(values.next());
    }
    Some(all)
}

/// The call of `SQLAlchemy`'s `text` that the statement is made with.
fn text_call(fix: &Fix<'_>) -> Option<ExprId> {
    let is_text =
        |e: &ExprId| fix.parts(*e).is_some_and(|(func, args)| fix.is_named(func, &sql::TEXT) && args.len() == 1);
    let first = |call: ExprId| fix.parts(call).and_then(|(_, args)| args.first()).map(Argument::value);
    let around = fix.site.expr.and_then(|built| match fix.file.parent(built) {
        semantic::Node::Expr(parent) => Some(parent),
        _ => None,
    });
    [fix.call(), fix.site.sink.and_then(first), around].into_iter().flatten().find(is_text)
}

/// `text("… :name").bindparams(name=value)`
fn bind_names(fix: &mut Fix<'_>, call: ExprId) -> Option<()> {
    let &[Argument::Positional(statement)] = fix.parts(call)?.1 else { return None };
    let (template, is_shown) = template::of_shown(fix, statement)?;
    let bound = sql::bound(fix, &template.parts)?;
    // A name of the statement's own would be given another value.
    let is_own = |(name, _): &(String, String)| bound.texts.iter().any(|text| text.contains(&format!(":{name}")));
    if bound.has_list() || bound.names.iter().any(is_own) || bound.texts.iter().any(|text| text.contains('\\')) {
        return None;
    }
    sql::rewrite(fix, &template, &bound, Style::Named, false)?;
    if is_shown {
        fix.needs_review("The values are bound by the driver; what is printed of the statement shows their names now, not the values.");
    }
    let given: Vec<String> = bound.names.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let end = fix.span(call).end;
    fix.insert(end, format!(".bindparams({})", given.join(", ")));
    Some(())
}

/// `RawSQL("… %s", [value])`
fn raw_sql(fix: &mut Fix<'_>, call: ExprId) -> Option<()> {
    let args = fix.file.call_args(call);
    let statement = args.argument(Some(0), Some("sql"))?;
    let params = args.argument(Some(1), Some("params"))?;
    let is_empty = matches!(fix.kind(params), ExprKind::List(items) | ExprKind::Tuple(items) if items.is_empty());
    let template = template::of(fix, statement)?;
    let bound = sql::bound(fix, &template.parts)?;
    // Django fills the places in whenever there is a list, and an empty one is one.
    sql::rewrite(fix, &template, &bound, Style::Percent, !is_empty)?;
    let values = if is_empty { bound.elements() } else { merged(fix, &bound, params, Style::Percent)? };
    fix.replace(params, format!("[{}]", values.join(", ")));
    Some(())
}
