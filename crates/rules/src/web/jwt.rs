//! JSON web tokens: what a call is told to check, and what it signs.

use semantic::{Const, FileModel};
use syntax::ast::ExprId;

use crate::code::mapping::{entries, spelled};

/// Whether the `options` of a call of `decode` switch the check of the signature off.
pub(crate) fn ignores_signature(file: &FileModel, call: ExprId) -> bool {
    let is_off = |e: ExprId| file.constant(e).is_some_and(|value| !value.truthy());
    let args = file.call_args(call);
    let folded = args.keyword("options").and_then(|options| file.constant(options));
    if let Some(Const::Dict(options)) = folded {
        return options.iter().any(|(key, value)| key.as_str() == Some("verify_signature") && !value.truthy());
    }
    let by_option = args
        .keyword("options")
        .and_then(|options| entries(file, options).or_else(|| spelled(file, file.made(options)?)))
        .is_some_and(|options| options.iter().any(|(key, value)| key == "verify_signature" && is_off(*value)));
    by_option || args.keyword("verify").is_some_and(is_off)
}
