//! SQL statements that are put together, taken apart into a text with marks and the values that a driver binds.

use syntax::Span;
use syntax::ast::{Argument, Clause, ComprehensionKind, ExprId, ExprKind, FPart};

use crate::fix::Fix;
use crate::names::{self, Imported};
use crate::strings;
use crate::template::{self, Part, Template};
use crate::values;

const QUESTION: [&str; 3] = ["sqlite3", "aiosqlite", "duckdb"];
const PERCENT: [&str; 6] = ["psycopg2", "psycopg", "pymysql", "MySQLdb", "mysql", "django"];

/// `SQLAlchemy`'s function that makes a statement of a text.
pub(crate) const TEXT: [&str; 3] = ["sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"];

/// How a driver writes the place of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
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
    pub(crate) fn mark(self, at: usize, names: &[(String, String)]) -> String {
        match self {
            Self::Question => "?".to_owned(),
            Self::Percent => "%s".to_owned(),
            Self::Dollar => format!("${}", at + 1),
            Self::Named => names.get(at).map_or_else(String::new, |(name, _)| format!(":{name}")),
        }
    }
}

/// The style of the driver whose method is called: by what the object is, or by the one driver that the file imports.
pub(crate) fn style(fix: &Fix<'_>, func: ExprId) -> Option<Style> {
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
    let mut imported = fix.file.bindings().iter().filter_map(|binding| match names::imported(fix.file, binding)? {
        Imported::Module(module) | Imported::From { module, .. } => {
            if module.starts_with("sqlalchemy") {
                Some(None)
            } else {
                family(module).map(Some)
            }
        }
    });
    let first = imported.next()??;
    imported.all(|other| other == Some(first)).then_some(first)
}

/// A value that is apart from its statement.
pub(crate) struct Value {
    /// It, as Python.
    pub(crate) text: String,
    /// Whether it stood between quotes.
    pub(crate) is_quoted: bool,
    /// Whether it is a list, each element of which gets a mark of its own.
    pub(crate) is_list: bool,
}

/// A statement whose values are apart from it.
pub(crate) struct Bound {
    /// The text between the values' places.
    pub(crate) texts: Vec<String>,
    /// The values in order.
    pub(crate) values: Vec<Value>,
    /// Names for them, with them.
    pub(crate) names: Vec<(String, String)>,
    /// Names that are taken.
    others: Vec<(String, String)>,
}

impl Bound {
    fn add(&mut self, fix: &Fix<'_>, value: Value, of: ExprId) {
        let taken = [&self.others[..], &self.names].concat();
        let name = values::variable(fix, of, &taken);
        self.names.push((name, value.text.clone()));
        self.values.push(value);
        self.texts.push(String::new());
    }

    /// The text so far, with `?` for values.
    fn so_far(&self) -> String {
        self.texts.join("?")
    }

    /// The values as elements of a list; each element of a list of values is one.
    pub(crate) fn elements(&self) -> Vec<String> {
        let element = |value: &Value| if value.is_list { format!("*{}", value.text) } else { value.text.clone() };
        self.values.iter().map(element).collect()
    }

    /// Whether one of the values is a list.
    pub(crate) fn has_list(&self) -> bool {
        self.values.iter().any(|value| value.is_list)
    }
}

/// Tells the values from the text: what stands between quotes as a whole, everything else where a value may stand. `None` where something
/// else is inserted, such as a table's name, which no driver binds.
pub(crate) fn bound(fix: &Fix<'_>, parts: &[Part]) -> Option<Bound> {
    bound_beside(fix, parts, &[])
}

