//! S608: values in an SQL text become parameters that the driver binds.

use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, FPart};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part, Template};
use crate::values;

pub(crate) struct SqlParameters;

/// How a driver writes the place of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `?`
    Question,
    /// `%s`; a percent sign of the text is doubled.
    Percent,
    /// `$1`, `$2`
    Dollar,
    /// `:name`
    Named,
}

impl Style {
    /// What stands for the value `at` (0-based) of `values`, whose names are `names`.
    fn mark(self, at: usize, names: &[(String, String)]) -> String {
        match self {
            Self::Question => "?".to_owned(),
            Self::Percent => "%s".to_owned(),
            Self::Dollar => format!("${}", at + 1),
            Self::Named => names.get(at).map_or_else(String::new, |(name, _)| format!(":{name}")),
        }
    }
}

const QUESTION: [&str; 3] = ["sqlite3", "aiosqlite", "duckdb"];
const PERCENT: [&str; 6] = ["psycopg2", "psycopg", "pymysql", "MySQLdb", "mysql", "django"];
const TEXT: [&str; 3] = ["sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"];
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
        let [Argument::Positional(statement)] = *args else { return None };
        let method = fix.tree().text(attr.span);
        let style = style(fix, func)?;
        let takes =
            if style == Style::Dollar { ASYNCPG.contains(&method) } else { matches!(method, "execute" | "raw") };
        if !takes {
            return None;
        }
        let template = template::of(fix, statement)?;
        let bound = bound(fix, &template.parts)?;
        rewrite(fix, &template, &bound, style)?;
        let values = bound.texts_of_values();
        let values = match (style, method) {
            (Style::Dollar, _) => {
                if bound.values.iter().any(|(_, is_quoted)| !is_quoted) {
                    fix.needs_review(
                        "The values are bound by the driver, which wants numbers where the column holds numbers: convert them with `int(…)` if \
                         they are texts.",
                    );
                }
                values.join(", ")
            }
            (_, "raw") => format!("[{}]", values.join(", ")),
            _ => format!("({}{})", values.join(", "), if values.len() == 1 { "," } else { "" }),
        };
        fix.add_argument(call, &values)
    }
}

/// The call of `SQLAlchemy`'s `text` that the statement is made with.
fn text_call(fix: &Fix<'_>) -> Option<ExprId> {
    let is_text = |e: &ExprId| fix.parts(*e).is_some_and(|(func, args)| fix.is_named(func, &TEXT) && args.len() == 1);
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
    let template = template::of(fix, statement)?;
    let bound = bound(fix, &template.parts)?;
    // A colon of the text would begin a name.
    if bound.texts.iter().any(|text| text.contains([':', '\\'])) {
        return None;
    }
    rewrite(fix, &template, &bound, Style::Named)?;
    let given: Vec<String> = bound.names.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let end = fix.span(call).end;
    fix.insert(end, format!(".bindparams({})", given.join(", ")));
    Some(())
}

/// `RawSQL("… %s", [value])`, which had no parameters.
fn raw_sql(fix: &mut Fix<'_>, call: ExprId) -> Option<()> {
    let args = fix.file.call_args(call);
    let statement = args.argument(Some(0), Some("sql"))?;
    let params = args.argument(Some(1), Some("params"))?;
    if !matches!(fix.kind(params), ExprKind::List(items) | ExprKind::Tuple(items) if items.is_empty()) {
        return None;
    }
    let template = template::of(fix, statement)?;
    let bound = bound(fix, &template.parts)?;
    rewrite(fix, &template, &bound, Style::Percent)?;
    let values = bound.texts_of_values().join(", ");
    fix.replace(params, format!("[{values}]"));
    Some(())
}

/// The style of the driver whose method is called: by what the object is, or by the one driver that the file imports.
fn style(fix: &Fix<'_>, func: ExprId) -> Option<Style> {
    let family = |name: &str| {
        let root = name.split('.').next().unwrap_or(name);
        let known = |roots: &[&str]| roots.contains(&root);
        match root {
            "asyncpg" => Some(Style::Dollar),
            _ if known(&QUESTION) => Some(Style::Question),
            _ => known(&PERCENT).then_some(Style::Percent),
        }
    };
    if let Some(style) = fix.file.qualified_names(func).find_map(family) {
        return Some(style);
    }
    let mut imported =
        fix.file.bindings().iter().filter_map(|binding| match crate::names::imported(fix.file, binding)? {
            crate::names::Imported::Module(module) | crate::names::Imported::From { module, .. } => {
                if module.starts_with("sqlalchemy") { Some(None) } else { family(module).map(Some) }
            }
        });
    let first = imported.next()??;
    imported.all(|other| other == Some(first)).then_some(first)
}

