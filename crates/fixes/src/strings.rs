//! Texts of a program: those that name something, and how a new one is written.

use std::fmt::Write as _;

use semantic::{BindingKind, Const, FileModel};
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtKind};

use crate::fix::Fix;
use crate::template::Part;

/// Whether a string of the file is a name with `word` in it: in `__all__`, in an annotation, in a patch of a test.
pub(crate) fn names(file: &FileModel, word: &str) -> bool {
    let tree = file.module();
    let is_name = |letter: char| letter.is_alphanumeric() || "_.[], |".contains(letter);
    tree.exprs().any(|(_, expr)| {
        let ExprKind::Str(tokens) = &expr.kind else { return false };
        tokens.iter().any(|token| {
            let text = tree.text(token.content);
            text.len() <= 200
                && text.contains(word)
                && text.chars().all(is_name)
                && text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|part| part == word)
        })
    })
}

/// A text as a literal between `quote`s, or between the other ones where that saves an escape.
pub(crate) fn literal(text: &str, quote: char) -> String {
    let other = if quote == '"' { '\'' } else { '"' };
    let quote = if text.contains(quote) && !text.contains(other) { other } else { quote };
    format!("{quote}{}{quote}", escaped(text, quote))
}

/// A text as it stands between these quotes.
pub(crate) fn escaped(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            letter if letter == quote => out.extend(['\\', letter]),
            letter if letter.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\x{:02x}", letter as u32);
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A text as a literal in the place of `old`: between triple quotes where `old` has them for several lines.
pub(crate) fn constant(fix: &Fix<'_>, old: ExprId, text: &str) -> Option<String> {
    if !text.contains('\n') {
        return Some(literal(text, quote(fix)));
    }
    let old = fix.text(old);
    let Some(quotes) = ["\"\"\"", "'''"].into_iter().find(|quotes| old.contains(quotes)) else {
        return Some(literal(text, quote(fix)));
    };
    let is_plain = !text.contains(quotes) && !text.contains('\\') && !text.ends_with(['"', '\'']);
    is_plain.then(|| format!("{quotes}{text}{quotes}"))
}

/// The quotes that most plain strings of the file have, as far as its first ones show: new ones look like them.
pub(crate) fn quote(fix: &Fix<'_>) -> char {
    const SEEN: usize = 100;
    let quotes = fix.tree().exprs().filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Str(tokens) => {
            let text = fix.tree().text(tokens.first()?.span);
            let marks = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
            // Three of them are for texts of several lines, whatever the others have.
            if marks.starts_with("\"\"\"") || marks.starts_with("'''") { None } else { marks.chars().next() }
        }
        _ => None,
    });
    let (single, all) =
        quotes.take(SEEN).fold((0, 0), |(single, all), mark| (single + usize::from(mark == '\''), all + 1));
    if 2 * single > all { '\'' } else { '"' }
}

/// Python that gives the text of `parts`: a literal, the value itself, or an f-string. With `as_text` a value by itself is made a
/// text, as it was where it stood.
pub(crate) fn join(fix: &Fix<'_>, parts: &[Part], quote: char, as_text: bool) -> String {
    match parts {
        [] => format!("{quote}{quote}"),
        [Part::Text(text)] => literal(text, quote),
        [Part::Value(value)] if as_text && !is_text(fix, *value) => format!("str({})", fix.text(*value)),
        [Part::Value(value)] => alone(fix, *value),
        parts => interpolated(fix, parts, quote).unwrap_or_else(|| {
            let one = |part: &Part| match part {
                Part::Text(text) => literal(text, quote),
                Part::Value(value) => format!("str({})", fix.text(*value)),
            };
            parts.iter().map(one).collect::<Vec<_>>().join(" + ")
        }),
    }
}

/// How many names and methods are followed to see that a value is a text.
const MAX_DEPTH: usize = 8;

/// Whether a value is a text for certain.
pub(crate) fn is_text(fix: &Fix<'_>, e: ExprId) -> bool {
    gives_text(fix, e, 0)
}

fn gives_text(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    matches!(fix.kind(e), ExprKind::Str(_) | ExprKind::FString(_))
        || matches!(fix.file.constant(e), Some(Const::Str(_)))
        || fix.file.qualified_names(e).any(|name| name == "builtins.str")
        || is_annotated(fix, e, "str")
        || is_field(fix, e)
        || depth < MAX_DEPTH && (is_made_of_text(fix, e, depth) || is_given_text(fix, e, depth))
}

