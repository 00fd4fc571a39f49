//! The values that outside data may be in, and what is written around them.

use secrets::words;
use semantic::{BindingId, BindingKind, Bindings, Node};
use syntax::ast::{ExprId, ExprKind};

use crate::fix::Fix;
use crate::strings;
use crate::template::{self, Part};

/// How many names are followed to see what a value is.
const MAX_DEPTH: usize = 8;

/// The parts of the text that `e` is; a value by itself is one of its own. `None` where it is not known what the text is made of.
pub(crate) fn parts(fix: &Fix<'_>, e: ExprId) -> Option<Vec<Part>> {
    match template::of(fix, e) {
        Some(template) => Some(template.parts),
        None => is_atom(fix, e, 0).then(|| vec![Part::Value(e)]),
    }
}

/// Puts every value in the texts of the focus into `pattern`.
pub(crate) fn escape(fix: &mut Fix<'_>, pattern: &str) -> Option<()> {
    for value in of_focus(fix)? {
        wrap(fix, value, pattern)?;
    }
    Some(())
}

/// The values in the texts of the focus; `None` if one of them may be more than a value.
pub(crate) fn of_focus(fix: &Fix<'_>) -> Option<Vec<ExprId>> {
    let mut values = Vec::new();
    for &focus in &fix.site.focus {
        if fix.file.is_constant(focus) {
            continue;
        }
        for part in parts(fix, focus)? {
            if let Part::Value(value) = part {
                let is_new = !values.contains(&value);
                (is_atom(fix, value, 0)).then_some(())?;
                values.extend(is_new.then_some(value));
            }
        }
    }
    Some(values)
}

/// Whether a value comes from somewhere as it is: it is no text that the program puts together itself, of which only a part may be
/// data.
pub(crate) fn is_atom(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match fix.kind(e) {
        ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => true,
        ExprKind::Await(inner) => is_atom(fix, *inner, depth + 1),
        // What was escaped before is not to be escaped again.
        ExprKind::Call { func, args } if fix.is_named(*func, &["builtins.str"]) => {
            args.first().is_some_and(|argument| is_atom(fix, argument.value(), depth + 1))
        }
        ExprKind::Call { func, .. } => !makes_text(fix, *func),
        ExprKind::BoolOp { values, .. } => {
            values.iter().all(|&value| fix.file.is_constant(value) || is_atom(fix, value, depth + 1))
        }
        ExprKind::Name => {
            let bindings = fix.file.reaching(e);
            !bindings.is_empty()
                && bindings.iter().all(|&binding| match fix.file.binding_info(binding).kind {
                    BindingKind::Param { .. }
                    | BindingKind::LambdaParam { .. }
                    | BindingKind::Unpack { .. }
                    | BindingKind::LoopTarget { .. } => true,
                    BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value, .. } => {
                        fix.file.is_constant(value) || is_atom(fix, value, depth + 1)
                    }
                    _ => false,
                })
        }
        _ => false,
    }
}

/// Whether a value is a text for certain, wherever it comes from.
pub(crate) fn is_text(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    if strings::is_text(fix, e) {
        return true;
    }
    let bindings = if matches!(fix.kind(e), ExprKind::Name) { fix.file.reaching(e) } else { Bindings::new() };
    let is_given_text = |binding: &BindingId| match fix.file.binding_info(*binding).kind {
        BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value, .. } => {
            is_text(fix, value, depth + 1)
        }
        _ => false,
    };
    depth < MAX_DEPTH && !bindings.is_empty() && bindings.iter().all(is_given_text)
}

/// Whether a call puts a text together, as far as its name says, or is one of a function of this file.
fn makes_text(fix: &Fix<'_>, func: ExprId) -> bool {
    const MAKERS: [&str; 14] = [
        "join", "format", "render", "escape", "quote", "markdown", "clean", "markup", "safe", "html", "svg", "linkify",
        "sanitize", "bleach",
    ];
    if fix.file.qualified_names(func).any(|name| name.starts_with(['.', '/'])) {
        return true;
    }
    let name = match fix.kind(func) {
        ExprKind::Attribute { attr, .. } => fix.tree().text(attr.span),
        ExprKind::Name => fix.text(func),
        _ => return true,
    };
    words(name).iter().any(|word| MAKERS.contains(&&**word))
}

