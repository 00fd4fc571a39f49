//! PV208: a value is logged as `repr` writes it, so that its line ends are seen and end no entry.

use semantic::Node;
use syntax::Span;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart, StringToken};

use crate::fix::{Fix, Fixer};
use crate::logged::literal;
use crate::template::Part;
use crate::values;

pub(crate) struct LoggedValue;

impl Fixer for LoggedValue {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let mut done: Vec<ExprId> = Vec::new();
        for focus in fix.site.focus.clone() {
            if fix.file.is_constant(focus) {
                continue;
            }
            for part in values::parts(fix, focus)? {
                let Part::Value(value) = part else { continue };
                if done.contains(&value) {
                    continue;
                }
                if !values::is_atom(fix, value, 0) {
                    return None;
                }
                done.push(value);
                show(fix, value)?;
            }
        }
        Some(())
    }
}

/// Writes one value as `repr` does: in its field of the message where it has one.
fn show(fix: &mut Fix<'_>, value: ExprId) -> Option<()> {
    let Node::Expr(parent) = fix.file.parent(value) else { return None };
    match fix.kind(parent) {
        ExprKind::FString(parts) => interpolation(fix, parts, value),
        ExprKind::Binary { left, op: BinaryOp::Mod, right } if *right == value => percent_field(fix, *left, 0),
        ExprKind::Tuple(items) => {
            let at = items.iter().position(|&item| item == value)?;
            match fix.file.parent(parent) {
                Node::Expr(around) => match *fix.kind(around) {
                    ExprKind::Binary { left, op: BinaryOp::Mod, right } if right == parent => {
                        percent_field(fix, left, at)
                    }
                    _ => None,
                },
                _ => None,
            }
        }
        ExprKind::Call { func, args } => argument(fix, parent, *func, args, value),
        _ => wrap(fix, value),
    }
}

fn wrap(fix: &mut Fix<'_>, value: ExprId) -> Option<()> {
    values::wrap(fix, value, "repr({value})")
}

/// The value is an argument: of the log's method, of `format`, of `str`, or of something else.
fn argument(fix: &mut Fix<'_>, call: ExprId, func: ExprId, args: &[Argument], value: ExprId) -> Option<()> {
    if let ExprKind::Attribute { value: text, attr } = *fix.kind(func)
        && matches!(fix.kind(text), ExprKind::Str(_))
        && fix.tree().text(attr.span) == "format"
    {
        return format_field(fix, text, args, value);
    }
    if fix.is_named(func, &["builtins.str"]) && args.len() == 1 {
        fix.replace(func, "repr");
        return Some(());
    }
    if Some(call) != fix.call() {
        return wrap(fix, value);
    }
    let mut positional = args.iter().filter_map(|argument| match *argument {
        Argument::Positional(value) => Some(value),
        _ => None,
    });
    let message = positional.next()?;
    match positional.position(|argument| argument == value) {
        Some(at) => percent_field(fix, message, at),
        // The value is all of the message.
        None if message == value && positional.next().is_none() => {
            let text = format!("{}, {}", literal(fix, "%r"), fix.text(value));
            fix.replace(value, text);
            Some(())
        }
        None => None,
    }
}

/// `{value}` becomes `{value!r}`.
fn interpolation(fix: &mut Fix<'_>, parts: &[FPart], wanted: ExprId) -> Option<()> {
    parts
        .iter()
        .find_map(|part| match part {
            FPart::Interpolation { span, value, conversion, spec, debug: false }
                if *value == wanted && spec.is_empty() =>
            {
                Some((*span, *conversion))
            }
            _ => None,
        })
        .and_then(|(span, conversion)| {
            let end = span.end.checked_sub(1)?;
            match conversion {
                None => fix.insert(end, "!r"),
                Some(b's') => fix.replace_span(Span::new(end.checked_sub(1)?, end), "r"),
                Some(_) => {}
            }
            Some(())
        })
}

/// The `%s` number `at` of a text becomes `%r`.
fn percent_field(fix: &mut Fix<'_>, text: ExprId, at: usize) -> Option<()> {
    let ExprKind::Str(tokens) = fix.kind(text) else { return None };
    let field = percent_fields(fix, tokens)?.into_iter().nth(at)?;
    if fix.tree().text(field) == "s" {
        fix.replace_span(field, "r");
    }
    Some(())
}

/// The letters of the fields of a `%` format. `None` where fields have names, or take more than one value.
fn percent_fields(fix: &Fix<'_>, tokens: &[StringToken]) -> Option<Vec<Span>> {
    let mut found = Vec::new();
    for token in tokens {
        let mut letters = fix.tree().text(token.content).char_indices();
        while let Some((_, letter)) = letters.next() {
            if letter != '%' {
                continue;
            }
            match letters.find(|(_, letter)| !matches!(letter, '#' | '-' | ' ' | '+' | '.' | '0'..='9')) {
                Some((_, '%')) => {}
                Some((at, letter)) if letter.is_ascii_alphabetic() => {
                    let at = token.content.start + at as u32;
                    found.push(Span::new(at, at + 1));
                }
                _ => return None,
            }
        }
    }
    Some(found)
}

/// The field of a text for `format` that takes `value` becomes one with `!r`.
fn format_field(fix: &mut Fix<'_>, text: ExprId, args: &[Argument], value: ExprId) -> Option<()> {
    let ExprKind::Str(tokens) = fix.kind(text) else { return None };
    let mut positional = 0;
    let mut wanted = None;
    for argument in args {
        match argument {
            Argument::Positional(given) => {
                if *given == value {
                    wanted = Some(positional.to_string());
                }
                positional += 1;
            }
            Argument::Keyword { name, value: given } if *given == value => {
                wanted = Some(fix.tree().text(name.span).to_owned());
            }
            _ => {}
        }
    }
    let wanted = wanted?;
    let mut count = 0;
    let mut places = Vec::new();
    for token in tokens {
        let content = fix.tree().text(token.content);
        let mut at = 0;
        while let Some(open) = content[at..].find(['{', '}']).map(|found| at + found) {
            if content[open..].starts_with("{{") || content[open..].starts_with("}}") {
                at = open + 2;
                continue;
            }
            let close = open + content[open..].find('}')?;
            let mut name = content.get(open + 1..close)?.to_owned();
            if name.is_empty() {
                name = usize::to_string(&count);
                count += 1;
            }
            if name == wanted {
                places.push(token.content.start + close as u32);
            }
            at = close + 1;
        }
    }
    for &place in &places {
        fix.insert(place, "!r");
    }
    (!places.is_empty()).then_some(())
}