/// The same of a piece of a statement, beside values of other pieces with these names.
pub(crate) fn bound_beside(fix: &Fix<'_>, parts: &[Part], others: &[(String, String)]) -> Option<Bound> {
    let quote = strings::quote(fix);
    let mut bound =
        Bound { texts: vec![String::new()], values: Vec::new(), names: Vec::new(), others: others.to_vec() };
    // What stands between quotes, since the opening one.
    let mut quoted: Option<Vec<Part>> = None;
    for (at, part) in parts.iter().enumerate() {
        match (part, &mut quoted) {
            (Part::Value(_), Some(inside)) => inside.push(part.clone()),
            (Part::Value(value), None) => {
                let before = bound.so_far();
                let is_whole =
                    matches!(parts.get(at + 1), Some(Part::Text(next)) if next.trim_start().starts_with(')'));
                let value = if is_whole && opens_list(&before) {
                    (elements(fix, *value, false)?, true)
                } else if takes_value(&before) && !is_joined(fix, *value) {
                    (*value, false)
                } else {
                    return None;
                };
                let (of, is_list) = value;
                bound.add(fix, Value { text: strings::alone(fix, of), is_quoted: false, is_list }, of);
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
        let before = bound.so_far();
        if let ([Part::Value(value)], true) = (&*inside, opens_list(&before))
            && let Some(items) = elements(fix, *value, true)
        {
            bound.add(fix, Value { text: strings::alone(fix, items), is_quoted: true, is_list: true }, items);
            return Some(());
        }
        let is_value = |part: &Part| !matches!(part, Part::Value(value) if is_joined(fix, *value));
        if !takes_value(&before) || !inside.iter().all(is_value) {
            return None;
        }
        let text = strings::join(fix, &inside, quote, false);
        bound.add(fix, Value { text, is_quoted: true, is_list: false }, first);
    } else {
        let text = inside
            .into_iter()
            .map(|part| if let Part::Text(text) = part { text } else { String::new() })
            .collect::<String>();
        bound.texts.last_mut()?.extend(["'", &text, "'"]);
    }
    Some(())
}

/// Whether a statement's text ends where a list of values begins: `… IN (`.
fn opens_list(before: &str) -> bool {
    let head = before.trim_end().strip_suffix('(').map(str::trim_end);
    head.is_some_and(|head| head.to_ascii_uppercase().ends_with(" IN"))
}

/// The call of a text's `join` that an expression is, or that its name was given.
fn join_of(fix: &Fix<'_>, e: ExprId) -> Option<(String, ExprId)> {
    let (func, args) = fix.parts(fix.file.display(e).unwrap_or(e))?;
    let between = template::joined_with(fix, func)?;
    match *args {
        [Argument::Positional(items)] => Some((between, items)),
        _ => None,
    }
}

/// Whether a value is several that were joined, which no mark stands for.
fn is_joined(fix: &Fix<'_>, e: ExprId) -> bool {
    join_of(fix, e).is_some()
}

/// The list whose elements an expression writes beside each other: `names` of `",".join(names)`, of `",".join(map(str, names))` and of
/// `",".join(f"'{name}'" for name in names)`; within quotes of `"','".join(names)`.
fn elements(fix: &Fix<'_>, e: ExprId, is_quoted: bool) -> Option<ExprId> {
    let (between, items) = join_of(fix, e).filter(|_| matches!(fix.kind(e), ExprKind::Call { .. }))?;
    let between: String = between.split_whitespace().collect();
    let (list, has_quotes) = match fix.kind(items) {
        ExprKind::Call { func, args } if fix.is_named(*func, &["builtins.map"]) => match **args {
            [Argument::Positional(make), Argument::Positional(list)] if fix.is_named(make, &["builtins.str"]) => {
                (list, false)
            }
            _ => return None,
        },
        ExprKind::Comprehension { kind, clauses } => {
            let (ComprehensionKind::List { element } | ComprehensionKind::Generator { element }) = *kind else {
                return None;
            };
            let [Clause { target, iter, ref conditions, is_async: false }] = **clauses else { return None };
            let is_target = |e: ExprId| fix.text(e) == fix.text(target);
            if !conditions.is_empty() {
                return None;
            }
            match &template::of(fix, element).map(|template| template.parts).unwrap_or_default()[..] {
                [Part::Value(value)] if is_target(*value) => (iter, false),
                [Part::Text(open), Part::Value(value), Part::Text(close)]
                    if open == "'" && close == "'" && is_target(*value) =>
                {
                    (iter, true)
                }
                [] if is_target(element) => (iter, false),
                _ => return None,
            }
        }
        _ => (items, false),
    };
    let is_right = if is_quoted { between == "','" && !has_quotes } else { between == "," };
    let is_known = matches!(fix.kind(list), ExprKind::Name | ExprKind::Attribute { .. });
    (is_right && is_known).then_some(list)
}

/// Whether a value may follow a statement's text: behind a comparison, in a list of values, behind a word that takes one.
fn takes_value(before: &str) -> bool {
    // Statements of these kinds take no parameters in many drivers.
    const PLAIN: [&str; 9] = ["ALTER", "ATTACH", "COPY", "CREATE", "DROP", "GRANT", "PRAGMA", "REVOKE", "SET"];
    const WORDS: [&str; 9] = ["LIKE", "ILIKE", "BETWEEN", "LIMIT", "OFFSET", "THEN", "ELSE", "GLOB", "REGEXP"];
    let upper = before.to_ascii_uppercase();
    if upper.split_whitespace().next().is_some_and(|word| PLAIN.contains(&word)) {
        return false;
    }
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

/// Writes the statement anew: an f-string in its place, anything else as one literal. `is_escaped` says that percent signs of the
/// text are doubled already, since the driver was given values before.
pub(crate) fn rewrite(
    fix: &mut Fix<'_>,
    template: &Template,
    bound: &Bound,
    style: Style,
    is_escaped: bool,
) -> Option<()> {
    let doubles = style == Style::Percent && !is_escaped;
    if !bound.has_list() && in_place(fix, template.built, bound, style, doubles).is_some() {
        return Some(());
    }
    if fix.has_comment(fix.span(template.built)) {
        return None;
    }
    let text = |text: &str| if doubles { text.replace('%', "%%") } else { text.to_owned() };
    if bound.has_list() {
        let literal = with_lists(fix, bound, style, &text)?;
        fix.replace(template.built, literal);
        return Some(());
    }
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

/// The statement as an f-string: a list of values has as many marks as it has elements.
fn with_lists(fix: &Fix<'_>, bound: &Bound, style: Style, text: &dyn Fn(&str) -> String) -> Option<String> {
    let quote = strings::quote(fix);
    let inner = if quote == '"' { '\'' } else { '"' };
    let mut statement = format!("f{quote}");
    for (at, piece) in bound.texts.iter().enumerate() {
        match at.checked_sub(1).and_then(|at| bound.values.get(at)) {
            Some(Value { text, is_list: true, .. }) => {
                let marks = match style {
                    Style::Question => format!("{inner}?{inner} * len({text})"),
                    Style::Percent => format!("[{inner}%s{inner}] * len({text})"),
                    Style::Dollar | Style::Named => return None,
                };
                statement.extend(["{", &format!("{inner}, {inner}.join({marks})"), "}"]);
            }
            Some(_) => statement.push_str(&style.mark(at - 1, &bound.names)),
            None => {}
        }
        statement.push_str(&strings::escaped(&text(piece), quote).replace('{', "{{").replace('}', "}}"));
    }
    statement.push(quote);
    Some(statement)
}

/// Puts the marks into an f-string as it stands, so that its layout is kept.
fn in_place(fix: &mut Fix<'_>, built: ExprId, bound: &Bound, style: Style, doubles: bool) -> Option<()> {
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
        prefix(fix, Span::new(at, span.start), &mut changes);
        at = span.end;
        if let FPart::Interpolation { .. } = part {
            places.push(span);
        } else if doubles {
            percent_signs(fix, span, &mut changes);
        }
    }
    prefix(fix, Span::new(at, whole.end), &mut changes);
    if places.len() != bound.values.len() {
        return None;
    }
    let source = fix.tree().source();
    for (number, (span, value)) in places.into_iter().zip(&bound.values).enumerate() {
        // The quotes around a value go, and what stands between them is a part of it.
        let span = if value.is_quoted {
            let before = source.get(whole.start as usize..span.start as usize)?;
            let after = source.get(span.end as usize..whole.end as usize)?;
            let (open, close) = (before.rfind('\'')?, after.find('\'')?);
            let is_plain = |text: &str| !text.contains(['"', '\n', '}', '{']);
            if !is_plain(&before[open..]) || !is_plain(&after[..close]) {
                return None;
            }
            Span::new(whole.start + open as u32, span.end + close as u32 + 1)
        } else {
            span
        };
        changes.retain(|(change, _)| change.end <= span.start || span.end <= change.start);
        changes.push((span, style.mark(number, &bound.names)));
    }
    changes.sort_by_key(|(span, _)| *span);
    if changes.windows(2).any(|pair| pair[1].0.start < pair[0].0.end) {
        return None;
    }
    for (span, text) in changes {
        fix.replace_span(span, text);
    }
    Some(())
}

/// Takes the `f` of tokens' prefixes out of what stands between two parts.
fn prefix(fix: &Fix<'_>, gap: Span, changes: &mut Vec<(Span, String)>) {
    for (at, byte) in fix.outside_comments(gap.start, gap.end) {
        if matches!(byte, b'f' | b'F') {
            changes.push((Span::new(at, at + 1), String::new()));
        }
    }
}

fn percent_signs(fix: &Fix<'_>, span: Span, changes: &mut Vec<(Span, String)>) {
    for (at, _) in fix.tree().text(span).match_indices('%') {
        let at = span.start + at as u32;
        changes.push((Span::new(at, at + 1), "%%".to_owned()));
    }
}
