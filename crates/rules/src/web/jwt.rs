//! JSON web tokens: what a call is told to check, and what it signs.

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, ExprKind};

/// The entries of a dictionary that stands in the code, directly or behind a name that nothing changes: keys that are
/// known, and their values. `None` where a key is not known or another dictionary is merged in.
pub(crate) fn entries(file: &FileModel, dict: ExprId) -> Option<Vec<(String, ExprId)>> {
    let ExprKind::Dict(entries) = &file.module().expr(file.display(dict)?).kind else { return None };
    let known = |&(key, value): &(Option<ExprId>, ExprId)| Some((file.constant(key?)?.as_str()?.to_owned(), value));
    entries.iter().map(known).collect()
}

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
        .and_then(|options| entries(file, options))
        .is_some_and(|options| options.iter().any(|(key, value)| key == "verify_signature" && is_off(*value)));
    by_option || args.keyword("verify").is_some_and(is_off)
}
