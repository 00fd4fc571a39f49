//! S308, S704, PV113, PV323: text that is declared to be HTML gets its values from a function that escapes them.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::html::{self, Place};
use crate::strings;
use crate::template::{self, Part};
use crate::values;

pub(crate) struct HtmlFormat;

const ADDRESS: &str = "The values are escaped; an address that data gives can still begin with `javascript:`, so decide which schemes are allowed.";

impl Fixer for HtmlFormat {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let (&Argument::Positional(text), rest) = args.split_first()? else { return None };
        let is_format = fix.is_named(func, &["django.utils.html.format_html"]);
        if !rest.is_empty() && !is_format {
            return None;
        }
        let template = template::of(fix, text)?;
        if matches!(template.parts[..], [Part::Value(_)]) {
            return None;
        }
        if html::places(&template.parts)?.contains(&Place::Address) {
            fix.needs_review(ADDRESS);
        }
        let given = positional(rest)?;
        let (format, values) = format(fix, &template.parts, if is_format { &given } else { &[] }, is_format)?;
        let literal = strings::constant(fix, template.built, &format)?;
        let values = values.join(", ");
        if is_markup(fix, func) {
            if let Some(literal) = formatted(fix, template.built, call) {
                fix.insert(literal, ")");
                let end = fix.span(call).end;
                fix.replace_span(syntax::Span::new(end - 1, end), "");
                return Some(());
            }
            fix.replace(template.built, literal);
            let end = fix.span(call).end;
            fix.insert(end, format!(".format({values})"));
            return Some(());
        }
        if !is_format {
            let format_html = fix.name("django.utils.html", "format_html");
            fix.replace(func, format_html);
        }
        // The values that were there are written anew among the others: theirs is the order of the text.
        let from = fix.span(text).end;
        let (start, end) = (fix.span(text).start, fix.span(call).end.checked_sub(1)?);
        let behind = if template.built == text {
            // A call of several lines stays one.
            let rest = fix.tree().text(syntax::Span::new(from, end));
            let new = if fix.begins_line(start) && rest.contains('\n') && !rest.contains('#') {
                let close = rest.rfind('\n').and_then(|at| rest.get(at..)).unwrap_or_default();
                format!("{literal},\n{}{values},{close}", fix.indentation(start))
            } else {
                format!("{literal}, {values}")
            };
            fix.replace_span(syntax::Span::new(start, end), new);
            return Some(());
        } else {
            format!(", {values}")
        };
        fix.replace(template.built, literal);
        fix.replace_span(syntax::Span::new(from, end), behind);
        Some(())
    }
}

/// The end of the literal whose `format` is called as the one argument of `call`: its values stay as they are laid out.
fn formatted(fix: &Fix<'_>, built: ExprId, call: ExprId) -> Option<u32> {
    let (method, _) = fix.parts(built)?;
    let ExprKind::Attribute { value, attr } = *fix.kind(method) else { return None };
    let is_bare = fix.span(value).end + 1 == attr.span.start && fix.span(built).end + 1 == fix.span(call).end;
    (is_bare && fix.tree().text(attr.span) == "format" && matches!(fix.kind(value), ExprKind::Str(_)))
        .then(|| fix.span(value).end)
}

fn is_markup(fix: &Fix<'_>, func: ExprId) -> bool {
    fix.file.qualified_names(func).any(|name| name.rsplit('.').next() == Some("Markup"))
}

/// The values of positional arguments alone.
fn positional(args: &[Argument]) -> Option<Vec<ExprId>> {
    args.iter()
        .map(|argument| match argument {
            Argument::Positional(value) => Some(*value),
            _ => None,
        })
        .collect()
}

/// A text for `format` and its values, in order. `given` go to the places that a text for `format` had before.
fn format(fix: &Fix<'_>, parts: &[Part], given: &[ExprId], has_places: bool) -> Option<(String, Vec<String>)> {
    let mut format = String::new();
    let mut all = Vec::new();
    let mut given = given.iter();
    for part in parts {
        match part {
            Part::Text(text) if has_places => {
                for (at, piece) in text.split("{}").enumerate() {
                    if piece.contains(['{', '}']) {
                        return None;
                    }
                    if at > 0 {
                        format.push_str("{}");
                        all.push(strings::alone(fix, *given.next()?));
                    }
                    format.push_str(piece);
                }
            }
            Part::Text(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Part::Value(value) => {
                if !values::is_atom(fix, *value, 0)
                    || values::says_html(fix, *value)
                    || matches!(fix.kind(*value), ExprKind::Starred(_))
                {
                    return None;
                }
                format.push_str("{}");
                all.push(strings::alone(fix, *value));
            }
        }
    }
    given.next().is_none().then_some((format, all))
}