/// A statement whose values are apart from it.
struct Bound {
    /// The text between the values' places.
    texts: Vec<String>,
    /// The values, as Python, and whether each stood between quotes.
    values: Vec<(String, bool)>,
    /// Names for them, with them.
    names: Vec<(String, String)>,
}

impl Bound {
    fn add(&mut self, fix: &Fix<'_>, value: String, of: ExprId, is_quoted: bool) {
        let name = values::variable(fix, of, &self.names);
        self.names.push((name, value.clone()));
        self.values.push((value, is_quoted));
        self.texts.push(String::new());
    }

    fn texts_of_values(&self) -> Vec<String> {
        self.values.iter().map(|(value, _)| value.clone()).collect()
    }
}

/// Tells the values from the text: what stands between quotes as a whole, everything else where a value may stand. `None` where something
/// else is inserted, such as a table's name, which no driver binds.
fn bound(fix: &Fix<'_>, parts: &[Part]) -> Option<Bound> {
    let quote = strings::quote(fix);
    let mut bound = Bound { texts: vec![String::new()], values: Vec::new(), names: Vec::new() };
    // What stands between quotes, since the opening one.
    let mut quoted: Option<Vec<Part>> = None;
    for part in parts {
        match (part, &mut quoted) {
            (Part::Value(_), Some(inside)) => inside.push(part.clone()),
            (Part::Value(value), None) => {
                if !takes_value(bound.texts.last()?) {
                    return None;
                }
                bound.add(fix, strings::alone(fix, *value), *value, false);
            }
            (Part::Text(text), _) => {
                for letter in text.chars() {
                    match (&mut quoted, letter) {
                        (None, '\'') => quoted = Some(Vec::new()),
                        (None, letter) => bound.texts.last_mut()?.push(letter),
                        (Some(_), '\'') => close(fix, &mut bound, quoted.take()?, quote)?,
                        (Some(inside), letter) => match inside.last_mut() {
                            Some(Part::Text(before)) => before.push(letter),
                            _ => inside.push(Part::Text(letter.to_string())),
                        },
                    }
                }
            }
        }
    }
    // Behind a value only text may stand that cannot be a part of it.
    let is_apart =
        |text: &String| !text.starts_with(|letter: char| letter.is_alphanumeric() || "_'\"`.".contains(letter));
    let all_apart = bound.texts.iter().skip(1).all(is_apart);
    (quoted.is_none() && all_apart && !bound.values.is_empty()).then_some(bound)
}

/// Ends what stands between quotes.
fn close(fix: &Fix<'_>, bound: &mut Bound, inside: Vec<Part>, quote: char) -> Option<()> {
    let first = inside.iter().find_map(|part| if let Part::Value(value) = part { Some(*value) } else { None });
    if let Some(first) = first {
        if !takes_value(bound.texts.last()?) {
            return None;
        }
        bound.add(fix, strings::join(fix, &inside, quote, false), first, true);
    } else {
        let text = inside
            .into_iter()
            .map(|part| if let Part::Text(text) = part { text } else { String::new() })
            .collect::<String>();
        bound.texts.last_mut()?.extend(["'", &text, "'"]);
    }
    Some(())
}

