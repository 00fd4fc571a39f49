//! Texts that a program puts together, taken apart: an f-string, `+`, `%`, `.format()`, or a name that was given one just before.

use semantic::{BindingKind, Const};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart, StmtKind};

use crate::fix::Fix;
use crate::strings;

/// Nested additions that are taken apart.
const MAX_DEPTH: usize = 64;
/// Parts of one text.
const MAX_PARTS: usize = 200;

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// Text, as Python reads it.
    Text(String),
    /// A value that is inserted as `str()` or `format()` without a specification writes it.
    Value(ExprId),
}

/// A text that is put together, and where.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
    /// The expression that puts it together: where it is used, or the value of the name that is used there.
    pub(crate) built: ExprId,
}

/// Takes the text apart that `e` is; `None` if it is something else, if a value is formatted in a way of its own, or if the name that
/// stands there has other uses than this one or another value on some way.
pub(crate) fn of(fix: &Fix<'_>, e: ExprId) -> Option<Template> {
    taken_apart(fix, given_once(fix, e)?)
}

/// The same of a text that is shown besides, in a log or on a screen; and whether it is.
pub(crate) fn of_shown(fix: &Fix<'_>, e: ExprId) -> Option<(Template, bool)> {
    if let Some(template) = of(fix, e) {
        return Some((template, false));
    }
    let built = assigned_once(fix, e, &|use_| is_shown(fix, use_))?;
    Some((taken_apart(fix, built)?, true))
}

/// Whether an expression is a part of a statement that only shows something.
fn is_shown(fix: &Fix<'_>, e: ExprId) -> bool {
    const LEVELS: [&str; 8] = ["critical", "debug", "error", "exception", "info", "log", "warn", "warning"];
    let Some(stmt) = fix.file.enclosing_stmt(e) else { return false };
    let StmtKind::Expr(shown) = fix.tree().stmt(stmt).kind else { return false };
    let Some((func, _)) = fix.parts(shown) else { return false };
    let is_level =
        matches!(fix.kind(func), ExprKind::Attribute { attr, .. } if LEVELS.contains(&fix.tree().text(attr.span)));
    is_level || fix.is_named(func, &["builtins.print", "pprint.pprint"])
}

fn taken_apart(fix: &Fix<'_>, built: ExprId) -> Option<Template> {
    let mut parts = Vec::new();
    collect(fix, built, &mut parts, 0)?;
    let parts = joined(parts);
    (parts.len() <= MAX_PARTS && parts.iter().any(|part| matches!(part, Part::Value(_))))
        .then_some(Template { parts, built })
}

/// The expression that made the value: `e` itself, or what one assignment gave the name that is used here alone.
pub(crate) fn given_once(fix: &Fix<'_>, e: ExprId) -> Option<ExprId> {
    if matches!(fix.kind(e), ExprKind::Name) { assigned_once(fix, e, &|_| false) } else { Some(e) }
}

/// The value of a name that one assignment gives it and that has no other uses than `allowed` ones.
pub(crate) fn assigned_once(fix: &Fix<'_>, name: ExprId, allowed: &dyn Fn(ExprId) -> bool) -> Option<ExprId> {
    let file = fix.file;
    let [binding] = file.reaching(name)[..] else { return None };
    if file.may_be_unbound(name) {
        return None;
    }
    let BindingKind::Assign { stmt, value: Some(value) } = file.binding_info(binding).kind else { return None };
    let StmtKind::Assign { targets, value: whole } = &fix.tree().stmt(stmt).kind else { return None };
    if *whole != value || targets.len() != 1 || file.enclosing_function_of(stmt) != file.enclosing_function(name) {
        return None;
    }
    let is_other_use = |(e, expr): (ExprId, &syntax::ast::Expr)| {
        matches!(expr.kind, ExprKind::Name)
            && e != name
            && expr.span != file.binding_info(binding).span
            && fix.tree().text(expr.span) == fix.text(name)
            && file.reaching(e).contains(&binding)
            && !allowed(e)
    };
    let is_same = !is_rebound(fix, value, fix.span(name).start);
    (is_same && !fix.tree().exprs().any(is_other_use)).then_some(value)
}

/// Whether a name that `value` uses gets another value between it and byte `until`.
fn is_rebound(fix: &Fix<'_>, value: ExprId, until: u32) -> bool {
    let span = fix.span(value);
    let used = |word: &str| {
        let mut names =
            fix.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Name) && span.contains(expr.span));
        names.any(|(_, expr)| fix.tree().text(expr.span) == word)
    };
    let mut between =
        fix.file.bindings().iter().filter(|binding| span.end <= binding.span.start && binding.span.end <= until);
    between.any(|binding| used(fix.tree().text(binding.span)))
}

