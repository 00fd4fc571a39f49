//! Texts that are built: an f-string, `+`, `%` or `.format()` as a row of constant pieces and inserted values.

use semantic::{BindingKind, Const, FileModel, Node};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart};

/// Stands for an inserted value whose text is not known, in [`skeleton`].
pub(crate) const GAP: char = '\u{1}';

/// Stands for a value that can only be a number: what it is does not matter.
const NUMBER: &str = "0";

/// Whether a format is one of a number: a text raises an error there.
fn takes_numbers(format: &str) -> bool {
    format.ends_with(['d', 'f', 'F', 'e', 'E', 'g', 'G', 'x', 'X', 'o'])
}

/// How deep nested expressions are taken apart; what lies deeper counts as one value.
const MAX_DEPTH: u32 = 200;

/// How many pieces are looked at: more than any person writes into one text.
const MAX_PIECES: usize = 2_000;

/// How many bytes of a beginning are kept.
const MAX_START: usize = 2_000;

/// A part of a built text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// Text that stands in the code.
    Text(String),
    /// An inserted value.
    Value(ExprId),
}

/// The pieces of a text that is built at this place; `None` if the expression builds none. Only
/// expressions with a text among them count: a sum of two names may be anything.
pub(crate) fn pieces(file: &FileModel, e: ExprId) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    if !builds_text(file, e, 0) {
        return None;
    }
    collect(file, e, &mut pieces, 0);
    pieces.iter().any(|piece| matches!(piece, Piece::Value(_))).then_some(pieces)
}

/// The inserted values.
pub(crate) fn values(pieces: &[Piece]) -> impl Iterator<Item = ExprId> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Value(value) => Some(*value),
        Piece::Text(_) => None,
    })
}

/// The text with a [`GAP`] for every value that the file alone does not decide.
pub(crate) fn skeleton(file: &FileModel, pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Value(value) => match known(file, *value) {
                Some(part) => text.push_str(&part),
                None => text.push(GAP),
            },
        }
    }
    text
}

/// What is known of the beginning of a text, up to the first value that is not: the whole of a constant.
pub(crate) fn known_start(file: &FileModel, e: ExprId) -> String {
    if let Some(Const::Str(text)) = file.constant(e) {
        return beginning(&text).to_owned();
    }
    let e = file.display(e).unwrap_or(e);
    let text = pieces(file, e).map(|pieces| skeleton(file, &pieces)).unwrap_or_default();
    beginning(text.split(GAP).next().unwrap_or_default()).to_owned()
}

/// What is known of the end of a text that is put together, behind the last value that is not; empty for others.
pub(crate) fn known_end(file: &FileModel, e: ExprId) -> String {
    let e = file.display(e).unwrap_or(e);
    let text = pieces(file, e).map(|pieces| skeleton(file, &pieces)).unwrap_or_default();
    text.rsplit(GAP).next().unwrap_or_default().to_owned()
}

/// The first [`MAX_START`] bytes, cut between characters.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_START)]
}

/// Whether a built text around this expression holds it as a part.
pub(crate) fn is_part_of_another(file: &FileModel, e: ExprId) -> bool {
    let Node::Expr(parent) = file.parent(e) else { return false };
    match &file.module().expr(parent).kind {
        ExprKind::Binary { op: BinaryOp::Add, .. } | ExprKind::FString(_) => true,
        ExprKind::Binary { op: BinaryOp::Mod, left, .. } => *left == e,
        ExprKind::Attribute { attr, .. } => {
            matches!(file.module().text(attr.span), "format" | "format_map" | "strip" | "lstrip" | "rstrip")
                && matches!(file.parent(parent), Node::Expr(call)
                    if matches!(file.module().expr(call).kind, ExprKind::Call { func, .. } if func == parent))
        }
        _ => false,
    }
}