/// Whether a value may follow a statement's text: behind a comparison, in a list of values, behind a word that takes one.
fn takes_value(before: &str) -> bool {
    const WORDS: [&str; 9] = ["LIKE", "ILIKE", "BETWEEN", "LIMIT", "OFFSET", "THEN", "ELSE", "GLOB", "REGEXP"];
    let upper = before.to_ascii_uppercase();
    let text = upper.trim_end();
    if text.ends_with(['=', '<', '>', '+', '*', '/']) && !text.ends_with("SELECT *") {
        return true;
    }
    let word = text.rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap_or_default();
    if WORDS.contains(&word) {
        return true;
    }
    if word == "AND" {
        // The second end of `BETWEEN … AND …`, whose first one is a value or follows the word alone.
        let since = text.rfind("BETWEEN").map(|at| &text[at..]);
        return since.is_some_and(|since| since.split_whitespace().count() <= 3);
    }
    // In the list behind VALUES or IN.
    if !text.ends_with(['(', ',']) {
        return false;
    }
    let mut depth = 0;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' => {
                let head = text[..at].trim_end();
                return head.ends_with("VALUES")
                    || head.ends_with(" IN")
                    || (head.ends_with(',') && head.contains("VALUES"));
            }
            _ => {}
        }
    }
    false
}

/// Writes the statement anew: an f-string in its place, anything else as one literal.
fn rewrite(fix: &mut Fix<'_>, template: &Template, bound: &Bound, style: Style) -> Option<()> {
    if in_place(fix, template.built, bound, style).is_some() {
        return Some(());
    }
    let text = |text: &String| if style == Style::Percent { text.replace('%', "%%") } else { text.clone() };
    let mut statement = String::new();
    for (at, piece) in bound.texts.iter().enumerate() {
        if at > 0 {
            statement.push_str(&style.mark(at - 1, &bound.names));
        }
        statement.push_str(&text(piece));
    }
    let literal = strings::constant(fix, template.built, &statement)?;
    fix.replace(template.built, literal);
    Some(())
}

/// Puts the marks into an f-string as it stands, so that its layout is kept.
fn in_place(fix: &mut Fix<'_>, built: ExprId, bound: &Bound, style: Style) -> Option<()> {
    let ExprKind::FString(parts) = fix.kind(built) else { return None };
    let whole = fix.span(built);
    let mut changes: Vec<(Span, String)> = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    let mut at = whole.start;
    for part in parts {
        let span = match part {
            FPart::Literal { span, raw, .. } => {
                let text = fix.tree().text(*span);
                if text.contains(['{', '}']) || (text.contains('\\') && !raw) {
                    return None;
                }
                *span
            }
            FPart::Interpolation { span, .. } => *span,
        };
        prefix(fix, Span::new(at, span.start), &mut changes)?;
        at = span.end;
        if let FPart::Interpolation { .. } = part {
            places.push(span);
        } else if style == Style::Percent {
            percent_signs(fix, span, &mut changes);
        }
    }
    prefix(fix, Span::new(at, whole.end), &mut changes)?;
    // Values between quotes: the quotes go, and only quotes stand between them and the value.
    if places.len() != bound.values.len() {
        return None;
    }
    let source = fix.tree().source();
    for (number, span) in places.into_iter().enumerate() {
        let before = source.get(..span.start as usize)?.ends_with('\'');
        let after = source.get(span.end as usize..)?.starts_with('\'');
        let span = match (before, after) {
            (true, true) => Span::new(span.start - 1, span.end + 1),
            (false, false) => span,
            _ => return None,
        };
        changes.push((span, style.mark(number, &bound.names)));
    }
    changes.sort_by_key(|(span, _)| *span);
    // The text between quotes is one value: with more in it than the insertion it is written anew.
    let is_lone = bound.values.iter().all(|(value, _)| !value.starts_with("f'") && !value.starts_with("f\""));
    let fits = changes.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start);
    if !is_lone || !fits {
        return None;
    }
    for (span, text) in changes {
        fix.replace_span(span, text);
    }
    Some(())
}

/// Takes the `f` of a token's prefix out of what stands between two parts.
fn prefix(fix: &Fix<'_>, gap: Span, changes: &mut Vec<(Span, String)>) -> Option<()> {
    let text = fix.tree().text(gap);
    if text.contains(['#', '\\']) {
        return None;
    }
    for (at, _) in text.match_indices(['f', 'F']) {
        let at = gap.start + at as u32;
        changes.push((Span::new(at, at + 1), String::new()));
    }
    Some(())
}

fn percent_signs(fix: &Fix<'_>, span: Span, changes: &mut Vec<(Span, String)>) {
    for (at, _) in fix.tree().text(span).match_indices('%') {
        let at = span.start + at as u32;
        changes.push((Span::new(at, at + 1), "%%".to_owned()));
    }
}