/// Whether a value is what a method makes of a text: `name.strip().lower()`; or what a function that only gives texts does.
fn is_made_of_text(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    const METHODS: [&str; 14] = [
        "capitalize",
        "casefold",
        "expandtabs",
        "format",
        "join",
        "lower",
        "lstrip",
        "removeprefix",
        "removesuffix",
        "replace",
        "rstrip",
        "strip",
        "title",
        "upper",
    ];
    const FUNCTIONS: [&str; 5] = ["builtins.input", "builtins.str", "builtins.repr", "html.escape", "shlex.quote"];
    match fix.kind(e) {
        ExprKind::Call { func, .. } => match *fix.kind(*func) {
            ExprKind::Attribute { value, attr } if METHODS.contains(&fix.tree().text(attr.span)) => {
                gives_text(fix, value, depth + 1)
            }
            _ => fix.is_named(*func, &FUNCTIONS),
        },
        ExprKind::BoolOp { values, .. } => values.iter().all(|&value| gives_text(fix, value, depth + 1)),
        ExprKind::Binary { left, op: BinaryOp::Add, right } => {
            gives_text(fix, *left, depth + 1) && gives_text(fix, *right, depth + 1)
        }
        _ => false,
    }
}

/// Whether a name is given a text by each assignment that may reach it.
fn is_given_text(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    if !matches!(fix.kind(e), ExprKind::Name) || fix.file.may_be_unbound(e) {
        return false;
    }
    let bindings = fix.file.reaching(e);
    !bindings.is_empty()
        && bindings.iter().all(|&binding| match fix.file.binding_info(binding).kind {
            BindingKind::Assign { stmt, value: Some(value) } => {
                let whole = matches!(&fix.tree().stmt(stmt).kind, StmtKind::Assign { value: all, .. } if *all == value);
                whole && gives_text(fix, value, depth + 1)
            }
            _ => false,
        })
}

/// Whether a value is a field of a request that frameworks give as a text: `request.args["q"]`, `request.GET.get("q", "")`.
fn is_field(fix: &Fix<'_>, e: ExprId) -> bool {
    const FIELDS: [&str; 6] = ["args", "form", "GET", "POST", "COOKIES", "cookies"];
    let fields = match fix.kind(e) {
        ExprKind::Subscript { value, .. } => *value,
        ExprKind::Call { func, .. } => match fix.kind(*func) {
            ExprKind::Attribute { value, attr } if fix.tree().text(attr.span) == "get" => {
                let default = fix.file.call_args(e).positional(1).and_then(|default| fix.file.constant(default));
                if !matches!(default, Some(Const::Str(_))) {
                    return false;
                }
                *value
            }
            _ => return false,
        },
        _ => return false,
    };
    let ExprKind::Attribute { value, attr } = fix.kind(fields) else { return false };
    FIELDS.contains(&fix.tree().text(attr.span))
        && matches!(fix.kind(*value), ExprKind::Name)
        && fix.text(*value) == "request"
}

/// Whether a value is a parameter that says it is of this type.
pub(crate) fn is_annotated(fix: &Fix<'_>, e: ExprId, class: &str) -> bool {
    let [binding] = fix.file.reaching(e)[..] else { return false };
    let BindingKind::Param { function, index } = fix.file.binding_info(binding).kind else { return false };
    let Some(function) = fix.file.function(function) else { return false };
    let annotation = function.params.params.get(index).and_then(|param| param.annotation);
    annotation.is_some_and(|annotation| fix.text(annotation) == class)
}

/// An expression as one of several in a list.
pub(crate) fn alone(fix: &Fix<'_>, e: ExprId) -> String {
    let text = fix.text(e);
    match fix.kind(e) {
        ExprKind::Named { .. } | ExprKind::Yield(_) | ExprKind::YieldFrom(_) | ExprKind::Lambda { .. } => {
            format!("({text})")
        }
        _ => text.to_owned(),
    }
}

/// An f-string that every Python reads: no quotes or backslashes of its own kind in the values.
fn interpolated(fix: &Fix<'_>, parts: &[Part], quote: char) -> Option<String> {
    let other = if quote == '"' { '\'' } else { '"' };
    let inside =
        |mark: char| parts.iter().any(|part| matches!(part, Part::Value(value) if fix.text(*value).contains(mark)));
    let quote = match (inside(quote), inside(other)) {
        (false, _) => quote,
        (true, false) => other,
        (true, true) => return None,
    };
    if inside('\\') || inside('\n') || inside('#') {
        return None;
    }
    let mut out = format!("f{quote}");
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(&escaped(text, quote).replace('{', "{{").replace('}', "}}")),
            Part::Value(value) => {
                let text = fix.text(*value);
                let is_plain = matches!(
                    fix.kind(*value),
                    ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Call { .. } | ExprKind::Subscript { .. }
                );
                let (open, close) = if is_plain { ("{", "}") } else { ("{(", ")}") };
                out.extend([open, text, close]);
            }
        }
    }
    out.push(quote);
    Some(out)
}
