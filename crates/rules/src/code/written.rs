//! What an expression says as it is written: no name is followed and nothing is computed.
//!
//! Ruff's rules look no further. Where a candidate rests on more than this, it is [beyond](crate::Candidate::beyond) them.

use std::borrow::Cow;

use semantic::FileModel;
use syntax::Span;
use syntax::ast::{Argument, ComprehensionKind, ExprId, ExprKind, FPart};

/// The text of a literal without interpolations.
pub(crate) fn text(file: &FileModel, e: ExprId) -> Option<Cow<'_, str>> {
    match &file.module().expr(e).kind {
        ExprKind::Str(tokens) => Some(file.module().string_value(tokens)),
        _ => None,
    }
}

/// Whether it is a text literal without interpolations.
pub(crate) fn is_text(file: &FileModel, e: ExprId) -> bool {
    matches!(file.module().expr(e).kind, ExprKind::Str(_))
}

/// Whether it is a text or bytes literal without interpolations.
pub(crate) fn is_text_or_bytes(file: &FileModel, e: ExprId) -> bool {
    matches!(file.module().expr(e).kind, ExprKind::Str(_) | ExprKind::Bytes(_))
}

/// Whether a literal or display counts as true; `None` for everything else.
pub(crate) fn truth(file: &FileModel, e: ExprId) -> Option<bool> {
    let tree = file.module();
    Some(match &tree.expr(e).kind {
        ExprKind::True
        | ExprKind::Ellipsis
        | ExprKind::Lambda { .. }
        | ExprKind::Comprehension { kind: ComprehensionKind::Generator { .. }, .. } => true,
        ExprKind::False | ExprKind::None => false,
        ExprKind::Int => tree.int_value(e) != Some(0),
        ExprKind::Float => tree.float_value(e) != Some(0.0),
        ExprKind::Str(tokens) => !tree.string_value(tokens).is_empty(),
        ExprKind::Bytes(tokens) => !tree.bytes_value(tokens).is_empty(),
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
            let starred = |item: &ExprId| matches!(tree.expr(*item).kind, ExprKind::Starred(_));
            if !items.is_empty() && items.iter().all(starred) {
                return None;
            }
            !items.is_empty()
        }
        ExprKind::FString(parts) if parts.is_empty() => false,
        ExprKind::FString(parts) if parts.iter().any(|part| shows_text(file, part)) => true,
        ExprKind::Dict(entries) if entries.is_empty() => false,
        ExprKind::Dict(entries) if entries.iter().any(|(key, _)| key.is_some()) => true,
        _ => return None,
    })
}

/// Whether a part of an f-string gives at least one letter, whatever the values are.
fn shows_text(file: &FileModel, part: &FPart) -> bool {
    match part {
        FPart::Literal { span, .. } => span.start < span.end,
        FPart::Interpolation { debug: true, .. } => true,
        FPart::Interpolation { value, conversion, .. } => match file.module().expr(*value).kind {
            // With its quotes.
            ExprKind::Str(_) => *conversion == Some(b'r') || truth(file, *value) == Some(true),
            ref kind => matches!(
                kind,
                ExprKind::Bytes(_)
                    | ExprKind::Int
                    | ExprKind::Float
                    | ExprKind::Complex
                    | ExprKind::True
                    | ExprKind::False
                    | ExprKind::None
                    | ExprKind::List(_)
                    | ExprKind::Dict(_)
            ),
        },
    }
}

/// The last word of a dotted name.
pub(crate) fn last_word(file: &FileModel, e: ExprId) -> Option<&str> {
    let expr = file.module().expr(e);
    match expr.kind {
        ExprKind::Name => Some(file.module().text(expr.span)),
        ExprKind::Attribute { attr, .. } => Some(file.module().text(attr.span)),
        _ => None,
    }
}

/// The argument that the call spells with this keyword; what `**` brings does not count.
pub(crate) fn keyword(file: &FileModel, call: ExprId, keyword: &str) -> Option<ExprId> {
    keyword_and_value(file, call, keyword).map(|(_, value)| value)
}

/// As [`keyword`], with the bytes from the keyword to the end of the value in front.
pub(crate) fn keyword_and_value(file: &FileModel, call: ExprId, keyword: &str) -> Option<(Span, ExprId)> {
    file.call_args(call).all().iter().find_map(|argument| match *argument {
        Argument::Keyword { name, value } if file.module().text(name.span) == keyword => {
            Some((Span::new(name.span.start, file.module().expr(value).span.end), value))
        }
        _ => None,
    })
}

/// The first argument without a keyword, `*args` included.
pub(crate) fn first(file: &FileModel, call: ExprId) -> Option<ExprId> {
    file.call_args(call).all().iter().find_map(|argument| match *argument {
        Argument::Positional(value) | Argument::Star(value) => Some(value),
        Argument::Keyword { .. } | Argument::DoubleStar(_) => None,
    })
}
