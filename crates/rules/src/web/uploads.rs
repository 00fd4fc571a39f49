//! Limits of what a request may carry, for the whole application.

use secrets::words;
use semantic::FileModel;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::code::around::{function_of, last_word};
use crate::code::written;

/// The setting of Flask and Quart.
const SETTING: &str = "MAX_CONTENT_LENGTH";

/// Whether the file limits the size of every request: Flask's setting, a middleware that is named after it, or a look at the
/// `Content-Length` that a request announces.
pub fn limits_uploads(file: &FileModel) -> bool {
    names_setting(file) || file.calls().iter().any(|&call| adds_limit(file, call) || reads_length(file, call))
}

fn names_setting(file: &FileModel) -> bool {
    let tree = file.module();
    // A search through the text is quick, and most files end here.
    tree.source().contains(SETTING)
        && tree.exprs().any(|(id, expr)| match &expr.kind {
            ExprKind::Name => tree.text(expr.span) == SETTING,
            ExprKind::Attribute { attr, .. } => tree.text(attr.span) == SETTING,
            ExprKind::Str(_) => file.constant(id).is_some_and(|text| text.as_str() == Some(SETTING)),
            ExprKind::Call { args, .. } => args
                .iter()
                .any(|argument| matches!(argument, Argument::Keyword { name, .. } if tree.text(name.span) == SETTING)),
            _ => false,
        })
}

/// `app.add_middleware(LimitUploadSize, …)`
fn adds_limit(file: &FileModel, call: ExprId) -> bool {
    let Some("add_middleware" | "Middleware") = last_word(file, call) else { return false };
    let name = file.call_args(call).positional(0).and_then(|class| written::last_word(file, class));
    let words = name.map(words).unwrap_or_default();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    has(&["limit", "limits", "max", "maximum"]) && has(&["size", "body", "upload", "content", "length", "payload"])
}

/// `request.headers.get("content-length")`
fn reads_length(file: &FileModel, call: ExprId) -> bool {
    last_word(file, call) == Some("get")
        && function_of(file, call).is_some_and(|func| match file.module().expr(func).kind {
            ExprKind::Attribute { value, .. } => written::last_word(file, value) == Some("headers"),
            _ => false,
        })
        && file
            .call_args(call)
            .positional(0)
            .and_then(|name| file.constant(name))
            .is_some_and(|name| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("content-length")))
}