/// Whether a name says that its value is HTML, which another escaping would spoil.
pub(crate) fn says_html(fix: &Fix<'_>, e: ExprId) -> bool {
    const WORDS: [&str; 5] = ["html", "markup", "svg", "safe", "rendered"];
    let name = match fix.kind(e) {
        ExprKind::Attribute { attr, .. } => fix.tree().text(attr.span),
        ExprKind::Name => fix.text(e),
        _ => return false,
    };
    words(name).iter().any(|word| WORDS.contains(&&**word))
}

/// Writes `pattern` in the place of a value: `{value}` stands for it there, and `{text}` for it as a text. The quotes in
/// `pattern` are `"`; inside of an f-string they become the ones that it has not.
pub(crate) fn wrap(fix: &mut Fix<'_>, e: ExprId, pattern: &str) -> Option<()> {
    let new = wrapped(fix, e, pattern)?;
    fix.replace(e, new);
    Some(())
}

/// `pattern` with the value in it.
pub(crate) fn wrapped(fix: &Fix<'_>, e: ExprId, pattern: &str) -> Option<String> {
    let text = fix.text(e);
    let as_text = if strings::is_text(fix, e) { text.to_owned() } else { format!("str({text})") };
    let quote = match around(fix, e) {
        Some(_) if pattern.contains('\\') => return None,
        Some('"') => '\'',
        Some(_) => '"',
        None => strings::quote(fix),
    };
    let pattern = pattern.replace('"', &quote.to_string());
    // One pass, so that braces in the value stay what they are.
    let mut out = String::new();
    let mut rest = &*pattern;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (mark, with) = if rest.starts_with("{text}") {
            ("{text}", as_text.as_str())
        } else if rest.starts_with("{value}") {
            ("{value}", text)
        } else {
            ("{", "{")
        };
        out.push_str(with);
        rest = &rest[mark.len()..];
    }
    out.push_str(rest);
    Some(out)
}

/// The quotes of the f-string that the expression stands in.
fn around(fix: &Fix<'_>, e: ExprId) -> Option<char> {
    let mut at = e;
    for _ in 0..64 {
        let Node::Expr(parent) = fix.file.parent(at) else { return None };
        if matches!(fix.kind(parent), ExprKind::FString(_)) {
            return fix.text(parent).chars().find(|letter| matches!(letter, '"' | '\''));
        }
        at = parent;
    }
    None
}

/// The name that a value may be given: its own, that of its attribute, or the key that it is taken by.
fn name_of(fix: &Fix<'_>, e: ExprId) -> Option<String> {
    let word = match fix.kind(e) {
        ExprKind::Name => fix.text(e).to_owned(),
        ExprKind::Attribute { attr, .. } => fix.tree().text(attr.span).to_owned(),
        ExprKind::Subscript { index, .. } => fix.file.constant(*index)?.as_str()?.to_owned(),
        ExprKind::Call { func, .. } => match fix.kind(*func) {
            // `form["text"].strip()` is still the text.
            ExprKind::Attribute { value, attr } => match fix.file.call_args(e).positional(0) {
                Some(key) if fix.tree().text(attr.span) == "get" => fix.file.constant(key)?.as_str()?.to_owned(),
                _ => return name_of_inner(fix, *value),
            },
            _ => return None,
        },
        _ => return None,
    };
    is_identifier(&word).then_some(word)
}

/// A name for a value beside the `others`, which are given first.
pub(crate) fn variable(fix: &Fix<'_>, value: ExprId, others: &[(String, String)]) -> String {
    let wish = name_of(fix, value).unwrap_or_else(|| "value".to_owned());
    let is_taken = |name: &str| others.iter().any(|(other, _)| other == name);
    if !is_taken(&wish) {
        return wish;
    }
    // One of so many is free.
    let mut numbered = (2..others.len() + 3).map(|number| format!("{wish}{number}"));
    numbered.find(|name| !is_taken(name)).unwrap_or(wish)
}

fn name_of_inner(fix: &Fix<'_>, e: ExprId) -> Option<String> {
    match fix.kind(e) {
        ExprKind::Call { .. } => None,
        _ => name_of(fix, e),
    }
}

/// Whether a word may be a name of Python's.
pub(crate) fn is_identifier(word: &str) -> bool {
    const KEYWORDS: [&str; 35] = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    let mut letters = word.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !KEYWORDS.contains(&word)
}