fn collect(fix: &Fix<'_>, e: ExprId, parts: &mut Vec<Part>, depth: usize) -> Option<()> {
    if depth > MAX_DEPTH || parts.len() > MAX_PARTS {
        return None;
    }
    match fix.kind(e) {
        ExprKind::Str(tokens) => parts.push(Part::Text(fix.tree().string_value(tokens).into_owned())),
        ExprKind::FString(pieces) => {
            for piece in pieces {
                match piece {
                    FPart::Literal { .. } => parts.push(Part::Text(fix.tree().piece_value(piece).into_owned())),
                    FPart::Interpolation { value, conversion: None | Some(b's'), spec, debug: false, .. }
                        if spec.is_empty() =>
                    {
                        parts.push(Part::Value(*value));
                    }
                    FPart::Interpolation { .. } => return None,
                }
            }
        }
        ExprKind::Binary { left, op: BinaryOp::Add, right } => {
            if !is_text(fix, e) {
                parts.push(Part::Value(e));
                return Some(());
            }
            collect(fix, *left, parts, depth + 1)?;
            collect(fix, *right, parts, depth + 1)?;
        }
        ExprKind::Binary { left, op: BinaryOp::Mod, right } if matches!(fix.kind(*left), ExprKind::Str(_)) => {
            percent(fix, *left, *right, parts)?;
        }
        ExprKind::Call { func, args } if is_format(fix, *func).is_some() => {
            format_call(fix, is_format(fix, *func)?, args, parts)?;
        }
        ExprKind::Call { func, args } if joined_with(fix, *func).is_some() && args.len() == 1 => {
            let (ExprKind::List(items) | ExprKind::Tuple(items)) = fix.kind(args.first()?.value()) else {
                parts.push(Part::Value(e));
                return Some(());
            };
            let between = joined_with(fix, *func)?;
            for (at, &item) in items.iter().enumerate() {
                parts.extend((at > 0).then(|| Part::Text(between.clone())));
                collect(fix, item, parts, depth + 1)?;
            }
        }
        ExprKind::Call { func, args } if fix.is_named(*func, &["builtins.str"]) => match args[..] {
            [Argument::Positional(value)] => parts.push(Part::Value(value)),
            _ => return None,
        },
        ExprKind::Starred(_) => return None,
        _ => match fix.file.constant(e) {
            Some(Const::Str(text)) => parts.push(Part::Text(text.to_string())),
            _ => parts.push(Part::Value(e)),
        },
    }
    Some(())
}

/// Whether one of the summands is a text by its look: otherwise the sum may be one of numbers.
fn is_text(fix: &Fix<'_>, mut e: ExprId) -> bool {
    for _ in 0..MAX_DEPTH {
        let ExprKind::Binary { left, op: BinaryOp::Add, right } = *fix.kind(e) else { break };
        if looks_like_text(fix, right) {
            return true;
        }
        e = left;
    }
    looks_like_text(fix, e)
}

fn looks_like_text(fix: &Fix<'_>, e: ExprId) -> bool {
    match fix.kind(e) {
        ExprKind::Str(_) | ExprKind::FString(_) => true,
        ExprKind::Binary { left, op: BinaryOp::Mod, .. } => matches!(fix.kind(*left), ExprKind::Str(_)),
        ExprKind::Call { func, .. } => is_format(fix, *func).is_some(),
        _ => matches!(fix.file.constant(e), Some(Const::Str(_))),
    }
}

/// `"…" % value`, `"…" % (a, b)`, `"…" % {"name": a}`: with `%s`, and with `%d` where it writes a whole number.
fn percent(fix: &Fix<'_>, text: ExprId, values: ExprId, parts: &mut Vec<Part>) -> Option<()> {
    let ExprKind::Str(tokens) = fix.kind(text) else { return None };
    let text = fix.tree().string_value(tokens);
    let (listed, named): (Vec<ExprId>, _) = match fix.kind(values) {
        ExprKind::Tuple(values) => (values.to_vec(), None),
        ExprKind::Dict(entries) => (Vec::new(), Some(entries)),
        _ => (vec![values], None),
    };
    let mut listed = listed.into_iter();
    let mut pieces = text.split('%');
    parts.push(Part::Text(pieces.next()?.to_owned()));
    while let Some(piece) = pieces.next() {
        if piece.is_empty() {
            // `%%` is one percent sign.
            parts.push(Part::Text(format!("%{}", pieces.next()?)));
            continue;
        }
        let (value, rest) = match named {
            None => (listed.next()?, piece),
            Some(entries) => {
                let (name, rest) = piece.strip_prefix('(')?.split_once(')')?;
                (value_of(fix, entries, name)?, rest)
            }
        };
        let rest = rest.strip_prefix('s').or_else(|| rest.strip_prefix('d').filter(|_| is_whole(fix, value)))?;
        parts.push(Part::Value(value));
        parts.push(Part::Text(rest.to_owned()));
    }
    (named.is_some() || listed.next().is_none()).then_some(())
}