fn known(file: &FileModel, e: ExprId) -> Option<String> {
    match file.constant(e)? {
        Const::Str(text) => Some(text.to_string()),
        Const::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

fn known_text(file: &FileModel, e: ExprId) -> Option<String> {
    let e = dedented(file, e).unwrap_or(e);
    file.constant(e).and_then(|value| value.as_str().map(str::to_owned))
}

fn is_text(file: &FileModel, e: ExprId) -> bool {
    matches!(file.constant(dedented(file, e).unwrap_or(e)), Some(Const::Str(_)))
}

/// Whether the expression puts a text together.
fn builds_text(file: &FileModel, e: ExprId, depth: u32) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match &file.module().expr(e).kind {
        ExprKind::FString(parts) => parts.iter().any(|part| matches!(part, FPart::Interpolation { .. })),
        ExprKind::Binary { left, op: BinaryOp::Add, right } => {
            [*left, *right].into_iter().any(|side| is_text(file, side) || builds_text(file, side, depth + 1))
        }
        ExprKind::Binary { left, op: BinaryOp::Mod, .. } => is_text(file, *left) || builds_text(file, *left, depth + 1),
        ExprKind::Call { .. } => match method(file, e) {
            Some((receiver, "format" | "format_map" | "replace")) => {
                is_text(file, receiver) || builds_text(file, receiver, depth + 1)
            }
            Some((receiver, "strip" | "lstrip" | "rstrip")) => builds_text(file, receiver, depth + 1),
            Some((separator, "join")) => {
                is_text(file, separator)
                    && joined(file, e).is_some_and(|parts| {
                        parts.iter().any(|&part| is_text(file, part) || builds_text(file, part, depth + 1))
                    })
            }
            Some((receiver, "substitute" | "safe_substitute")) => dollar_template(file, receiver).is_some(),
            _ => dedented(file, e).is_some_and(|text| builds_text(file, text, depth + 1)),
        },
        _ => false,
    }
}

fn collect(file: &FileModel, e: ExprId, out: &mut Vec<Piece>, depth: u32) {
    if depth > MAX_DEPTH || out.len() > MAX_PIECES {
        return out.push(Piece::Value(e));
    }
    match &file.module().expr(e).kind {
        ExprKind::Str(_) => match known_text(file, e) {
            Some(text) => out.push(Piece::Text(text)),
            None => out.push(Piece::Value(e)),
        },
        ExprKind::FString(parts) => {
            for part in parts.iter().take(MAX_PIECES) {
                match part {
                    FPart::Literal { span, raw, braces } => {
                        out.push(Piece::Text(unescaped(file.module().text(*span), *raw, *braces)));
                    }
                    FPart::Interpolation { value, spec, .. } => match &**spec {
                        [FPart::Literal { span, .. }] if takes_numbers(file.module().text(*span)) => {
                            out.push(Piece::Text(NUMBER.to_owned()));
                        }
                        _ => out.push(Piece::Value(*value)),
                    },
                }
            }
        }
        ExprKind::Binary { left, op: BinaryOp::Add, right } => {
            collect(file, *left, out, depth + 1);
            collect(file, *right, out, depth + 1);
        }
        ExprKind::Binary { left, op: BinaryOp::Mod, right } => match known_text(file, *left) {
            Some(template) => percent(file, &template, *right, out),
            None if builds_text(file, *left, depth + 1) => {
                collect(file, *left, out, depth + 1);
                out.push(Piece::Value(*right));
            }
            None => out.push(Piece::Value(e)),
        },
        ExprKind::Call { args, .. } => match method(file, e) {
            Some((receiver, "format")) => match known_text(file, receiver) {
                Some(template) => braces(file, &template, args, out),
                None if builds_text(file, receiver, depth + 1) => {
                    collect(file, receiver, out, depth + 1);
                    out.extend(args.iter().map(|arg| Piece::Value(arg.value())));
                }
                None => out.push(Piece::Value(e)),
            },
            // Which of its fields stands where is not known; that they are there is enough.
            Some((receiver, "format_map")) if is_text(file, receiver) => {
                out.extend(known_text(file, receiver).map(Piece::Text));
                out.extend(args.iter().flat_map(|arg| fields(file, arg.value())).map(Piece::Value));
            }
            Some((receiver, "substitute" | "safe_substitute")) => match dollar_template(file, receiver) {
                Some(template) => {
                    out.push(Piece::Text(template));
                    out.extend(
                        args.iter().map(Argument::value).filter(|&value| !file.is_constant(value)).map(Piece::Value),
                    );
                }
                None => out.push(Piece::Value(e)),
            },
            Some((receiver, "strip" | "lstrip" | "rstrip")) if builds_text(file, receiver, depth + 1) => {
                collect(file, receiver, out, depth + 1);
            }
            // Where the text is replaced is not known; that it is there is enough.
            Some((receiver, "replace")) if is_text(file, receiver) || builds_text(file, receiver, depth + 1) => {
                match known_text(file, receiver) {
                    Some(text) => out.push(Piece::Text(text)),
                    None => collect(file, receiver, out, depth + 1),
                }
                let inserted = args.get(1).map(Argument::value).filter(|&value| !file.is_constant(value));
                out.extend(inserted.map(Piece::Value));
            }
            Some((separator, "join")) if builds_text(file, e, depth) => {
                let between = known_text(file, separator).unwrap_or_default();
                for (at, &part) in joined(file, e).unwrap_or_default().iter().enumerate() {
                    if at > 0 {
                        out.push(Piece::Text(between.clone()));
                    }
                    match known_text(file, part) {
                        Some(text) => out.push(Piece::Text(text)),
                        None => collect(file, part, out, depth + 1),
                    }
                }
            }
            _ => match dedented(file, e) {
                Some(text) => collect(file, text, out, depth + 1),
                None => out.push(Piece::Value(e)),
            },
        },
        _ => out.push(Piece::Value(e)),
    }
}

/// What a mapping gives to the names of a format: the values of one that is written there, or itself.
fn fields(file: &FileModel, mapping: ExprId) -> Vec<ExprId> {
    match &file.module().expr(mapping).kind {
        ExprKind::Dict(entries) => {
            entries.iter().map(|&(_, value)| value).filter(|&value| !file.is_constant(value)).collect()
        }
        _ => vec![mapping],
    }
}

/// The text of a `string.Template`.
fn dollar_template(file: &FileModel, e: ExprId) -> Option<String> {
    let kept = file.attribute_bindings(e).and_then(|(kinds, _)| match kinds[..] {
        [BindingKind::Assign { value, .. }] => value,
        _ => None,
    });
    let made = kept.or_else(|| file.display(e)).unwrap_or(e);
    let ExprKind::Call { func, .. } = file.module().expr(made).kind else { return None };
    let is_template = file.qualified_names(func).any(|name| name == "string.Template");
    if is_template { known_text(file, file.call_args(made).positional(0)?) } else { None }
}

/// The parts that `join` is given, if they are written there.
fn joined(file: &FileModel, call: ExprId) -> Option<&[ExprId]> {
    let parts = file.call_args(call).positional(0)?;
    match &file.module().expr(file.display(parts).unwrap_or(parts)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => Some(items),
        _ => None,
    }
}

/// Receiver and name of a method call.
fn method(file: &FileModel, call: ExprId) -> Option<(ExprId, &str)> {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    match file.module().expr(func).kind {
        ExprKind::Attribute { value, attr } => Some((value, file.module().text(attr.span))),
        _ => None,
    }
}

/// The text that `textwrap.dedent` or `inspect.cleandoc` is given.
fn dedented(file: &FileModel, call: ExprId) -> Option<ExprId> {
    let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
    let is = file.qualified_names(func).any(|name| matches!(name, "textwrap.dedent" | "inspect.cleandoc"));
    if is { file.call_args(call).positional(0) } else { None }
}

/// The literal text of an f-string, with the escapes that matter for words: line ends, tabs, doubled braces.
pub(crate) fn unescaped(text: &str, raw: bool, braces: bool) -> String {
    let mut text = text.to_owned();
    if !raw && text.contains('\\') {
        for (escape, meaning) in
            [("\\\n", ""), ("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r"), ("\\'", "'"), ("\\\"", "\"")]
        {
            text = text.replace(escape, meaning);
        }
    }
    if braces && text.contains(['{', '}']) {
        text = text.replace("{{", "{").replace("}}", "}");
    }
    text
}

/// `template % right`
fn percent(file: &FileModel, template: &str, right: ExprId, out: &mut Vec<Piece>) {
    let mut inserted: Vec<ExprId> = match &file.module().expr(right).kind {
        ExprKind::Tuple(items) => items.to_vec(),
        ExprKind::Dict(entries) => entries.iter().map(|&(_, value)| value).collect(),
        _ => vec![right],
    };
    inserted.reverse();
    let mut rest = template;
    while let Some(at) = rest.find('%')
        && out.len() <= MAX_PIECES
    {
        out.push(Piece::Text(rest[..at].to_owned()));
        let after = &rest[at + 1..];
        if let Some(behind) = after.strip_prefix('%') {
            out.push(Piece::Text("%".to_owned()));
            rest = behind;
            continue;
        }
        // Flags, a name in parentheses, width and precision, up to the letter of the conversion.
        let name = after.strip_prefix('(').and_then(|named| named.find(')').map(|end| end + 2)).unwrap_or(0);
        let end =
            after.get(name..).and_then(|tail| tail.find(|c: char| c.is_ascii_alphabetic())).map(|at| name + at + 1);
        let conversion = end.and_then(|end| after.get(..end)).unwrap_or_default();
        match inserted.pop() {
            Some(_) if takes_numbers(conversion) || conversion.ends_with(['i', 'u']) => {
                out.push(Piece::Text(NUMBER.to_owned()));
            }
            Some(value) => out.push(Piece::Value(value)),
            None => {}
        }
        rest = end.and_then(|end| after.get(end..)).unwrap_or_default();
    }
    out.push(Piece::Text(rest.to_owned()));
    out.extend(inserted.into_iter().rev().map(Piece::Value));
}

/// `template.format(args)`
fn braces(file: &FileModel, template: &str, args: &[Argument], out: &mut Vec<Piece>) {
    let positional: Vec<ExprId> =
        args.iter().filter(|arg| !matches!(arg, Argument::Keyword { .. })).map(Argument::value).collect();
    let keyword = |wanted: &str| {
        args.iter().find_map(|arg| match arg {
            Argument::Keyword { name, value } if file.module().text(name.span) == wanted => Some(*value),
            _ => None,
        })
    };
    let mut used = Vec::new();
    let mut next = 0;
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}'])
        && out.len() <= MAX_PIECES
    {
        out.push(Piece::Text(rest[..at].to_owned()));
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        if let Some(behind) = after.strip_prefix(brace) {
            out.push(Piece::Text(brace.to_owned()));
            rest = behind;
            continue;
        }
        let (field, behind) = after.split_once('}').unwrap_or((after, ""));
        rest = behind;
        let name = field.split(['.', '[', '!', ':']).next().unwrap_or_default();
        let value = if name.is_empty() {
            next += 1;
            positional.get(next - 1).copied()
        } else if let Ok(index) = name.parse::<usize>() {
            positional.get(index).copied()
        } else {
            keyword(name)
        };
        if let Some(value) = value {
            used.push(value);
            out.push(match field.split_once(':') {
                Some((_, spec)) if takes_numbers(spec) => Piece::Text(NUMBER.to_owned()),
                _ => Piece::Value(value),
            });
        }
    }
    out.push(Piece::Text(rest.to_owned()));
    // `**values`, `*values`: what cannot be placed is still inserted.
    let unplaced = args.iter().filter(|arg| matches!(arg, Argument::Star(_) | Argument::DoubleStar(_)));
    out.extend(unplaced.map(Argument::value).filter(|value| !used.contains(value)).map(Piece::Value));
}
