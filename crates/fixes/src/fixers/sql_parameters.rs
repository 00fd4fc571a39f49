//! S608: values in an SQL text become parameters that the driver binds.

use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, FPart};

use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part, Template};

pub(crate) struct SqlParameters;

/// How a driver writes the place of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `?`
    Question,
    /// `%s`; a percent sign of the text is doubled.
    Percent,
}

impl Style {
    fn mark(self) -> &'static str {
        match self {
            Self::Question => "?",
            Self::Percent => "%s",
        }
    }
}

const QUESTION: [&str; 3] = ["sqlite3", "aiosqlite", "duckdb"];
const PERCENT: [&str; 6] = ["psycopg2", "psycopg", "pymysql", "MySQLdb", "mysql", "django"];

impl Fixer for SqlParameters {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.site.sink?;
        let (func, args) = fix.parts(call)?;
        let ExprKind::Attribute { attr, .. } = *fix.kind(func) else { return None };
        let [Argument::Positional(statement)] = *args else { return None };
        if !matches!(fix.tree().text(attr.span), "execute" | "raw") {
            return None;
        }
        let style = style(fix, func)?;
        let template = template::of(fix, statement)?;
        let bound = bound(fix, &template.parts)?;
        rewrite(fix, &template, &bound, style)?;
        let comma = if bound.values.len() == 1 { "," } else { "" };
        let values = format!("({}{comma})", bound.values.join(", "));
        let values =
            if fix.tree().text(attr.span) == "raw" { format!("[{}]", bound.values.join(", ")) } else { values };
        fix.add_argument(call, &values)
    }
}

/// The style of the driver whose method is called: by what the object is, or by the one driver that the file imports.
fn style(fix: &Fix<'_>, func: ExprId) -> Option<Style> {
    let family = |name: &str| {
        let root = name.split('.').next().unwrap_or(name);
        let known = |roots: &[&str]| roots.contains(&root);
        if known(&QUESTION) { Some(Style::Question) } else { known(&PERCENT).then_some(Style::Percent) }
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
    /// The values, as Python.
    values: Vec<String>,
}

/// Tells the values from the text: what stands between quotes as a whole, everything else where a value may stand. `None` where something
/// else is inserted, such as a table's name, which no driver binds.
fn bound(fix: &Fix<'_>, parts: &[Part]) -> Option<Bound> {
    let quote = strings::quote(fix);
    let mut bound = Bound { texts: vec![String::new()], values: Vec::new() };
    // What stands between quotes, since the opening one.
    let mut quoted: Option<Vec<Part>> = None;
    for part in parts {
        match (part, &mut quoted) {
            (Part::Value(_), Some(inside)) => inside.push(part.clone()),
            (Part::Value(value), None) => {
                if !takes_value(bound.texts.last()?) {
                    return None;
                }
                bound.values.push(strings::alone(fix, *value));
                bound.texts.push(String::new());
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
    if inside.iter().any(|part| matches!(part, Part::Value(_))) {
        if !takes_value(bound.texts.last()?) {
            return None;
        }
        bound.values.push(strings::join(fix, &inside, quote, false));
        bound.texts.push(String::new());
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
    let statement = bound.texts.iter().map(text).collect::<Vec<_>>().join(style.mark());
    let literal = strings::constant(fix, template.built, &statement)?;
    fix.replace(template.built, literal);
    Some(())
}

/// Puts the marks into an f-string as it stands, so that its layout is kept.
fn in_place(fix: &mut Fix<'_>, built: ExprId, bound: &Bound, style: Style) -> Option<()> {
    let ExprKind::FString(parts) = fix.kind(built) else { return None };
    let whole = fix.span(built);
    let mut changes: Vec<(Span, String)> = Vec::new();
    let mut at = whole.start;
    let mut marks = 0;
    for part in parts {
        let span = match part {
            FPart::Literal { span, raw, .. } => {
                let text = fix.tree().text(*span);
                if text.contains(['{', '}']) || (text.contains('\\') && !raw) {
                    return None;
                }
                *span
            }
            FPart::Interpolation { span, .. } => {
                marks += 1;
                *span
            }
        };
        prefix(fix, Span::new(at, span.start), &mut changes)?;
        at = span.end;
        if let FPart::Interpolation { .. } = part {
            changes.push((span, style.mark().to_owned()));
        } else if style == Style::Percent {
            percent_signs(fix, span, &mut changes);
        }
    }
    prefix(fix, Span::new(at, whole.end), &mut changes)?;
    // Values between quotes: the quotes go, and only quotes stand between them and the value.
    if marks != bound.values.len() {
        return None;
    }
    let source = fix.tree().source();
    for (span, text) in &mut changes {
        if text != style.mark() {
            continue;
        }
        let before = source.get(..span.start as usize)?.ends_with('\'');
        let after = source.get(span.end as usize..)?.starts_with('\'');
        match (before, after) {
            (true, true) => *span = Span::new(span.start - 1, span.end + 1),
            (false, false) => {}
            _ => return None,
        }
    }
    // The text between quotes is one value: with more in it than the insertion it is written anew.
    let is_lone = bound.values.iter().all(|value| !value.starts_with("f'") && !value.starts_with("f\""));
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