/// What a dictionary gives to a key.
fn value_of(fix: &Fix<'_>, entries: &[(Option<ExprId>, ExprId)], key: &str) -> Option<ExprId> {
    let is_key = |&&(name, _): &&(Option<ExprId>, ExprId)| {
        name.and_then(|name| fix.file.constant(name)).is_some_and(|name| name.as_str() == Some(key))
    };
    entries.iter().find(is_key).map(|(_, value)| *value)
}

/// Whether a value is a whole number, as far as it is seen: `int(…)`, or a parameter that says so.
fn is_whole(fix: &Fix<'_>, e: ExprId) -> bool {
    matches!(fix.kind(e), ExprKind::Int) || {
        let is_made =
            |e: ExprId| fix.parts(e).is_some_and(|(func, _)| fix.is_named(func, &["builtins.int", "builtins.len"]));
        is_made(e)
            || fix.file.display(e).is_some_and(is_made)
            || fix.file.qualified_names(e).any(|name| name == "builtins.int")
            || strings::is_annotated(fix, e, "int")
    }
}

/// The text whose `format` is called.
fn is_format(fix: &Fix<'_>, func: ExprId) -> Option<ExprId> {
    let ExprKind::Attribute { value, attr } = *fix.kind(func) else { return None };
    (fix.tree().text(attr.span) == "format" && matches!(fix.kind(value), ExprKind::Str(_))).then_some(value)
}

/// The text whose `join` is called.
pub(crate) fn joined_with(fix: &Fix<'_>, func: ExprId) -> Option<String> {
    let ExprKind::Attribute { value, attr } = *fix.kind(func) else { return None };
    let ExprKind::Str(tokens) = fix.kind(value) else { return None };
    (fix.tree().text(attr.span) == "join").then(|| fix.tree().string_value(tokens).into_owned())
}

/// `"…{}…{0}…{name}…".format(…)` without specifications.
fn format_call(fix: &Fix<'_>, text: ExprId, args: &[Argument], parts: &mut Vec<Part>) -> Option<()> {
    let ExprKind::Str(tokens) = fix.kind(text) else { return None };
    if args.iter().any(|argument| matches!(argument, Argument::Star(_) | Argument::DoubleStar(_))) {
        return None;
    }
    let positional: Vec<ExprId> = args
        .iter()
        .filter_map(|argument| if let Argument::Positional(value) = argument { Some(*value) } else { None })
        .collect();
    let keyword = |wanted: &str| {
        args.iter().find_map(|argument| match *argument {
            Argument::Keyword { name, value } if fix.tree().text(name.span) == wanted => Some(value),
            _ => None,
        })
    };
    let text = fix.tree().string_value(tokens);
    let mut rest = &*text;
    let mut count = 0;
    while let Some(at) = rest.find(['{', '}']) {
        parts.push(Part::Text(rest[..at].to_owned()));
        let brace = &rest[at..=at];
        if rest[at + 1..].starts_with(brace) {
            parts.push(Part::Text(brace.to_owned()));
            rest = &rest[at + 2..];
            continue;
        }
        let (field, behind) = rest[at + 1..].split_once('}').filter(|_| brace == "{")?;
        let value = if field.is_empty() {
            count += 1;
            positional.get(count - 1).copied()
        } else if let Ok(number) = field.parse::<usize>() {
            positional.get(number).copied()
        } else {
            keyword(field)
        };
        parts.push(Part::Value(value?));
        rest = behind;
    }
    parts.push(Part::Text(rest.to_owned()));
    Some(())
}

/// The parts with texts that stand together in one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for part in parts {
        match (out.last_mut(), part) {
            (_, Part::Text(text)) if text.is_empty() => {}
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => out.push(part),
        }
    }
    out
}
